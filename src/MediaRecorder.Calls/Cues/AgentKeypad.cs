using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Bodies;

namespace MediaRecorder.Calls.Cues;

/// <summary>
/// The agent's keys in a recorded call, whatever way they come, and what their codes ask of the recording. REQ C-04, B-07.
/// Owner: the SipWorker.
/// </summary>
internal sealed class AgentKeypad(CallContext context, string reference, CallRecording recording)
{
    // An INFO without a duration: what most phones dial with. One that claims more than a second is not believed, or the
    // agent's voice would be gone for as long.
    private const int DefaultKeyMs = 250;
    private const int MaxKeyMs = 1000;

    // Null where keys only have to be silenced.
    private readonly KeypadMatcher? _codes =
        recording.HasKeypad ? new KeypadMatcher(context.Model.Keypad) : null;

    // Most calls hear no key.
    private PressedKeys? _keys;

    /// <summary>When <see cref="OnDeadline"/> must be called; <c>long.MaxValue</c> when no key is pending.</summary>
    public long NextDeadlineNs => _codes?.NextDeadlineNs ?? long.MaxValue;

    /// <summary>A key of the agent, heard in the media.</summary>
    public void OnKey(KeyPress key, long nowNs)
    {
        var evidence = key.Way == KeyWay.TelephoneEvent ? "telephone-event" : "tones";
        recording.Take(new KeyHeard(
            nowNs, CueSource.Media, evidence, key.Leg, key.FromNs, key.Released ? key.ToNs : KeyHeard.StillDown));
        context.Counters.KeyHeard(key.Way, key.Released ? 0 : 1);
        if (_codes is null)
        {
            return;
        }

        _keys ??= new PressedKeys();
        if (key.Released)
        {
            _keys.Release(key.Way, key.ToNs);
        }
        else
        {
            _keys.Press(key.Way, key.Digit, key.FromNs, nowNs);
        }

        Dial(key.Leg, nowNs);
    }

    /// <summary>An INFO of the agent, which may be a key. It goes on to the other side whatever it says.</summary>
    public void OnInfo(SipMessage info, LegId agent, long nowNs)
    {
        if (!KeyBody.TryParse(info.ContentType, info.Body, out var body, out var error))
        {
            context.Counters.MalformedKeys += error == KeyBodyError.OtherType ? 0 : 1;
            return;
        }

        if (body.Key is not { } digit)
        {
            return;
        }

        // It does not say whether it was sent when the key went down or came up; its sound is on either side.
        var durationNs = Math.Min(body.DurationMs ?? DefaultKeyMs, MaxKeyMs) * 1_000_000L;
        recording.Take(
            new KeyHeard(nowNs, CueSource.Signalling, "INFO", agent, nowNs - durationNs, nowNs + durationNs));
        context.Counters.KeyHeard(KeyWay.SipInfo, 1);
        if (_codes is null)
        {
            return;
        }

        _keys ??= new PressedKeys();
        _keys.Press(KeyWay.SipInfo, digit, nowNs - durationNs, nowNs);
        _keys.Release(KeyWay.SipInfo, nowNs);
        Dial(agent, nowNs);
    }

    /// <summary>No further key came in time.</summary>
    public void OnDeadline(LegId agent, long nowNs)
    {
        if (_codes is not null)
        {
            ActOn(_codes.OnDeadline(nowNs), agent, nowNs);
        }
    }

    private void Dial(LegId leg, long nowNs)
    {
        while (_keys!.TryTake(out var stroke))
        {
            ActOn(_codes!.Release(stroke.Digit, stroke.FromNs, stroke.ToNs), leg, nowNs);
        }
    }

    private void ActOn(KeypadMatch match, LegId leg, long nowNs)
    {
        switch (match.Action)
        {
            case KeypadAction.Pause:
                context.Logger.PauseAsked(reference, leg.Value);
                recording.Take(new PauseRequested(nowNs, CueSource.Keypad, "pause code", leg, match.FromNs));
                break;
            case KeypadAction.Resume:
                context.Logger.ResumeAsked(reference, leg.Value);
                recording.Take(new ResumeRequested(nowNs, CueSource.Keypad, "resume code", leg, match.ToNs));
                break;
        }
    }
}
