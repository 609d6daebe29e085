using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Legs;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.SessionTimers;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Calls.Requests;

/// <summary>
/// A refresh of our own in one party's session (RFC 4028 §10): an UPDATE, or a re-INVITE that repeats our last SDP where
/// the party knows no UPDATE. Owner: the SipWorker.
/// <code>
/// state   | 2xx             | 491          | 408, 481, none | other failure       | another offer is open
/// Sent    | ACK (re-INVITE) | → Waiting    | hang up → Over | tried later → Over  | –
///         | → Over          |              |                |                     |
/// Waiting | –               | –            | –              | –                   | the wait begins again
/// Sent    | (a re-INVITE with provisional responses only is cancelled after 64*T1, or with the call)
/// Over    | ACK again       | –            | –              | –                   | –
/// </code>
/// </summary>
internal sealed class SessionRefresh : IResponseTaker
{
    private readonly CallContext _context;
    private readonly SipLeg _leg;
    private readonly GlareRetry _glare;
    private SentRequest? _sent;
    private ReadOnlyMemory<byte>? _ack;
    private readonly bool _offersAnew;
    private bool _provisionalSeen;
    private bool _isCancelled;
    private long _staleNs = long.MaxValue;

    private SessionRefresh(CallContext context, Call call, SipLeg leg, bool offersAnew)
    {
        _offersAnew = offersAnew;
        _context = context;
        Call = call;
        _leg = leg;
        _glare = new GlareRetry(ownsCallId: leg.Guest is not null || leg == call.Egress);
    }

    public Call Call { get; }

    public TrunkModel Outward => _leg.Trunk;

    /// <summary>A re-INVITE of ours is open, so that no other may be (RFC 3261 §14.1).</summary>
    public bool IsReinviting { get; private set; }

    /// <summary>When <see cref="OnDeadline"/> is due; <c>long.MaxValue</c> for never.</summary>
    public long NextDeadlineNs => Math.Min(_glare.NextDeadlineNs, _staleNs);

    /// <param name="offersAnew">What the party is to be told is new to it: a re-INVITE, whatever it knows.</param>
    public static void Start(CallContext context, Call call, SipLeg leg, long nowNs, bool offersAnew = false)
    {
        leg.Refresh = new SessionRefresh(context, call, leg, offersAnew);
        leg.Refresh.Send(nowNs);
    }

    public void OnDeadline(long nowNs)
    {
        if (_glare.OnDeadline(nowNs))
        {
            Send(nowNs);
        }
        else if (nowNs >= _staleNs)
        {
            Cancel(nowNs);
        }
    }

    /// <summary>
    /// The call is over. An INVITE that made progress never ends by itself (RFC 3261 §17.1.1.2), so it is cancelled.
    /// </summary>
    public void OnCallEnded(long nowNs)
    {
        if (_provisionalSeen)
        {
            Cancel(nowNs);
        }
    }

    public void OnResponse(SentRequest sent, SipMessage response, long nowNs)
    {
        switch (response.StatusCode)
        {
            case < 200:
                NoteProgress(sent, nowNs);
                break;
            case < 300:
                Accept(sent, response, nowNs);
                break;
            case 408 or 481:
                OnNoResponse(sent, nowNs);
                break;
            case 491:
                IsReinviting = false;
                _provisionalSeen = false;
                _staleNs = long.MaxValue;
                Wait(nowNs);
                break;
            default:
                Fail(nowNs);
                break;
        }
    }

    /// <summary>RFC 4028 §10, RFC 3261 §12.2.1.2: the party's dialog is gone.</summary>
    public void OnNoResponse(SentRequest sent, long nowNs)
    {
        Close();
        if (Call.IsParty(_leg))
        {
            Call.Lose(_leg, CallOutcome.SignallingFailed, nowNs);
        }
    }

    private void Send(long nowNs)
    {
        var isReinvite = _offersAnew || !_leg.KnowsUpdate;
        if (isReinvite && Call.IsNegotiating(_leg))
        {
            Wait(nowNs);
            return;
        }

        var request = _leg.Dialog!.CreateRequest(isReinvite ? SipMethod.Invite : SipMethod.Update)
            .Add(SipHeaderName.Allow, CallMessages.Allow)
            .Add(SipHeaderName.Supported, SessionTimer.OptionTag);
        if (isReinvite)
        {
            request.SetBody(MessageBody.SdpType, Call.Repeat(_leg));
        }

        _leg.Timer.Offer(request);
        IsReinviting = isReinvite;
        _isCancelled = false;
        _sent = _context.Sender.Send(request, _leg.NextHop, this, nowNs, _leg.Timer);
        if (_sent is null)
        {
            Fail(nowNs);
        }
    }

    private void NoteProgress(SentRequest sent, long nowNs)
    {
        if (sent.Method != SipMethod.Invite || _provisionalSeen)
        {
            return;
        }

        _provisionalSeen = true;
        _staleNs = nowNs + SipTimers.Default.GiveUpNs;
        if (Call.State != CallState.Talking)
        {
            Cancel(nowNs);
        }
    }

    private void Cancel(long nowNs)
    {
        _staleNs = long.MaxValue;
        if (IsReinviting && !_isCancelled && _sent is { } open)
        {
            _isCancelled = true;
            _context.Sender.SendCancel(open, null, nowNs);
        }
    }

    private void Accept(SentRequest sent, SipMessage response, long nowNs)
    {
        if (_ack is { } copy)
        {
            _context.Transactions.SendStateless(copy, _leg.NextHop);
            return;
        }

        _leg.Dialog!.RefreshTarget(response);
        if (sent.Method == SipMethod.Invite)
        {
            _ack = _context.Sender.SendAck(
                _leg.Dialog.CreateAck(sent.Message.CSeq.Number), _leg.NextHop, sent.Message, nowNs);
        }

        Close();
        if (Call.State != CallState.Talking || !Call.IsParty(_leg))
        {
            return;
        }

        _leg.Timer.Accepted(response, nowNs);
        if (MessageBody.TryReadSdp(response, out var answer))
        {
            Call.TakeRefreshed(_leg, answer, nowNs);
        }
    }

    private void Wait(long nowNs)
    {
        // RFC 3261 §14.1: a random wait; a token's randomness is enough for it.
        if (!_glare.TryWait((uint)_context.NewToken().GetHashCode(StringComparison.Ordinal), nowNs))
        {
            Fail(nowNs);
        }
    }

    // RFC 4028 §10: the session goes on until it expires; before that it is tried again.
    private void Fail(long nowNs)
    {
        Close();
        _leg.Timer.Failed(nowNs);
    }

    private void Close()
    {
        IsReinviting = false;
        _provisionalSeen = false;
        _staleNs = long.MaxValue;
        _glare.Stop();
        if (_leg.Refresh == this)
        {
            _leg.Refresh = null;
        }
    }
}
