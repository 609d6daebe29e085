using System.Net;
using MediaRecorder.Sip.UserAgents;
using MediaRecorder.TestKit.Simulation;

namespace MediaRecorder.TestKit.Phones;

/// <summary>
/// A telephone with one line on a <see cref="SimulatedNetwork"/>: SIP, a microphone and an ear. It sends RTP from the
/// moment it knows where to until the call ends, as far as both sides' directions allow. A second call gets 486.
/// </summary>
public sealed class SimulatedPhone : ISimulatedNode
{
    private readonly SimulatedNetwork _network;
    private readonly SimulatedPhoneOptions _options;
    private readonly List<UserAgentEvent> _events = [];
    private long _answerNs = long.MaxValue;
    private uint _sdpVersion;
    private bool _holds;
    private bool _holdSends;
    private bool _peerReceives;
    private bool _peerSends = true;

    /// <summary>Attaches itself to the network at both addresses.</summary>
    public SimulatedPhone(
        SimulatedNetwork network, IPEndPoint sip, IPEndPoint rtp, string user, int seed,
        SimulatedPhoneOptions? options = null)
    {
        _network = network;
        _options = options ?? new SimulatedPhoneOptions();
        Rtp = rtp;
        Agent = new UserAgent(sip, user, seed);
        Microphone = new RtpSource(_options.Rtp);
        Heard = new HeardAudio(_options.Rtp.EventPayloadType);
        network.Attach(this, sip, rtp);
    }

    public UserAgent Agent { get; }

    public IPEndPoint Rtp { get; }

    /// <summary>What it says: set a tone, play samples, press keys.</summary>
    public RtpSource Microphone { get; }

    public HeardAudio Heard { get; }

    /// <summary>The present call, or the last one.</summary>
    public UserAgentCall? Call { get; private set; }

    public bool IsInCall => Call?.State == UserAgentCallState.Confirmed;

    /// <summary>Where its RTP goes; null before the peer has said it.</summary>
    public IPEndPoint? RemoteRtp { get; private set; }

    /// <summary>Everything the agent reported, in order, datagrams left out.</summary>
    public IReadOnlyList<UserAgentEvent> Events => _events;

    public long NextDeadlineNs => Math.Min(
        Math.Min(Agent.NextDeadlineNs, _answerNs), Math.Min(Microphone.NextDeadlineNs, Heard.NextDeadlineNs));

    /// <summary>Calls; the present call must be over.</summary>
    /// <param name="delayedOffer">INVITE without SDP: the answer goes into the ACK.</param>
    public void Dial(string requestUri, IPEndPoint nextHop, bool delayedOffer = false)
    {
        if (Call is { State: not UserAgentCallState.Ended })
            throw new InvalidOperationException("the line is busy");
        Begin();
        Call = Agent.Invite(requestUri, nextHop, delayedOffer ? default : Sdp(), _network.NowNs);
        Drain();
    }

    /// <param name="earlyMedia">183 with SDP instead of 180, and RTP from now on.</param>
    public void Ring(bool earlyMedia = false)
    {
        Agent.Ring(Present, _network.NowNs, earlyMedia ? Sdp() : default);
        if (earlyMedia)
            Microphone.Start(_network.NowNs);
        Drain();
    }

    public void Answer()
    {
        _answerNs = long.MaxValue;
        Agent.Answer(Present, Sdp(), _network.NowNs);
        if (RemoteRtp is not null)
            Microphone.Start(_network.NowNs);
        Drain();
    }

    public void Reject(int status)
    {
        _answerNs = long.MaxValue;
        Agent.Reject(Present, status, _network.NowNs);
        Drain();
    }

    /// <summary>
    /// Puts the peer on hold by re-INVITE: sendonly, so that what the microphone says is the hold music.
    /// </summary>
    /// <param name="inactive">a=inactive instead: nobody sends.</param>
    public void Hold(bool inactive = false)
    {
        (_holds, _holdSends) = (true, !inactive);
        Agent.Reinvite(Present, Sdp(), _network.NowNs);
        Drain();
    }

    public void Resume()
    {
        _holds = false;
        // An offer says what we want, not what the peer's own hold allows; its answer will.
        _peerSends = true;
        Agent.Reinvite(Present, Sdp(), _network.NowNs);
        Drain();
    }

    /// <summary>Hangs up in any state: BYE, CANCEL or 480.</summary>
    public void HangUp()
    {
        _answerNs = long.MaxValue;
        Agent.Bye(Present, _network.NowNs);
        Drain();
    }

    public void Press(string keys, int durationMs = 100)
    {
        foreach (var key in keys)
            Microphone.Press(key, durationMs);
    }

    public void Receive(ReadOnlySpan<byte> datagram, IPEndPoint source, IPEndPoint destination, long nowNs)
    {
        if (destination.Equals(Rtp))
        {
            Heard.Receive(datagram, nowNs);
            return;
        }

        Agent.Receive(datagram, source, nowNs);
        Drain();
    }

    public void OnDeadline(long nowNs)
    {
        Agent.OnDeadline(nowNs);
        Drain();
        Heard.OnDeadline(nowNs);
        if (_answerNs <= nowNs)
            Answer();
        while (Microphone.TryTake(nowNs, out var packet))
        {
            if (IsSending)
                _network.Send(Rtp, RemoteRtp!, packet.Bytes);
        }
    }

    public override string ToString() => $"phone {Agent.Uri}";

    private UserAgentCall Present => Call ?? throw new InvalidOperationException("there has been no call");

    private bool IsSending => RemoteRtp is not null && _peerReceives && (!_holds || _holdSends);

    private void Begin()
    {
        RemoteRtp = null;
        _holds = _peerReceives = false;
        _peerSends = true;
    }

    private byte[] Sdp() => PhoneSdp.Write(
        Rtp,
        _options.Rtp.PayloadType,
        _options.Rtp.EventPayloadType,
        ++_sdpVersion,
        sends: !_holds || _holdSends,
        // RFC 3264 §6.1: an answer does not promise to receive what the offer will not send.
        receives: !_holds && _peerSends);

    private void TakeSdp(ReadOnlyMemory<byte> sdp)
    {
        if (sdp.IsEmpty)
            return;
        var peer = PhoneSdp.Read(sdp.Span);
        RemoteRtp = peer.Rtp ?? RemoteRtp;
        (_peerSends, _peerReceives) = (peer.Sends, peer.Receives);
    }

    private void Drain()
    {
        while (Agent.TryTake(out var e))
        {
            if (e is UserAgentEvent.SendDatagram send)
            {
                _network.Send(Agent.Local, send.Destination, send.Bytes.Span);
                continue;
            }

            _events.Add(e);
            React(e);
        }
    }

    private void React(UserAgentEvent e)
    {
        var nowNs = _network.NowNs;
        switch (e)
        {
            case UserAgentEvent.IncomingCall incoming:
                TakeCall(incoming, nowNs);
                break;
            case UserAgentEvent.Progress progress:
                TakeSdp(progress.Sdp);
                break;
            case UserAgentEvent.Answered answered:
                TakeSdp(answered.Sdp);
                if (answered.Call.State == UserAgentCallState.Answered)
                    Agent.Acknowledge(answered.Call, Sdp(), nowNs);
                Microphone.Start(nowNs);
                break;
            case UserAgentEvent.Established established:
                TakeSdp(established.Sdp);
                Microphone.Start(nowNs);
                break;
            case UserAgentEvent.Reinvited reinvited when _options.AcceptsReinvites:
                TakeSdp(reinvited.Sdp);
                Agent.AnswerReinvite(reinvited.Call, Sdp(), nowNs);
                break;
            case UserAgentEvent.ReinviteAnswered answered:
                TakeSdp(answered.Sdp);
                break;
            case UserAgentEvent.ReinviteEstablished established:
                TakeSdp(established.Sdp);
                break;
            case UserAgentEvent.Ended ended when ended.Call == Call:
            case UserAgentEvent.Failed failed when failed.Call == Call:
                _answerNs = long.MaxValue;
                Microphone.Stop();
                break;
        }
    }

    private void TakeCall(UserAgentEvent.IncomingCall incoming, long nowNs)
    {
        if (Call is { State: not UserAgentCallState.Ended })
        {
            Agent.Reject(incoming.Call, 486, nowNs);
            return;
        }

        Begin();
        Call = incoming.Call;
        TakeSdp(incoming.Sdp);
        if (_options.AnswerAfter is not { } after)
            return;
        if (after > TimeSpan.Zero)
        {
            Agent.Ring(incoming.Call, nowNs);
            _answerNs = nowNs + (after.Ticks * TimeSpan.NanosecondsPerTick);
        }
        else
        {
            Answer();
        }
    }
}
