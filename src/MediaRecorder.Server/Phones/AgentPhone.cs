using MediaRecorder.Audio.Tones;
using MediaRecorder.Server.Phones.Scripts;
using MediaRecorder.Server.Phones.Speech;
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.UserAgents;

namespace MediaRecorder.Server.Phones;

/// <summary>
/// The agent: answers, talks, holds the customer with music and takes the call back, presses the codes.
/// </summary>
internal sealed class AgentPhone : DemoPhone
{
    private const double PitchHz = 118;
    private const int Seed = 2;
    private const long RingNs = 600_000_000;

    // RFC 3261 §14.1: after 491 the side that does not own the Call-ID waits up to 2 s.
    private const long RetryNs = 500_000_000;

    private readonly SpeechVoice _voice = new(PitchHz, Seed);

    // A quiet major triad: unlike any voice, so that one hears when hold is not cut out.
    private readonly ToneGenerator[] _music =
        [new(261.6, 1500, SpeechVoice.SampleRate), new(
            329.6, 1500, SpeechVoice.SampleRate), new(392.0, 1500, SpeechVoice.SampleRate)];

    private readonly short[] _pcm = new short[RtpSpeaker.FrameSamples];
    private bool _wantsHold;
    private bool _asksHold;
    private long _retryNs;
    private DemoPhase _phase = DemoPhase.Talk;

    /// <param name="script">What happens when.</param>
    /// <param name="local">This phone.</param>
    /// <param name="onNote">Told of each thing done, on the owner's thread.</param>
    public AgentPhone(DemoScript script, PhoneEndpoints local, Action<PhoneNote> onNote)
        : base(DemoSide.Agent, AgentNumber, Seed, script, local, onNote)
    {
    }

    protected override void OnEvent(UserAgentEvent e, long nowNs)
    {
        switch (e)
        {
            case UserAgentEvent.IncomingCall incoming:
                Call = incoming.Call;
                TakeRemote(incoming.Sdp);
                Show(DemoActivity.Ringing);
                Note("rings");
                Agent.Ring(incoming.Call, nowNs);
                PlannedNs = nowNs + RingNs;
                break;
            case UserAgentEvent.Established:
                BeginTalking(nowNs);
                break;
            case UserAgentEvent.ReinviteAnswered { Status: >= 200 and < 300 } answered:
                TakeRemote(answered.Sdp);
                break;
            case UserAgentEvent.ReinviteAnswered { Status: 491 }:
                _asksHold = !_wantsHold;
                _retryNs = nowNs + RetryNs;
                break;
            case UserAgentEvent.ReinviteAnswered refused:
                Fail($"hold was refused with {refused.Status}");
                break;
        }
    }

    protected override void OnPlanned(long nowNs)
    {
        Note("answers");
        Agent.Answer(Call!, NextSdp(MediaDirection.SendRecv), nowNs);
    }

    protected override void Act(int frame, long nowNs)
    {
        var phase = Script.PhaseAt(frame);
        if (phase != _phase)
        {
            NotePhase(phase);
            _phase = phase;
        }

        _wantsHold = phase == DemoPhase.Hold;
        if (_wantsHold != _asksHold && nowNs >= _retryNs && Call!.CanReinvite)
        {
            _asksHold = _wantsHold;
            Agent.Reinvite(Call, NextSdp(_wantsHold ? MediaDirection.SendOnly : MediaDirection.SendRecv), nowNs);
        }
    }

    protected override int WriteFrame(int frame, Span<byte> packet)
    {
        var bytes = Speaker.WriteKey(Script.KeyAt(frame), packet);
        if (bytes > 0)
            return bytes;
        var activity = Script.ActivityOf(Side, frame);
        _voice.Fill(_pcm, activity == DemoActivity.Speaking);
        if (activity == DemoActivity.Holding)
        {
            foreach (var tone in _music)
                tone.AddTo(_pcm);
        }

        return Speaker.WriteAudio(_pcm, packet);
    }

    private void NotePhase(DemoPhase phase)
    {
        switch (phase)
        {
            case DemoPhase.Hold:
                Note("holds the customer");
                break;
            case DemoPhase.Talk when _phase == DemoPhase.Hold:
                Note("takes the call back");
                break;
            case DemoPhase.PauseKeys:
                Note($"presses {DemoScript.PauseCode}: the recording pauses");
                break;
            case DemoPhase.Card:
                Note("listens to the card number");
                break;
            case DemoPhase.ResumeKeys:
                Note($"presses {DemoScript.ResumeCode}: the recording goes on");
                break;
        }
    }
}
