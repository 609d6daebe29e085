using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Legs;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Requests;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.SessionTimers;

namespace MediaRecorder.Calls.Conferences;

/// <summary>
/// The INVITE by which a third party is called (RFC 4579 §5.5), with an offer of ours. Owner: the SipWorker.
/// <code>
/// state    | 2xx with a voice    | other 2xx, failure, none | rings too long | call ends
/// Inviting | ACK → Answered      | (ACK, BYE) → Over        | CANCEL → Over  | CANCEL → Over
/// Answered | ACK again           | –                        | –              | –
/// Over     | ACK, BYE: it is late| –                        | –              | –
/// (2xx of further branches of a fork: ACK, BYE, in every state)
/// </code>
/// </summary>
internal sealed class ThirdPartyInvite : IResponseTaker
{
    // As for the forks of a call: whoever sends more answers than these is not sent a BYE for each.
    private const int MaxForks = 16;

    private readonly CallContext _context;
    private readonly Conference _conference;
    private readonly HashSet<string> _endedForks = new(StringComparer.Ordinal);
    private SentRequest? _sent;
    private ReadOnlyMemory<byte>? _ack;
    private bool _provisionalSeen;
    private bool _isOver;

    private ThirdPartyInvite(CallContext context, Conference conference, Call call, SipLeg party, long nowNs)
    {
        _context = context;
        _conference = conference;
        Call = call;
        Party = party;
        NextDeadlineNs = nowNs + (context.Model.NoAnswerTimeout.Ticks * 100);
    }

    public Call Call { get; }

    public SipLeg Party { get; }

    public TrunkModel Outward => Party.Trunk;

    /// <summary>When it has rung too long; <c>long.MaxValue</c> once it is answered or over.</summary>
    public long NextDeadlineNs { get; private set; }

    /// <summary>What is cancelled is not sent again.</summary>
    public bool MayRepeat => !_isOver;

    /// <summary>Null when it has too many headers to be sent.</summary>
    public static ThirdPartyInvite? Send(
        CallContext context, Conference conference, Call call, SipLeg party, SipMessageBuilder invite,
        SessionDescription offer, long nowNs)
    {
        var started = new ThirdPartyInvite(context, conference, call, party, nowNs);
        invite.Add(SipHeaderName.Supported, SessionTimer.OptionTag);
        party.Timer.Offer(invite);
        MessageBody.Set(invite, offer);
        started._sent = context.Sender.Send(invite, party.SignallingPeer, started, nowNs, party.Timer);
        return started._sent is null ? null : started;
    }

    public void OnRepeated() => _provisionalSeen = false;

    public void OnResponse(SentRequest sent, SipMessage response, long nowNs)
    {
        if (response.StatusCode < 200)
        {
            OnProvisional(nowNs);
        }
        else if (response.StatusCode < 300)
        {
            OnAccepted(response, nowNs);
        }
        else
        {
            Fail(response.StatusCode, nowNs);
        }
    }

    public void OnNoResponse(SentRequest sent, long nowNs) => Fail(408, nowNs);

    public void OnTransportFailed(SentRequest sent, long nowNs) => Fail(503, nowNs);

    public void OnDeadline(long nowNs)
    {
        if (nowNs >= NextDeadlineNs)
        {
            Cancel(nowNs);
            _conference.OnRefused(this, 408, nowNs);
        }
    }

    /// <summary>It is wanted no more.</summary>
    public void Cancel(long nowNs)
    {
        NextDeadlineNs = long.MaxValue;
        _isOver = true;
        if (Party.Dialog is null && _provisionalSeen)
        {
            _context.Sender.SendCancel(_sent!, null, nowNs);
        }
    }

    // RFC 3261 §9.1: no CANCEL before any response.
    private void OnProvisional(long nowNs)
    {
        var isFirst = !_provisionalSeen;
        _provisionalSeen = true;
        if (_isOver && isFirst)
        {
            Cancel(nowNs);
        }
    }

    private void OnAccepted(SipMessage response, long nowNs)
    {
        if (Party.Dialog is { } known && known.RemoteTag != (response.To.Tag ?? string.Empty))
        {
            EndFork(response, nowNs);
            return;
        }

        if (_ack is { } ack)
        {
            // RFC 3261 §13.2.2.4: our ACK was lost.
            _context.Transactions.SendStateless(ack, Party.NextHop);
            return;
        }

        var wasOver = _isOver;
        NextDeadlineNs = long.MaxValue;
        _isOver = true;
        Party.Dialog = Dialog.CreateUac(_sent!.Message, response);
        _ack = _context.Sender.SendAck(
            Party.Dialog.CreateAck(_sent.Message.CSeq.Number), Party.NextHop, _sent.Message, nowNs);
        if (wasOver)
        {
            HangUp(nowNs);
            return;
        }

        Party.NoteMethods(response);
        Party.Timer.Accepted(response, nowNs);
        if (MessageBody.TryReadSdp(response, out var answer) && _conference.TryTakeAnswer(this, answer, nowNs))
        {
            return;
        }

        HangUp(nowNs);
        _conference.OnRefused(this, 488, nowNs);
    }

    private void Fail(int status, long nowNs)
    {
        if (!_isOver)
        {
            NextDeadlineNs = long.MaxValue;
            _isOver = true;
            _conference.OnRefused(this, status, nowNs);
        }
    }

    private void HangUp(long nowNs)
    {
        _context.Sender.Send(Party.Dialog!.CreateRequest(SipMethod.Bye), Party.NextHop, Unheeded.Taker, nowNs);
        Party.Dialog.Terminate();
    }

    // RFC 3261 §13.2.2.4.
    private void EndFork(SipMessage response, long nowNs)
    {
        var extra = Dialog.CreateUac(_sent!.Message, response);
        var hop = extra.NextHopFrom(_sent.Hop);
        _context.Sender.SendAck(extra.CreateAck(_sent.Message.CSeq.Number), hop, _sent.Message, nowNs);
        if (_endedForks.Count < MaxForks && _endedForks.Add(response.To.Tag ?? string.Empty))
        {
            _context.Sender.Send(extra.CreateRequest(SipMethod.Bye), hop, Unheeded.Taker, nowNs);
        }
    }
}
