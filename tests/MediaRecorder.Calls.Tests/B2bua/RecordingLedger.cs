using System.Collections.Immutable;
using MediaRecorder.Buffers;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Media.Paths;
using MediaRecorder.Policy.Control;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Recording.Timelines;

namespace MediaRecorder.Calls.Tests.B2bua;

/// <summary>A recording plane that writes down what it is asked.</summary>
internal sealed class RecordingLedger : IRecordingPlane
{
    private int _tap;

    public List<(RecordingId Id, RecordingIdentity Identity, LegRole Ingress, LegRole Egress)> Opened { get; } = [];

    public List<LayoutRules> Layouts { get; } = [];

    public List<Cue> Cues { get; } = [];

    public List<RecordingAction> Actions { get; } = [];

    public List<RecordingId> Closed { get; } = [];

    public int FormatChanges { get; private set; }

    public TapPair Open(
        RecordingId id,
        RecordingIdentity identity,
        LayoutRules layout,
        LegRole ingress,
        LegRole egress,
        long originNs)
    {
        Opened.Add((id, identity, ingress, egress));
        Layouts.Add(layout);
        return new TapPair(0, new TapId(++_tap), new TapId(++_tap));
    }

    /// <summary>The newest table of each leg.</summary>
    public Dictionary<LegId, LegFormats> Formats { get; } = [];

    public List<(LegId Leg, LegRole Role, TapId Tap)> Added { get; } = [];

    public TapId NewTap() => new(++_tap);

    public void AddLeg(RecordingId id, LegId leg, LegRole role, TapId tap) => Added.Add((leg, role, tap));

    public void SetFormats(RecordingId id, LegId leg, LegFormats formats)
    {
        FormatChanges++;
        Formats[leg] = formats;
    }

    public void Apply(RecordingId id, Cue cue, ImmutableArray<RecordingAction> actions)
    {
        Cues.Add(cue);
        Actions.AddRange(actions);
    }

    public Dictionary<string, string> Tags { get; } = [];

    public void Tag(RecordingId id, string name, string value) => Tags[name] = value;

    public void Close(RecordingId id, long atNs) => Closed.Add(id);
}
