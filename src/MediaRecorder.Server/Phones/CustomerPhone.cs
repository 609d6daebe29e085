using System.Net;
using MediaRecorder.Server.Phones.Scripts;
using MediaRecorder.Server.Phones.Speech;
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.UserAgents;

namespace MediaRecorder.Server.Phones;

/// <summary>The customer: calls, talks, reads the card number aloud, hangs up.</summary>
internal sealed class CustomerPhone : DemoPhone
{
    private const string Number = "15550100";
    private const double PitchHz = 205;
    private const int Seed = 1;

    private readonly IPEndPoint _recorder;
    private readonly SpeechVoice _voice = new(PitchHz, Seed);
    private readonly short[] _pcm = new short[RtpSpeaker.FrameSamples];
    private bool _hungUp;

    /// <param name="script">What happens when.</param>
    /// <param name="local">This phone.</param>
    /// <param name="recorder">Where its calls go.</param>
    /// <param name="onNote">Told of each thing done, on the owner's thread.</param>
    public CustomerPhone(DemoScript script, PhoneEndpoints local, IPEndPoint recorder, Action<PhoneNote> onNote)
        : base(DemoSide.Customer, Number, Seed, script, local, onNote)
    {
        _recorder = recorder;
    }

    public override void Start(long nowNs)
    {
        Note("calls");
        Show(DemoActivity.Ringing);
        Call = Agent.Invite($"sip:{AgentNumber}@{_recorder}", _recorder, NextSdp(MediaDirection.SendRecv), nowNs);

        // What the agent sends at once comes by TryTake.
        OnDeadline(nowNs);
    }

    protected override void OnEvent(UserAgentEvent e, long nowNs)
    {
        if (e is UserAgentEvent.Answered answered)
        {
            TakeRemote(answered.Sdp);
            BeginTalking(nowNs);
        }
    }

    protected override void Act(int frame, long nowNs)
    {
        if (frame < Script.Frames || _hungUp)
            return;
        _hungUp = true;
        Note("hangs up");
        Agent.Bye(Call!, nowNs);
    }

    protected override int WriteFrame(int frame, Span<byte> packet)
    {
        if (_hungUp)
            return 0;
        var activity = Script.ActivityOf(Side, frame);
        _voice.Fill(_pcm, activity is DemoActivity.Speaking or DemoActivity.ReadingCard);
        return Speaker.WriteAudio(_pcm, packet);
    }
}
