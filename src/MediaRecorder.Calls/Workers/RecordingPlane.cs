using System.Collections.Immutable;
using MediaRecorder.Buffers;
using MediaRecorder.Media.Paths;
using MediaRecorder.Policy.Control;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Recording.Timelines;
using MediaRecorder.Recording.Workers;

namespace MediaRecorder.Calls.Workers;

/// <summary>Spreads recordings over the RecordingWorkers and speaks to them by mailbox. Owner: the SipWorker.</summary>
/// <param name="workers">Index i reads the rings with second index i (see MediaPlane).</param>
public sealed class RecordingPlane(IReadOnlyList<RecordingWorker> workers) : IRecordingPlane
{
    private readonly Dictionary<RecordingId, RecordingWorker> _workers = [];
    private int _lastTap;
    private int _next;

    public TapPair Open(
        RecordingId id,
        RecordingIdentity identity,
        LayoutRules layout,
        LegRole ingress,
        LegRole egress,
        long originNs)
    {
        var index = _next;
        _next = (_next + 1) % workers.Count;
        var taps = new TapPair(index, new TapId(++_lastTap), new TapId(++_lastTap));
        _workers.Add(id, workers[index]);
        ImmutableArray<RecordedLeg> legs =
        [
            new(LegId.Ingress, taps.Ingress, ingress),
            new(LegId.Egress, taps.Egress, egress),
        ];
        workers[index].Commands.Post(new OpenRecording(id, identity, layout, legs, originNs));
        return taps;
    }

    public TapId NewTap() => new(++_lastTap);

    public void AddLeg(RecordingId id, LegId leg, LegRole role, TapId tap) =>
        Post(new AddLeg(id, new RecordedLeg(leg, tap, role)));

    public void SetFormats(RecordingId id, LegId leg, LegFormats formats) => Post(new SetLegFormats(id, leg, formats));

    public void Apply(RecordingId id, Cue cue, ImmutableArray<RecordingAction> actions)
    {
        Post(new NoteCue(id, cue));
        if (!actions.IsEmpty)
        {
            Post(new ApplyActions(id, actions));
        }
    }

    public void Tag(RecordingId id, string name, string value) => Post(new SetTag(id, name, value));

    public void Close(RecordingId id, long atNs)
    {
        Post(new CloseRecording(id, atNs));
        _workers.Remove(id);
    }

    private void Post(RecordingCommand command)
    {
        if (_workers.TryGetValue(command.Recording, out var worker))
        {
            worker.Commands.Post(command);
        }
    }
}
