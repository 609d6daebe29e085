using System.Net;
using MediaRecorder.Server.Phones.Scripts;
using MediaRecorder.Server.Phones.Speech;
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.UserAgents;

namespace MediaRecorder.Server.Phones;

/// <summary>
/// One person with a phone, without sockets, threads or clocks: SIP by a <see cref="UserAgent"/>, RTP every 20 ms, and
/// what to do when by the script. Owner: its <see cref="PhoneThread"/>, or a test in virtual time.
/// </summary>
internal abstract class DemoPhone
{
    public const long FrameNs = 20_000_000;

    protected const string AgentNumber = "204";

    private readonly Queue<PhoneDatagram> _datagrams = new();
    private readonly byte[] _packet = new byte[RtpSpeaker.MaxPacketBytes];
    private readonly Action<PhoneNote> _onNote;
    private readonly IPEndPoint _localRtp;
    private IPEndPoint? _remoteRtp;
    private int _sdpVersion;
    private long _answeredNs = long.MaxValue;
    private int _frame;
    private volatile DemoActivity _activity = DemoActivity.Waiting;

    protected DemoPhone(
        DemoSide side, string user, int seed, DemoScript script, PhoneEndpoints local, Action<PhoneNote> onNote)
    {
        Side = side;
        Script = script;
        _localRtp = local.Rtp;
        _onNote = onNote;
        Agent = new UserAgent(local.Sip, user, seed);
        Speaker = new RtpSpeaker(seed);
    }

    public DemoSide Side { get; }

    /// <summary>What this person does now. Any thread.</summary>
    public DemoActivity Activity => _activity;

    /// <summary>The call is over, well or not.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Why the call did not go as written; null when it did.</summary>
    public string? Failure { get; private set; }

    /// <summary>RTP packets that the other one's voice brought.</summary>
    public long ReceivedPackets { get; private set; }

    public long NextDeadlineNs => Math.Min(Agent.NextDeadlineNs, Math.Min(NextFrameNs, PlannedNs));

    /// <summary>Call-ID of this phone's side of the call; null before there is one.</summary>
    public string? CallId => Call?.CallId;

    protected DemoScript Script { get; }

    protected UserAgent Agent { get; }

    protected RtpSpeaker Speaker { get; }

    protected UserAgentCall? Call { get; set; }

    /// <summary>Whether the peer wants to hear us. RFC 3264 §6.1.</summary>
    protected bool MaySend { get; private set; } = true;

    /// <summary>When <see cref="OnPlanned"/> is due.</summary>
    protected long PlannedNs { get; set; } = long.MaxValue;

    private long NextFrameNs =>
        _answeredNs == long.MaxValue || IsOver ? long.MaxValue : _answeredNs + (_frame * FrameNs);

    private double SecondsInCall => (double)_frame / DemoScript.FramesPerSecond;

    public virtual void Start(long nowNs)
    {
    }

    public void ReceiveSip(ReadOnlySpan<byte> datagram, IPEndPoint source, long nowNs)
    {
        Agent.Receive(datagram, source, nowNs);
        Drain(nowNs);
    }

    public void CountRtp() => ReceivedPackets++;

    public void OnDeadline(long nowNs)
    {
        Agent.OnDeadline(nowNs);
        Drain(nowNs);
        if (nowNs >= PlannedNs)
        {
            PlannedNs = long.MaxValue;
            OnPlanned(nowNs);
        }

        while (nowNs >= NextFrameNs)
        {
            SendFrame(nowNs);
        }

        Drain(nowNs);
    }

    /// <summary>The phone itself broke: the call is over without a word to the other side.</summary>
    public void Abandon(string reason) => Fail($"the {Side.ToString().ToLowerInvariant()}'s phone broke: {reason}");

    public bool TryTake(out PhoneDatagram datagram) => _datagrams.TryDequeue(out datagram);

    /// <summary>Our SDP, a new version of it.</summary>
    protected byte[] NextSdp(MediaDirection direction) => PhoneSdp.Write(_localRtp, ++_sdpVersion, direction);

    /// <summary>What the script says for this instant, beyond sound: hold, resume, hang up.</summary>
    protected abstract void Act(int frame, long nowNs);

    /// <summary>The packet of these 20 ms; returns its bytes, 0 for none.</summary>
    protected abstract int WriteFrame(int frame, Span<byte> packet);

    /// <summary>What only one of the two has to answer to.</summary>
    protected abstract void OnEvent(UserAgentEvent e, long nowNs);

    /// <summary>The instant of <see cref="PlannedNs"/> has come.</summary>
    protected virtual void OnPlanned(long nowNs)
    {
    }

    protected void Note(string text) =>
        _onNote(new PhoneNote(Side, _answeredNs == long.MaxValue ? null : SecondsInCall, text));

    protected void Show(DemoActivity activity) => _activity = activity;

    /// <summary>The call stands: the script's clock begins.</summary>
    protected void BeginTalking(long nowNs)
    {
        if (_answeredNs == long.MaxValue)
            _answeredNs = nowNs;
    }

    protected void Fail(string reason)
    {
        Failure ??= reason;
        Finish();
    }

    /// <summary>Learns from the peer's SDP where it listens and whether it does.</summary>
    protected MediaDirection TakeRemote(ReadOnlyMemory<byte> sdp)
    {
        if (!PhoneSdp.TryRead(sdp.Span, out var rtp, out var direction))
        {
            Fail("the SDP of the other side has no usable audio");
            return MediaDirection.Inactive;
        }

        _remoteRtp = rtp;
        MaySend = direction is MediaDirection.SendRecv or MediaDirection.RecvOnly;
        return direction;
    }

    private void Drain(long nowNs)
    {
        while (Agent.TryTake(out var e))
        {
            switch (e)
            {
                case UserAgentEvent.SendDatagram send:
                    _datagrams.Enqueue(new PhoneDatagram(IsRtp: false, send.Destination, send.Bytes));
                    break;
                case UserAgentEvent.Ended:
                    Finish();
                    break;
                case UserAgentEvent.Failed failed:
                    Fail($"the call was refused with {failed.Status}");
                    break;
                case UserAgentEvent.Reinvited asked:
                    var direction = PhoneSdp.AnswerTo(TakeRemote(asked.Sdp));
                    Agent.AnswerReinvite(asked.Call, NextSdp(direction), nowNs);
                    break;
                default:
                    OnEvent(e, nowNs);
                    break;
            }
        }
    }

    private void SendFrame(long nowNs)
    {
        _activity = Script.ActivityOf(Side, _frame);
        Act(_frame, nowNs);
        var bytes = MaySend ? WriteFrame(_frame, _packet) : 0;
        if (bytes == 0)
        {
            Speaker.SkipFrame();
        }
        else if (_remoteRtp is not null)
        {
            _datagrams.Enqueue(new PhoneDatagram(IsRtp: true, _remoteRtp, _packet.AsSpan(0, bytes).ToArray()));
        }

        _frame++;
    }

    private void Finish()
    {
        IsOver = true;
        _activity = DemoActivity.Ended;
    }
}
