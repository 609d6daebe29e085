using System.Runtime.InteropServices;
using MediaRecorder.Calls.Legs;
using MediaRecorder.Calls.Lines;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Policy.Control;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Timelines;
using MediaRecorder.Sip.Sdp;

namespace MediaRecorder.Calls.Cues;

/// <summary>
/// The recording side of a call: hands each cue to the policy's reducer and its actions to the recording room.
/// Owner: the SipWorker.
/// </summary>
internal sealed class CallRecording(
    RecordingId id, RecordingRules rules, IRecordingPlane plane, InbandKeys inbandKeys, int highestRate)
{
    private const string UnrecordableTag = "unrecordable-codec";
    private const string TelephoneEvent = "telephone-event";

    private readonly Dictionary<LegId, PostedFormats> _posted = [];
    private RecordingState _state = RecordingState.Initial;
    private string? _unrecordable;

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
        SetFormats(ingress, egress.Audio);
        SetFormats(egress, ingress.Audio);
    }

    /// <summary>
    /// As of one leg, from its own newest SDP and that of whoever it speaks to: the other party, or us. What was posted last
    /// is not posted again: a new table flushes what waits for earlier packets, and session refreshes repeat the SDP.
    /// </summary>
    public void SetFormats(SipLeg sender, MediaDescription? receiver)
    {
        var formats = Formats(receiver, sender);
        var hearsTones = sender.Role == LegRole.Agent && HearsTones(formats);
        if (_posted.TryGetValue(sender.Id, out var posted)
            && posted.Sender == sender
            && posted.HearsTones == hearsTones
            && CollectionsMarshal.AsSpan(posted.Formats).SequenceEqual(CollectionsMarshal.AsSpan(formats)))
        {
            return;
        }

        Plane.SetFormats(Id, sender.Id, LegFormats.Create(formats, hearsTones, highestRate));
        _posted[sender.Id] = new PostedFormats(sender, formats, hearsTones);
    }

    /// <summary>A third party joins.</summary>
    public void AddLeg(SipLeg leg) => Plane.AddLeg(Id, leg.Id, leg.Role, leg.Tap);

    /// <summary>Takes a cue; what follows from it is posted to the recording room.</summary>
    public void Take(Cue cue)
    {
        var step = RecordingControl.Reduce(_state, cue, rules);
        _state = step.State;
        Plane.Apply(Id, cue, step.Actions);
    }

    /// <summary>REQ A-08: the parties speak by a codec that is silence in the recording. False when that is no news.</summary>
    public bool TryReport(string unrecordable)
    {
        if (unrecordable == _unrecordable)
        {
            return false;
        }

        _unrecordable = unrecordable;
        Plane.Tag(Id, UnrecordableTag, unrecordable);
        return true;
    }

    // The receiver's numbers first and in its order, which is its preference (RFC 3264 §6.1); the sender's own fill in
    // what the receiver did not list (seen with early media). Agreed is what both listed, and before the answer all.
    private static List<PayloadFormat> Formats(MediaDescription? receiver, SipLeg sender)
    {
        var formats = new List<PayloadFormat>();
        Add(formats, receiver, sender.Audio);
        Add(formats, sender.Audio, receiver);
        return formats;
    }

    private bool HearsTones(List<PayloadFormat> formats) => inbandKeys switch
    {
        InbandKeys.Always => true,
        InbandKeys.Auto => !formats.Exists(format =>
            format.IsAgreed && format.EncodingName.Equals(TelephoneEvent, StringComparison.OrdinalIgnoreCase)),
        _ => false,
    };

    private static void Add(List<PayloadFormat> formats, MediaDescription? own, MediaDescription? other)
    {
        if (own is null)
        {
            return;
        }

        var known = formats.Count;
        foreach (var map in own.RtpMaps)
        {
            if (!IsNamed(CollectionsMarshal.AsSpan(formats)[..known], map.PayloadType))
            {
                formats.Add(new(
                    map.PayloadType, map.EncodingName, map.ClockRate, map.Channels, other is null || RecordableCodecs.Lists(other, map)));
            }
        }
    }

    private static bool IsNamed(ReadOnlySpan<PayloadFormat> formats, int payloadType)
    {
        foreach (var format in formats)
        {
            if (format.PayloadType == payloadType)
            {
                return true;
            }
        }

        return false;
    }

    private readonly record struct PostedFormats(SipLeg Sender, List<PayloadFormat> Formats, bool HearsTones);
}
