using MediaRecorder.Calls.Legs;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Policy.Control;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Timelines;

namespace MediaRecorder.Calls.Cues;

/// <summary>
/// The recording side of a call: hands each cue to the policy's reducer and its actions to the recording room.
/// Owner: the SipWorker.
/// </summary>
internal sealed class CallRecording(
    RecordingId id, RecordingRules rules, IRecordingPlane plane, InbandKeys inbandKeys)
{
    private const string TelephoneEvent = "telephone-event";

    private RecordingState _state = RecordingState.Initial;

    public RecordingId Id { get; } = id;

    public IRecordingPlane Plane { get; } = plane;

    /// <summary>REQ C-04: whether the agent's keypad may pause and resume this recording.</summary>
    public bool HasKeypad => rules.KeypadPause;

    /// <summary>
    /// What each leg may send follows from both parties' newest SDP; RFC 3264 §5.1: each side sends what the other
    /// listed.
    /// </summary>
    public void SetFormats(SipLeg ingress, SipLeg egress)
    {
        Plane.SetFormats(Id, ingress.Id, Formats(egress, ingress));
        Plane.SetFormats(Id, egress.Id, Formats(ingress, egress));
    }

    /// <summary>Takes a cue; what follows from it is posted to the recording room.</summary>
    public void Take(Cue cue)
    {
        var step = RecordingControl.Reduce(_state, cue, rules);
        _state = step.State;
        Plane.Apply(Id, cue, step.Actions);
    }

    // The receiver's numbers first; the sender's own fill in what the receiver did not list (seen with early media).
    private LegFormats Formats(SipLeg receiver, SipLeg sender)
    {
        var maps = new Dictionary<int, PayloadFormat>();
        foreach (var leg in (ReadOnlySpan<SipLeg>)[sender, receiver])
        {
            if (leg.Audio is { } audio)
            {
                foreach (var map in audio.RtpMaps)
                {
                    maps[map.PayloadType] = new(map.PayloadType, map.EncodingName, map.ClockRate, map.Channels);
                }
            }
        }

        return LegFormats.Create(maps.Values, hearsTones: sender.Role == LegRole.Agent && HearsTones(receiver, sender));
    }

    // RFC 3264 §6.1: what both listed may be sent.
    private bool HearsTones(SipLeg receiver, SipLeg sender) => inbandKeys switch
    {
        InbandKeys.Always => true,
        InbandKeys.Auto => !ListsEvents(sender) || !ListsEvents(receiver),
        _ => false,
    };

    private static bool ListsEvents(SipLeg leg)
    {
        foreach (var map in leg.Audio?.RtpMaps ?? [])
        {
            if (map.EncodingName.Equals(TelephoneEvent, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
