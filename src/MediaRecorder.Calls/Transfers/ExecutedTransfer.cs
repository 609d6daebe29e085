using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Legs;
using MediaRecorder.Calls.Requests;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.SessionTimers;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Calls.Transfers;

/// <summary>
/// A transfer that the recorder carries out itself (RFC 5589, with the two INVITEs of RFC 3725 §4.1, flow I): the target
/// makes the offer, the transferee answers it. Owner: the SipWorker.
/// <code>
/// step       | target 2xx         | target failure | transferee 2xx      | transferee failure | call ends
/// Inviting   | re-INVITE          | NOTIFY → Over  | –                   | –                  | CANCEL → Over
/// Reinviting | (copies); CANCEL   | –              | ACK both, NOTIFY,   | BYE, NOTIFY → Over | CANCEL, BYE →
///            | after 32 s         |                | new party → Over    | 491: → Inviting    | Over
/// Over       | ACK, BYE if late   | –              | ACK                 | –                  | –
/// </code>
/// </summary>
internal sealed class ExecutedTransfer : IResponseTaker
{
    // The transferee's own INVITE may be open when the target answers; its 200 is then acted on with one of its copies.
    private static readonly long BusyNs = SipTimers.Default.GiveUpNs;

    // As for the forks of a call: whoever sends more answers than these is not sent a BYE for each.
    private const int MaxForks = 16;

    private readonly CallContext _context;
    private readonly ReferSubscription _subscription;
    private readonly SipLeg _transferee;
    private readonly SipLeg _newcomer;
    private readonly HashSet<string> _endedForks = new(StringComparer.Ordinal);
    private SentRequest? _invite;
    private SentRequest? _reinvite;
    private SessionDescription? _offer;
    private ReadOnlyMemory<byte>? _targetAck;
    private ReadOnlyMemory<byte>? _transfereeAck;
    private bool _provisionalSeen;
    private bool _cancelWanted;
    private bool _reinviteHeard;
    private bool _reinviteCancelled;
    private bool _isOver;

    private ExecutedTransfer(
        CallContext context, Call call, SipLeg referrer, SipLeg newcomer, ReferSubscription subscription, long nowNs)
    {
        _context = context;
        Call = call;
        Referrer = referrer;
        _transferee = call.Other(referrer);
        _newcomer = newcomer;
        _subscription = subscription;
        NextDeadlineNs = nowNs + (context.Model.NoAnswerTimeout.Ticks * 100);
    }

    public Call Call { get; }

    public SipLeg Referrer { get; }

    /// <summary>Our re-INVITE to the transferee is open.</summary>
    public bool IsReinviting => _reinvite is not null && !_isOver;

    public long NextDeadlineNs { get; private set; }

    /// <summary>Answers a screened REFER with 202 and sends the INVITE; or returns the refusal.</summary>
    public static Refusal? TryStart(
        CallContext context,
        Call call,
        SipLeg referrer,
        TransactionEvent.RequestReceived received,
        long nowNs,
        out ExecutedTransfer? transfer)
    {
        transfer = null;
        var refer = received.Request;
        _ = ReferScreening.Of(refer, out var referTo);
        if (ReferScreening.OfExecuted(refer, referTo!) is { } refusal)
        {
            return refusal;
        }

        if (TransferTarget.Of(context, call, referrer, referTo!, nowNs) is not { } target)
        {
            return new Refusal(404);
        }

        if (call.NewLeg(referrer, target.Trunk, target.Hop) is not { } newcomer)
        {
            return new Refusal(486);
        }

        var subscription = ReferSubscription.Accept(context, referrer, received, nowNs);
        var started = new ExecutedTransfer(context, call, referrer, newcomer, subscription, nowNs);
        subscription.Notify(100, "Trying", nowNs);
        var invite = target.Invite(context, call.Other(referrer), newcomer, refer, referTo!);
        started._invite = context.Sender.Send(invite, target.Hop, started, nowNs);
        if (started._invite is null)
        {
            started.Fail(500, nowNs);
            return null;
        }

        transfer = started;
        return null;
    }

    /// <summary>What is cancelled is not sent again.</summary>
    public bool MayRepeat => !_isOver;

    public void OnRepeated()
    {
        if (_reinvite is null)
        {
            _provisionalSeen = false;
        }
        else
        {
            (_reinviteHeard, _reinviteCancelled) = (false, false);
        }
    }

    public void OnResponse(SentRequest sent, SipMessage response, long nowNs)
    {
        if (sent == _invite)
        {
            OnTargetResponse(response, nowNs);
        }
        else if (response.StatusCode < 200)
        {
            _reinviteHeard = true;
            if (_isOver || NextDeadlineNs == long.MaxValue)
            {
                CancelReinvite(nowNs);
            }
        }
        else if (response.StatusCode < 300)
        {
            OnTransfereeAccepted(sent, response, nowNs);
        }
        else if (response.StatusCode >= 300 && sent == _reinvite && !_isOver)
        {
            OnTransfereeRefused(response.StatusCode, nowNs);
        }
    }

    public void OnNoResponse(SentRequest sent, long nowNs)
    {
        if (_isOver)
        {
            return;
        }

        if (sent == _invite)
        {
            Fail(408, nowNs);
            return;
        }

        OnTransfereeRefused(408, nowNs);
    }

    public void OnDeadline(long nowNs)
    {
        NextDeadlineNs = long.MaxValue;
        if (_newcomer.Dialog is null)
        {
            Cancel(nowNs);
        }
        else if (!IsReinviting)
        {
            EndTarget(nowNs);
        }
        else
        {
            // RFC 3261 §16.6 step 11: without any response it has a timer of its own (Timer B), with a provisional one it
            // would be open for good. Its failure ends the transfer.
            CancelReinvite(nowNs);
            return;
        }

        Fail(408, nowNs);
    }

    /// <summary>A party other than the referrer hung up, or all is stopped.</summary>
    public void OnCallEnded(long nowNs)
    {
        if (_isOver)
        {
            return;
        }

        CancelReinvite(nowNs);
        _isOver = true;
        if (_newcomer.Dialog is null)
        {
            Cancel(nowNs);
        }
        else
        {
            EndTarget(nowNs);
        }
    }

    private void CancelReinvite(long nowNs)
    {
        // RFC 3261 §9.1: once, however often the transferee says that it rings.
        if (_reinviteHeard && !_reinviteCancelled && _reinvite is { } open)
        {
            _reinviteCancelled = true;
            _context.Sender.SendCancel(open, null, nowNs);
        }
    }

    private void OnTargetResponse(SipMessage response, long nowNs)
    {
        if (response.StatusCode < 200)
        {
            _provisionalSeen = true;
            if (_cancelWanted)
            {
                Cancel(nowNs);
            }
        }
        else if (response.StatusCode >= 300)
        {
            if (!_isOver)
            {
                Fail(response.StatusCode, nowNs);
            }
        }
        else if (_newcomer.Dialog is { } known && known.RemoteTag != (response.To.Tag ?? string.Empty))
        {
            EndFork(response, nowNs);
        }
        else if (_targetAck is { } ack)
        {
            _context.Transactions.SendStateless(ack, _newcomer.NextHop);
        }
        else
        {
            _newcomer.Dialog ??= Dialog.CreateUac(_invite!.Message, response);
            OnTargetAccepted(response, nowNs);
        }
    }

    private void OnTargetAccepted(SipMessage response, long nowNs)
    {
        if (_isOver)
        {
            // The 2xx crossed our CANCEL (RFC 3261 §9.1).
            EndTarget(nowNs);
            return;
        }

        // What a copy of the 2xx says does not count: the offer is that of the first.
        if (_offer is null)
        {
            if (!MessageBody.TryReadSdp(response, out var offer)
                || !RequestScreening.CanRelay(offer, _context.Model))
            {
                EndTarget(nowNs);
                Fail(488, nowNs);
                return;
            }

            _offer = offer;
            NextDeadlineNs = nowNs + BusyNs;
        }

        if (!Call.IsNegotiating(_transferee))
        {
            Reinvite(nowNs);
        }
    }

    private void Reinvite(long nowNs)
    {
        if (!Call.TryOffer(_offer!, _newcomer, _transferee, out var rewritten))
        {
            EndTarget(nowNs);
            Fail(488, nowNs);
            return;
        }

        var reinvite = _transferee.Dialog!.CreateRequest(SipMethod.Invite)
            .Add("Allow", CallMessages.Allow)
            .Add(SipHeaderName.Supported, SessionTimer.OptionTag);
        _transferee.Timer.Offer(reinvite);
        MessageBody.Set(reinvite, rewritten);
        (_reinviteHeard, _reinviteCancelled) = (false, false);
        _reinvite = _context.Sender.Send(reinvite, _transferee.NextHop, this, nowNs, _transferee.Timer);
    }

    private void OnTransfereeAccepted(SentRequest sent, SipMessage response, long nowNs)
    {
        if (_transfereeAck is { } copy)
        {
            _context.Transactions.SendStateless(copy, _transferee.NextHop);
            return;
        }

        _transferee.Dialog!.RefreshTarget(response);
        _transferee.Timer.Accepted(response, nowNs);
        _transfereeAck = _context.Sender.SendAck(
            _transferee.Dialog.CreateAck(sent.Message.CSeq.Number), _transferee.NextHop, sent.Message, nowNs);
        if (_isOver)
        {
            return;
        }

        if (!MessageBody.TryReadSdp(response, out var answer)
            || !Call.TryAnswer(answer, _transferee, _offer!, _newcomer.Current!, out var rewritten))
        {
            EndTarget(nowNs);
            Fail(488, nowNs);
            return;
        }

        AcknowledgeTarget(rewritten, nowNs);
        _isOver = true;
        Call.Connect(_newcomer, Referrer, _offer!, answer, nowNs);
        _subscription.Notify(200, "OK", nowNs);
    }

    private void OnTransfereeRefused(int status, long nowNs)
    {
        _reinvite = null;
        if (status == 491)
        {
            // RFC 3261 §14.1: both at once; the next copy of the target's 200 comes after the wait that this asks for.
            return;
        }

        EndTarget(nowNs);
        Fail(status, nowNs);
        if (status is 408 or 481)
        {
            // RFC 3261 §14.1: the transferee's dialog is gone.
            Call.HangUp(CallOutcome.SignallingFailed, nowNs);
        }
    }

    private void Fail(int status, long nowNs)
    {
        _isOver = true;
        _context.Counters.TransfersFailed++;
        _newcomer.Dialog?.Terminate();
        _subscription.Notify(status, SipReasonPhrases.For(status), nowNs);
        Call.OnTransferFailed(Referrer, nowNs);
    }

    private void Cancel(long nowNs)
    {
        _cancelWanted = true;
        if (_provisionalSeen && _invite is not null)
        {
            _cancelWanted = false;
            _context.Sender.SendCancel(_invite, null, nowNs);
        }
    }

    private void AcknowledgeTarget(SessionDescription? answer, long nowNs)
    {
        var ack = _newcomer.Dialog!.CreateAck(_invite!.Message.CSeq.Number);
        if (answer is not null)
        {
            MessageBody.Set(ack, answer);
        }

        _targetAck = _context.Sender.SendAck(ack, _newcomer.NextHop, _invite.Message, nowNs);
    }

    // RFC 3261 §13.2.2.4: a 2xx is acknowledged, even if only to hang up.
    private void EndTarget(long nowNs)
    {
        if (_targetAck is not null)
        {
            return;
        }

        AcknowledgeTarget(null, nowNs);
        _context.Sender.Send(
            _newcomer.Dialog!.CreateRequest(SipMethod.Bye), _newcomer.NextHop, Unheeded.Taker, nowNs);
        _newcomer.Dialog.Terminate();
    }

    private void EndFork(SipMessage response, long nowNs)
    {
        var extra = Dialog.CreateUac(_invite!.Message, response);
        _context.Sender.SendAck(extra.CreateAck(_invite.Message.CSeq.Number), _newcomer.NextHop, _invite.Message, nowNs);
        if (_endedForks.Count < MaxForks && _endedForks.Add(response.To.Tag ?? string.Empty))
        {
            _context.Sender.Send(extra.CreateRequest(SipMethod.Bye), _newcomer.NextHop, Unheeded.Taker, nowNs);
        }
    }
}
