using System.Diagnostics.CodeAnalysis;
using System.Net;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Media.Paths;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.Transactions;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.B2bua;

/// <summary>How INVITEs and re-INVITEs pass from one dialog to the other, with their answers and ACKs.</summary>
internal sealed partial class Call
{
    // More answers than this to one INVITE are no fork; whoever sends them is not sent a BYE for each.
    private const int MaxForks = 16;

    /// <summary>Sends the first INVITE on. The call was admitted and its media is open.</summary>
    public void Start(TransactionEvent.RequestReceived received, SessionDescription? offer, long nowNs)
    {
        var invite = received.Request;
        var exchange = new InviteExchange(this, Ingress, Egress, received, nowNs) { Offer = offer };
        Ingress.Dialog = Dialog.CreateUas(invite, Ingress.LocalTag, CallMessages.ContactUri(_context.Model, Ingress.SignallingPeer));
        if (!TryForwardToHop(exchange, nowNs))
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

    /// <summary>An ACK to a 2xx of ours, perhaps repeated.</summary>
    public void OnAck(SipLeg leg, SipMessage ack, long nowNs)
    {
        if (_exchange is not { Stage: ExchangeStage.Accepted } exchange
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
            return;
        }

        // RFC 3261 §13.2.2.4: the 2xx carried the offer, so the ACK carries the answer.
        if (!SessionDescription.TryParse(ack.Body, out var answer, out _)
            || !TryAnchor(answer, exchange.To, out var rewritten))
        {
            SendAck(exchange, null);
            HangUp(CallOutcome.SignallingFailed, nowNs);
            return;
        }

        TakeSdp(exchange.From, answer);
        NoteHold(
            exchange.From, exchange.From.Hold.Answered(exchange.To.Audio!, exchange.From.Audio!), nowNs, "SDP answer");
        SendAck(exchange, rewritten);
    }

    // A re-INVITE whose dialog and CSeq have been checked.
    private void OnReinvite(SipLeg leg, TransactionEvent.RequestReceived received, long nowNs)
    {
        var invite = received.Request;
        if (RequestScreening.OfBody(invite, _context.Model.MediaAddress, out var offer) is { } refusal)
        {
            _context.Answer(received, refusal, nowNs);
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
        }

        if (_exchange is { } busy)
        {
            // RFC 3261 §14.2: 500 while this side's own INVITE is open, 491 while ours to it is.
            Refuse(exchange, busy.From == leg ? 500 : 491, nowNs);
            return;
        }

        leg.Dialog!.RefreshTarget(invite);
        TryForward(exchange, CallMessages.Reinvite(_context.Model, invite, leg, other), other.NextHop, nowNs);
    }

    private bool TryForward(InviteExchange exchange, SipMessageBuilder message, SipHop hop, long nowNs)
    {
        _exchange = exchange;
        if (exchange.Offer is { } offer && TryAnchor(offer, exchange.To, out var rewritten))
        {
            CallMessages.SetSdp(message, rewritten);
            if (State == CallState.Offered)
            {
                // Early media needs the caller's address now; a re-INVITE changes nothing until it is accepted.
                TakeSdp(exchange.From, offer);
            }
        }

        exchange.Sent = _context.Sender.Send(message, hop, exchange, nowNs);
        if (exchange.Sent is null)
        {
            // It came with as many headers as a message may have, and we add some.
            Refuse(exchange, 513, nowNs);
            _exchange = null;
            return false;
        }

        _context.Calls.Remember(exchange);
        return true;
    }

    private void OnProvisional(InviteExchange exchange, SipMessage response, long nowNs)
    {
        exchange.ProvisionalSeen = true;
        _hopDeadlineNs = long.MaxValue;
        if (exchange.CancelWanted)
        {
            SendCancel(exchange, nowNs);
            return;
        }

        if (response.StatusCode == 100 || exchange.Answered)
        {
            return;
        }

        var forwarded = CallMessages.Forwarded(_context, exchange, response);
        if (!exchange.IsDelayedOffer
            && SessionDescription.TryParse(response.Body, out var early, out _)
            && TryAnchor(early, exchange.From, out var rewritten))
        {
            exchange.EarlyAnswer = early;
            CallMessages.SetSdp(forwarded, rewritten);
            if (State == CallState.Offered)
            {
                TakeSdp(exchange.To, early);
            }
        }

        exchange.ProgressPassed = true;
        _context.Logger.CallProgress(Reference, response.StatusCode);
        _context.Transactions.SendResponse(exchange.Server, forwarded.ToBytes(), response.StatusCode, nowNs);
    }

    private void OnAccepted(InviteExchange exchange, SipMessage response, long nowNs)
    {
        var to = exchange.To;
        var isFirst = to.Dialog is null;
        if (to.Dialog is null)
        {
            to.Dialog = Dialog.CreateUac(exchange.Sent!.Message, response);
        }
        else
        {
            to.Dialog.RefreshTarget(response);
        }

        if (exchange.Answered)
        {
            // The 2xx crossed our CANCEL (RFC 3261 §9.1): a dialog that it makes must be ended.
            SendAck(exchange, null);
            Close(exchange);
            if (isFirst)
            {
                SendBye(to, nowNs);
            }

            if (State == CallState.Cancelling)
            {
                End(Outcome, nowNs);
            }

            return;
        }

        var sdp = SessionDescription.TryParse(response.Body, out var parsed, out _) ? parsed : exchange.EarlyAnswer;
        if (sdp is null || !TryAnchor(sdp, exchange.From, out var rewritten))
        {
            SendAck(exchange, null);
            Refuse(exchange, 488, nowNs);
            Close(exchange);
            if (State == CallState.Offered)
            {
                SendBye(to, nowNs);
                End(CallOutcome.SignallingFailed, nowNs);
            }

            return;
        }

        if (exchange.Offer is { } offer)
        {
            TakeSdp(exchange.From, offer);
        }

        TakeSdp(to, sdp);
        var answer = CallMessages.Forwarded(_context, exchange, response);
        CallMessages.SetSdp(answer, rewritten);
        var bytes = answer.ToBytes();
        exchange.Answered = true;
        exchange.Stage = ExchangeStage.Accepted;
        exchange.Retransmission = new AnswerRetransmission(exchange.Server, exchange.Request.CSeq.Number, bytes, nowNs);
        if (State == CallState.Offered)
        {
            NoteAnswered(nowNs);
        }

        _context.Transactions.SendResponse(exchange.Server, bytes, response.StatusCode, nowNs);
        if (!exchange.IsDelayedOffer)
        {
            SendAck(exchange, null);
            NoteHold(
                exchange.From,
                exchange.From.Hold.Offered(exchange.From.Audio!),
                HoldInstant(exchange, nowNs),
                "SDP offer");
            NoteHold(to, to.Hold.Answered(exchange.From.Audio!, to.Audio!), nowNs, "SDP answer");
        }
        else
        {
            NoteHold(to, to.Hold.Offered(to.Audio!), nowNs, "SDP offer");
        }
    }

    private void NoteAnswered(long nowNs)
    {
        State = CallState.Talking;
        AnsweredNs = nowNs;
        Ingress.Dialog!.Confirm();
        _context.Logger.CallAnswered(Reference);
        _context.Counters.CallsAnswered++;
        Recording?.Take(new CallAnswered(nowNs, CueSource.Signalling, "200 to INVITE"));
    }

    // A hold counts from the offer that asked for it; its end counts from the answer that confirms it.
    private static long HoldInstant(InviteExchange exchange, long nowNs) =>
        exchange.From.Audio!.IsOnHold && !exchange.From.Hold.IsHolding ? exchange.ReceivedNs : nowNs;

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
        var extra = Dialog.CreateUac(exchange.Sent!.Message, response);
        var hop = extra.NextHopFrom(exchange.Sent.Hop);
        _context.Sender.SendAck(extra.CreateAck(exchange.Sent.Message.CSeq.Number), hop);
        if (exchange.EndedForks.Count == MaxForks || !exchange.EndedForks.Add(tag))
        {
            return;
        }

        _context.Sender.Send(extra.CreateRequest(SipMethod.Bye), hop, Unheeded.Taker, nowNs);
    }

    /// <param name="response">The failure, or null when there was none in time.</param>
    private void OnRejected(InviteExchange exchange, SipMessage? response, long nowNs)
    {
        if (TryNextHop(exchange, response, nowNs))
        {
            return;
        }

        if (State == CallState.Offered)
        {
            response = Route?.BestFailure ?? response;
        }

        var status = response?.StatusCode ?? 408;
        if (!exchange.Answered)
        {
            var answer = response is null
                ? CallMessages.Response(exchange, status)
                : CallMessages.Forwarded(_context, exchange, response);
            exchange.Answered = true;
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
            case CallState.Talking when status is 408 or 481:
                // RFC 3261 §14.1: the dialog of this side is gone.
                HangUp(CallOutcome.SignallingFailed, nowNs);
                break;
        }
    }

    private void Cancel(InviteExchange exchange, int status, CallOutcome outcome, long nowNs)
    {
        Refuse(exchange, status, nowNs);
        exchange.CancelWanted = true;
        if (exchange.ProvisionalSeen)
        {
            SendCancel(exchange, nowNs);
        }

        if (State == CallState.Offered)
        {
            State = CallState.Cancelling;
            CloseMedia(outcome, nowNs);
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

        exchange.Answered = true;
        var response = CallMessages.Response(exchange, status);
        if (status == 500)
        {
            // RFC 3261 §14.2: a random wait of 0 to 10 s; the tags' randomness is enough for it.
            response.Add(
                "Retry-After",
                (exchange.From.LocalTag[^1] % 10).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

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
            AcknowledgeAtLast(answered);
        }

        _exchange = null;
    }

    // RFC 3261 §13.2.2.4: each 2xx is acknowledged, also one whose offer will get no answer any more.
    private void AcknowledgeAtLast(InviteExchange exchange)
    {
        if (exchange.Ack is null)
        {
            SendAck(exchange, null);
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

    private void SendAck(InviteExchange exchange, SessionDescription? answer)
    {
        var ack = exchange.To.Dialog!.CreateAck(exchange.Sent!.Message.CSeq.Number);
        if (answer is not null)
        {
            CallMessages.SetSdp(ack, answer);
        }

        exchange.AckDestination = exchange.To.NextHop;
        exchange.Ack = _context.Sender.SendAck(ack, exchange.AckDestination);
    }

    /// <summary>
    /// Rewrites one side's SDP for the other: our address, the port that <paramref name="towards"/> sends to.
    /// </summary>
    private bool TryAnchor(
        SessionDescription sdp, SipLeg towards, [NotNullWhen(true)] out SessionDescription? rewritten)
    {
        var port = towards.Side == LegSide.Ingress ? _path!.IngressPort : _path!.EgressPort;
        var ours = _context.Model.MediaAddress;
        rewritten = RequestScreening.CanRelay(sdp, ours) ? towards.Describe(sdp, ours, port) : null;
        return rewritten is not null;
    }

    // The media address and the payload types follow the newest SDP of each side.
    private void TakeSdp(SipLeg leg, SessionDescription sdp)
    {
        leg.TakeSdp(sdp);
        var audio = leg.Audio!;
        var address = audio.Connection!;
        var rtp = RequestScreening.IsUnspecified(address) ? null : new IPEndPoint(address, audio.Port);

        // RFC 3605 allows another host for RTCP; to follow it would let a party aim our packets at a third one.
        var rtcp = rtp is not null && audio.RtcpEndpoint is { } written && written.Address.Equals(address)
            ? written
            : null;
        _context.Media.SetRemote(_path!, leg.Side, rtp, rtcp);
        Recording?.SetFormats(Ingress, Egress);
    }
}
