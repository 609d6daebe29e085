using System.Diagnostics.CodeAnalysis;
using MediaRecorder.Calls.Legs;
using MediaRecorder.Calls.Requests;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.Transactions;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.B2bua;

/// <summary>How INVITEs and re-INVITEs pass from one dialog to the other, with their answers and ACKs.</summary>
internal sealed partial class Call
{
    // More answers than this to one INVITE are no fork; whoever sends them is not sent a BYE for each.
    private const int MaxForks = 16;

    // RFC 3261 §8.1.3.1: what silence counts as, and what an INVITE that could not be sent counts as.
    private const int UnansweredStatus = 408;
    private const int UnsentStatus = 503;

    /// <summary>Sends the first INVITE on. The call was admitted and its media is open.</summary>
    /// <param name="target">The Request-URI; null for the user asked for.</param>
    public void Start(
        TransactionEvent.RequestReceived received, SessionDescription? offer, string? target, long nowNs)
    {
        var invite = received.Request;
        var exchange = new InviteExchange(this, Ingress, Egress, received, nowNs) { Offer = offer, IsInitial = true };
        Ingress.Dialog = Dialog.CreateUas(
            invite, Ingress.LocalTag, CallMessages.ContactUri(_context.Model, Ingress.SignallingPeer));
        Ingress.Current!.Sdp = offer;
        Ingress.NoteMethods(invite);
        if (!TryForwardToHop(exchange, target, nowNs))
        {
            End(CallOutcome.Rejected, nowNs);
        }
    }

    /// <summary>Takes a response to an INVITE that this call sent.</summary>
    public void OnInviteResponse(InviteExchange exchange, SipMessage response, long nowNs)
    {
        NoteHopAnswer(exchange, response, nowNs);
        if (response.StatusCode < 200)
        {
            OnProvisional(exchange, response, nowNs);
        }
        else if (response.StatusCode >= 300)
        {
            OnRejected(exchange, response, nowNs);
        }
        else if (exchange.FinalTag is null)
        {
            exchange.FinalTag = response.To.Tag ?? string.Empty;
            OnAccepted(exchange, response, nowNs);
        }
        else
        {
            OnRepeatedAnswer(exchange, response, nowNs);
        }
    }

    /// <summary>An INVITE of ours had no final response: Timer B, or 64*T1 after its CANCEL.</summary>
    public void OnInviteTimeout(InviteExchange exchange, long nowNs) => OnRejected(exchange, null, nowNs);

    /// <summary>RFC 3261 §16.9: what could not be sent counts as a 503.</summary>
    public void OnInviteTransportFailed(InviteExchange exchange, long nowNs) =>
        OnRejected(exchange, null, nowNs, UnsentStatus);

    /// <summary>An ACK to a 2xx of ours, perhaps repeated.</summary>
    public void OnAck(SipLeg leg, SipMessage ack, long nowNs)
    {
        if (_conference?.OnAck(leg, ack, nowNs) == true
            || _exchange is not { Stage: ExchangeStage.Accepted } exchange
            || exchange.From != leg
            || !exchange.Retransmission!.TryAcknowledge(ack.CSeq.Number))
        {
            return;
        }

        _exchange = null;
        if (State == CallState.Closing)
        {
            SendBye(leg, nowNs, _byeToPassOn);
            End(Outcome, nowNs);
            return;
        }

        if (!exchange.IsDelayedOffer)
        {
            TakeUpWaiting(nowNs);
            return;
        }

        // RFC 3261 §13.2.2.4: the 2xx carried the offer, so the ACK carries the answer.
        var pair = exchange.Answer!.Pair;
        if (!MessageBody.TryReadSdp(ack, out var answer)
            || !TryAnswer(answer, leg, pair.Of(exchange.To).Sdp!, pair.Of(exchange.To), out var rewritten))
        {
            SendAck(exchange, null, nowNs);
            HangUp(CallOutcome.SignallingFailed, nowNs);
            return;
        }

        pair.Offerer = null;
        pair.Of(leg).Sdp = answer;
        pair.Ingress.Author.Agree();
        pair.Egress.Author.Agree();
        TakeSdp(leg, answer);
        NoteAnsweredHold(exchange.To, leg, nowNs);
        NoteLines(nowNs);
        SendAck(exchange, rewritten, nowNs, ack);
    }

    // A re-INVITE whose dialog and CSeq have been checked.
    private void OnReinvite(SipLeg leg, TransactionEvent.RequestReceived received, long nowNs)
    {
        // RFC 3891 §3, RFC 3911 §4: Replaces and Join are for INVITEs that make a dialog.
        SessionDescription? offer = null;
        var refusal = (received.Request.Has(SipHeaderName.Replaces)
                || received.Request.TryGetHeader("Join", out _) ? new Refusal(400) : (Refusal?)null)
            ?? RequestScreening.OfSession(received.Request, _context.Model)
            ?? RequestScreening.OfBody(received.Request, _context.Model, out offer);
        if (refusal is { } no)
        {
            _context.Answer(received, no, nowNs);
            return;
        }

        var other = Other(leg);
        var exchange = new InviteExchange(this, leg, other, received, nowNs) { Offer = offer };
        if (State == CallState.Talking
            && _exchange is { Stage: ExchangeStage.Accepted, IsDelayedOffer: false } answered
            && answered.From == leg)
        {
            // RFC 5407 §3.1.4: who sends this has our 2xx; its ACK is lost or late and need not be awaited.
            _exchange = null;
            TakeUpWaiting(nowNs);
        }

        if (State == CallState.Talking
            && _exchange is { Stage: ExchangeStage.Accepted, IsDelayedOffer: false } open
            && open.To == leg
            && _waiting is null)
        {
            // Its sender has our ACK and may ask; only the other side must not be asked yet (RFC 3261 §14.1).
            _waiting = exchange;
            _context.Calls.Remember(exchange);
            return;
        }

        Reinvite(exchange, nowNs);
    }

    private void Reinvite(InviteExchange exchange, long nowNs)
    {
        var (received, leg, other) = (exchange.Received, exchange.From, exchange.To);
        if (_transfer is { IsReinviting: true } || IsRefreshing)
        {
            _context.Answer(received, new Refusal(491), nowNs);
            return;
        }

        if ((_waiting?.From ?? _exchange?.From ?? PairOf(leg, other).Offerer) is { } busy)
        {
            // RFC 3261 §14.2: 500 while this side's own INVITE is open, 491 while ours to it is; RFC 6337 §4: the same
            // for the offer of an UPDATE or PRACK.
            _context.Answer(received, busy == leg ? TryLater() : new Refusal(491), nowNs);
            return;
        }

        TryForward(exchange, CallMessages.Reinvite(_context, received.Request, leg, other), other.NextHop, nowNs);
    }

    // The ACK came that a re-INVITE of the other side waited for.
    private void TakeUpWaiting(long nowNs)
    {
        if (_waiting is { } waiting)
        {
            _waiting = null;
            Reinvite(waiting, nowNs);
        }
    }

    private void RefuseWaiting(long nowNs)
    {
        if (_waiting is { } waiting)
        {
            _waiting = null;
            Refuse(waiting, 487, nowNs);
        }
    }

    private bool TryForward(InviteExchange exchange, SipMessageBuilder message, SipHop hop, long nowNs)
    {
        _exchange = exchange;
        if (!exchange.IsInitial)
        {
            exchange.Pair = PairOf(exchange.From, exchange.To);
            exchange.Pair.Offerer = exchange.Offer is null ? exchange.To : exchange.From;
        }

        SessionDescription? rewritten = null;
        if (exchange.Offer is { } offer && !TryOffer(offer, exchange.From, exchange.To, out rewritten))
        {
            Refuse(exchange, 488, nowNs);
            Close(exchange);
            return false;
        }

        if (exchange.Offer is not null && State == CallState.Offered)
        {
            // Early media needs the caller's address now; a re-INVITE changes nothing until it is accepted.
            TakeSdp(exchange.From, exchange.Offer);
        }

        MessageBody.Carry(exchange.Request, message, rewritten);
        exchange.To.Timer.Offer(message);
        exchange.Sent = _context.Sender.Send(message, hop, exchange, nowNs, exchange.To.Timer);
        if (exchange.Sent is null)
        {
            // It came with as many headers as a message may have, and we add some.
            Refuse(exchange, 513, nowNs);
            Close(exchange);
            return false;
        }

        _context.Calls.Remember(exchange);
        return true;
    }

    private void OnAccepted(InviteExchange exchange, SipMessage response, long nowNs)
    {
        var branch = BranchOf(exchange, response);
        if (branch.HoldsAnswerBack && !exchange.Answered)
        {
            exchange.HeldAnswer = response;
            return;
        }

        exchange.Answer = branch;
        exchange.StaleNs = long.MaxValue;
        var pair = branch.Pair;
        var to = pair.Of(exchange.To);
        if (exchange.IsInitial)
        {
            to.Dialog.Confirm(response);
            MakeCurrent(pair);
        }
        else
        {
            to.Dialog.RefreshTarget(response);
            pair.Of(exchange.From).Dialog.RefreshTarget(exchange.Request);
        }

        if (exchange.Answered)
        {
            // The 2xx crossed our CANCEL (RFC 3261 §9.1): a dialog that it makes must be ended.
            SendAck(exchange, null, nowNs);
            Close(exchange);
            if (exchange.IsInitial)
            {
                SendBye(exchange.To, nowNs);
            }

            if (State == CallState.Cancelling)
            {
                End(Outcome, nowNs);
            }

            EndWithoutNewcomer(exchange, nowNs);
            return;
        }

        // RFC 6337 §3.1.1: what was agreed in acknowledged messages is not said again; what an unreliable response said
        // is.
        SessionDescription? rewritten = null;
        SessionDescription? sdp = null;
        if (!branch.IsNegotiated)
        {
            sdp = MessageBody.TryReadSdp(response, out var parsed) ? parsed : branch.EarlyAnswer;
            if (sdp is null || !TryAnchorAnswer(exchange, sdp, pair, out rewritten))
            {
                SendAck(exchange, null, nowNs);
                Refuse(exchange, 488, nowNs);
                Close(exchange);
                if (State == CallState.Offered)
                {
                    SendBye(exchange.To, nowNs);
                    End(CallOutcome.SignallingFailed, nowNs);
                }

                EndWithoutNewcomer(exchange, nowNs);
                return;
            }
        }

        if (exchange.Replaced is { } replaced)
        {
            TakePlace(exchange.From, replaced, "INVITE with Replaces", nowNs);
        }

        if (sdp is not null)
        {
            TakeFinalSdp(exchange, pair, sdp, nowNs);
        }

        var answer = CallMessages.Forwarded(
            _context,
            exchange.Received,
            response,
            exchange.To.Trunk,
            exchange.From.Trunk,
            pair.Of(exchange.From).Dialog.LocalTag,
            rewritten);
        exchange.From.Timer.Answer(exchange.Request, answer, nowNs);
        var bytes = answer.ToBytes();
        exchange.To.NoteMethods(response);
        exchange.To.Timer.Accepted(response, nowNs);
        exchange.From.NoteMethods(exchange.Request);
        exchange.FinishAnswered(new AnswerRetransmission(exchange.Server, exchange.Request.CSeq.Number, bytes, nowNs));
        if (State == CallState.Offered)
        {
            NoteAnswered(exchange, nowNs);
        }

        _context.Transactions.SendResponse(exchange.Server, bytes, response.StatusCode, nowNs);
        EndReplaced(exchange, nowNs);
        if (!exchange.IsDelayedOffer)
        {
            SendAck(exchange, null, nowNs);
        }
    }

    // What a response to an INVITE says: the answer to its offer or, where it had none, the offer.
    private bool TryAnchorAnswer(
        InviteExchange exchange,
        SessionDescription sdp,
        DialogPair pair,
        [NotNullWhen(true)] out SessionDescription? rewritten) =>
        exchange.Offer is { } offer
            ? TryAnswer(sdp, exchange.To, offer, pair.Of(exchange.From), out rewritten)
            : TryOffer(sdp, exchange.To, pair.Of(exchange.From), out rewritten);

    private void TakeFinalSdp(InviteExchange exchange, DialogPair pair, SessionDescription sdp, long nowNs)
    {
        if (exchange.Offer is { } offer)
        {
            Settle(pair, exchange.From, offer, sdp, exchange.ReceivedNs, nowNs);
            return;
        }

        // The offer of a delayed one; its answer comes with the ACK.
        pair.Of(exchange.To).Sdp = sdp;
        TakeSdp(exchange.To, sdp);
        if (State == CallState.Talking)
        {
            NoteOfferedHold(exchange.To, nowNs);
        }
    }

    private void NoteAnswered(InviteExchange exchange, long nowNs)
    {
        State = CallState.Talking;
        AnsweredNs = nowNs;
        _watch.Start(nowNs);
        Ingress.Dialog!.Confirm();
        _context.Logger.CallAnswered(Reference);
        _context.Counters.CallsAnswered++;
        Recording?.Take(new CallAnswered(nowNs, CueSource.Signalling, "200 to INVITE"));
        if (exchange.Answer is { IsNegotiated: true, Pair: { Ingress.Sdp: { } caller, Egress.Sdp: { } callee } })
        {
            // Agreed while it rang, perhaps before another branch's early media.
            TakeSdp(Ingress, caller, Egress, callee);
        }

        if (exchange.IsDelayedOffer)
        {
            NoteOfferedHold(Egress, nowNs);
        }
        else
        {
            NoteHolds(Ingress, Egress, exchange.ReceivedNs, nowNs);
            NoteLines(nowNs);
        }
    }

    private void OnRepeatedAnswer(InviteExchange exchange, SipMessage response, long nowNs)
    {
        var tag = response.To.Tag ?? string.Empty;
        if (tag == exchange.FinalTag)
        {
            // RFC 3261 §13.2.2.4: our ACK was lost, it is sent again with each copy of the 2xx.
            if (exchange.Ack is { } ack)
            {
                _context.Transactions.SendStateless(ack, exchange.AckDestination);
            }

            return;
        }

        // RFC 3261 §13.2.2.4: another branch of a fork answered too; we took the first, this one is ended.
        var extra = exchange.Branches.TryGetValue(tag, out var early)
            ? early.Pair.Of(exchange.To).Dialog
            : Dialog.CreateUac(exchange.Sent!.Message, response);
        extra.Confirm(response);
        var hop = extra.NextHopFrom(exchange.Sent!.Hop);
        _context.Sender.SendAck(extra.CreateAck(exchange.Sent.Message.CSeq.Number), hop, exchange.Sent.Message, nowNs);
        if (exchange.EndedForks.Count == MaxForks || !exchange.EndedForks.Add(tag))
        {
            return;
        }

        _context.Sender.Send(extra.CreateRequest(SipMethod.Bye), hop, Unheeded.Taker, nowNs);
    }

    /// <param name="response">The failure, or null when there was none.</param>
    /// <param name="silence">What it means that there was none.</param>
    private void OnRejected(
        InviteExchange exchange, SipMessage? response, long nowNs, int silence = UnansweredStatus)
    {
        if (TryNextHop(exchange, response, nowNs, silence))
        {
            return;
        }

        if (State == CallState.Offered)
        {
            response = Route?.BestFailure ?? response;
        }

        var status = response?.StatusCode ?? silence;
        if (!exchange.Answered)
        {
            var answer = response is null
                ? CallMessages.Response(exchange, status)
                : CallMessages.Forwarded(_context, exchange, response);
            exchange.FinishRefused();
            _context.Transactions.SendResponse(exchange.Server, answer.ToBytes(), status, nowNs);
        }

        Close(exchange);
        switch (State)
        {
            case CallState.Offered:
                _context.Logger.CallRejected(Reference, status);
                End(CallOutcome.Rejected, nowNs);
                break;
            case CallState.Cancelling:
                End(Outcome, nowNs);
                break;
            case CallState.Talking when response is null || status is 408 or 481:
                // RFC 3261 §14.1: the dialog of this side is gone.
                HangUp(CallOutcome.SignallingFailed, nowNs);
                break;
            default:
                EndWithoutNewcomer(exchange, nowNs);
                break;
        }
    }

    // Whose place was to be taken has hung up, and nobody took it.
    private void EndWithoutNewcomer(InviteExchange exchange, long nowNs)
    {
        if (State == CallState.Talking && exchange.Replaced is { IsGone: true })
        {
            HangUp(CallOutcome.SignallingFailed, nowNs);
        }
    }

    private void Cancel(InviteExchange exchange, int status, CallOutcome outcome, long nowNs)
    {
        Refuse(exchange, status, nowNs);
        if (State == CallState.Offered)
        {
            State = CallState.Cancelling;
            CloseMedia(outcome, nowNs);
        }

        if (exchange.HeldAnswer is { } held)
        {
            exchange.HeldAnswer = null;
            OnAccepted(exchange, held, nowNs);
        }
        else
        {
            CancelFarSide(exchange, nowNs);
        }
    }

    private void CancelFarSide(InviteExchange exchange, long nowNs)
    {
        exchange.StaleNs = long.MaxValue;
        exchange.CancelWanted = true;
        if (exchange.ProvisionalSeen)
        {
            SendCancel(exchange, nowNs);
        }
    }

    private void SendCancel(InviteExchange exchange, long nowNs)
    {
        if (exchange.CancelSent)
        {
            return;
        }

        exchange.CancelSent = true;
        _context.Sender.SendCancel(exchange.Sent!, exchange.Cancelled, nowNs);
    }

    private void Refuse(InviteExchange exchange, int status, long nowNs)
    {
        if (exchange.Answered)
        {
            return;
        }

        exchange.FinishRefused();
        var response = CallMessages.Response(exchange, status);
        _context.Transactions.SendResponse(exchange.Server, response.ToBytes(), status, nowNs);
    }

    // RFC 3261 §15.1.2: a BYE ends the dialog, and an INVITE that is still open in it gets a 487.
    private void FailPendingExchange(long nowNs)
    {
        if (_exchange is { Stage: ExchangeStage.Pending } pending)
        {
            Cancel(pending, 487, CallOutcome.Cancelled, nowNs);
        }
        else if (_exchange is { } answered)
        {
            AcknowledgeAtLast(answered, nowNs);
        }

        _exchange = null;
    }

    // RFC 3261 §13.2.2.4: each 2xx is acknowledged, also one whose offer will get no answer any more.
    private void AcknowledgeAtLast(InviteExchange exchange, long nowNs)
    {
        if (exchange.Ack is null)
        {
            SendAck(exchange, null, nowNs);
        }
    }

    // RFC 3261 §14.1: no INVITE into a dialog where another is open; so one stays until the other side's final
    // response.
    private void Close(InviteExchange exchange)
    {
        if (_exchange == exchange)
        {
            _exchange = null;
        }

        if (exchange.Pair is { } pair && exchange.Branches.Values.All(branch => !branch.IsNegotiated))
        {
            pair.Offerer = null;
        }

        if (!IsParty(exchange.From))
        {
            // It was to take a party's place and did not.
            exchange.From.Dialog!.Terminate();
        }
    }

    private void RepeatAnswer(AnswerRetransmission retransmission, long nowNs)
    {
        switch (retransmission.OnDeadline(nowNs))
        {
            case AnswerStep.Resend:
                _context.Transactions.SendResponse(retransmission.Transaction, retransmission.Response, 200, nowNs);
                break;
            case AnswerStep.GiveUp:
                // RFC 3261 §13.3.1.4: no ACK in 64*T1, so the call is ended by BYE.
                HangUp(CallOutcome.NoAck, nowNs);
                break;
        }
    }

    /// <param name="received">The ACK that <paramref name="answer"/> came in.</param>
    private void SendAck(
        InviteExchange exchange, SessionDescription? answer, long nowNs, SipMessage? received = null)
    {
        var to = exchange.Answer!.Pair.Of(exchange.To);
        var ack = to.Dialog.CreateAck(exchange.Sent!.Message.CSeq.Number);
        if (received is not null)
        {
            MessageBody.Carry(received, ack, answer);
        }

        exchange.AckDestination = to.NextHop;
        exchange.Ack = _context.Sender.SendAck(ack, exchange.AckDestination, exchange.Sent.Message, nowNs);
    }
}
