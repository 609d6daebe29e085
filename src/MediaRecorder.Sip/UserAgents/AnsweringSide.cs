using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Sip.UserAgents;

/// <summary>The requests an agent receives and how it answers (RFC 3261 §8.2, §9.2, §13.3, §14.2, §15.1.2).</summary>
internal sealed class AnsweringSide(AgentContext agent, CallingSide calling)
{
    private const string SdpType = "application/sdp";

    // One entry for each 2xx that waits for its ACK; one that no longer waits is dropped when its time comes.
    private readonly PriorityQueue<(UserAgentCall Call, AnswerRetransmission Answer), long> _answers = new();

    public long NextDeadlineNs
    {
        get
        {
            while (_answers.TryPeek(out var waiting, out var atNs))
            {
                if (waiting.Call.Answer == waiting.Answer)
                    return atNs;
                _answers.Dequeue();
            }

            return long.MaxValue;
        }
    }

    public void OnDeadline(long nowNs)
    {
        while (NextDeadlineNs <= nowNs)
        {
            var (call, answer) = _answers.Dequeue();
            switch (answer.OnDeadline(nowNs))
            {
                case AnswerStep.Resend:
                    agent.Transactions.SendResponse(answer.Transaction, answer.Response, 200, nowNs);
                    _answers.Enqueue((call, answer), answer.NextDeadlineNs);
                    break;
                case AnswerStep.GiveUp:
                    calling.Bye(call, nowNs);
                    break;
            }
        }
    }

    public void Receive(ReceivedRequest request, long nowNs)
    {
        var id = DialogId.OfReceivedRequest(request.Message);
        if (id.LocalTag.Length > 0)
        {
            if (!agent.CallsByDialog.TryGetValue(id, out var call))
                Respond(request, 481, nowNs);
            else
                ReceiveInDialog(call, request, nowNs);
        }
        else if (request.Message.Method == SipMethod.Invite)
        {
            ReceiveInvite(request, nowNs);
        }
        else if (request.Message.Method == SipMethod.Bye)
        {
            Respond(request, 481, nowNs);
        }
        else
        {
            AnswerOthers(request, agent.Identity.NewTag(), nowNs);
        }
    }

    public void ReceiveCancel(ServerTransactionId invite, ReceivedRequest cancel, long nowNs)
    {
        // RFC 3261 §9.2: the CANCEL itself always succeeds; it has an effect only before the final response.
        if (!agent.CallsByUnansweredInvite.TryGetValue(invite, out var call))
        {
            Respond(cancel, 200, nowNs);
            return;
        }

        agent.Respond(cancel, 200, call.Dialog!.LocalTag, nowNs);
        var wasUnanswered = call.IsUnanswered;
        agent.RefuseInvite(call, 487, nowNs);
        if (!wasUnanswered)
        {
            agent.Emit(new UserAgentEvent.ReinviteCancelled(call));
            return;
        }

        agent.Close(call);
        agent.Emit(new UserAgentEvent.Ended(call, ByPeer: true));
    }

    public void ReceiveAck(SipMessage ack, long nowNs)
    {
        if (!agent.CallsByDialog.TryGetValue(DialogId.OfReceivedRequest(ack), out var call)
            || call.Answer is not { } answer
            || !answer.TryAcknowledge(ack.CSeq.Number))
        {
            return;
        }

        Acknowledged(call, call.AnswerIsOffer ? call.TakeSdp(ack) : default, nowNs);
    }

    public void Ring(UserAgentCall call, ReadOnlyMemory<byte> sdp, long nowNs)
    {
        call.State = UserAgentCallState.Ringing;
        var status = sdp.IsEmpty ? 180 : 183;
        agent.Respond(call.ReceivedInvite!, status, call.Dialog!.LocalTag, nowNs, response => Complete(response, sdp));
    }

    public void Reject(UserAgentCall call, int status, long nowNs)
    {
        agent.RefuseInvite(call, status, nowNs);
        agent.Close(call);
        agent.Emit(new UserAgentEvent.Ended(call, ByPeer: false));
    }

    public void RejectReinvite(UserAgentCall call, int status, long nowNs) => agent.RefuseInvite(call, status, nowNs);

    /// <summary>The 200 to the INVITE or re-INVITE that waits, repeated until its ACK comes.</summary>
    public void Answer(UserAgentCall call, ReadOnlyMemory<byte> sdp, long nowNs)
    {
        var invite = call.ReceivedInvite!;
        var dialog = call.Dialog!;
        var builder = SipMessageBuilder.Response(
            invite.Message, 200, SipReasonPhrases.For(200), dialog.LocalTag, invite.Source);
        Complete(builder, sdp);
        var response = builder.ToBytes();
        agent.Transactions.SendResponse(invite.Id, response, 200, nowNs);
        agent.CallsByUnansweredInvite.Remove(invite.Id);
        call.ReceivedInvite = null;
        call.AnswerIsOffer = invite.Message.Body.IsEmpty;
        call.IsAnswerOfReinvite = !call.IsUnanswered;
        if (call.IsAnswerOfReinvite)
        {
            dialog.RefreshTarget(invite.Message);
        }
        else
        {
            dialog.Confirm();
            call.State = UserAgentCallState.Answered;
        }

        var answer = new AnswerRetransmission(
            invite.Id, invite.Message.CSeq.Number, response, nowNs, agent.Timers);
        call.Answer = answer;
        _answers.Enqueue((call, answer), answer.NextDeadlineNs);
    }

    private void ReceiveInvite(ReceivedRequest request, long nowNs)
    {
        var tag = agent.Identity.NewTag();
        if (!IsUnderstood(request, tag, nowNs))
            return;
        var invite = request.Message;
        var call = new UserAgentCall(agent.NextCallId(), CallDirection.Inbound, invite, request.Source!)
        {
            Dialog = Dialog.CreateUas(invite, tag, agent.Identity.Uri),
            ReceivedInvite = request,
        };
        agent.CallsByDialog[call.Dialog.Id] = call;
        agent.CallsByUnansweredInvite.Add(request.Id, call);
        agent.Emit(new UserAgentEvent.IncomingCall(call, call.TakeSdp(invite)));
    }

    private void ReceiveInDialog(UserAgentCall call, ReceivedRequest request, long nowNs)
    {
        var tag = call.Dialog!.LocalTag;
        switch (call.Dialog.CheckRequest(request.Message))
        {
            case DialogRequestResult.NotInDialog:
                agent.Respond(request, 481, tag, nowNs);
                break;
            case DialogRequestResult.OutOfOrder:
                agent.Respond(request, 500, tag, nowNs);
                break;
            default:
                if (request.Message.Method == SipMethod.Bye)
                    ReceiveBye(call, request, nowNs);
                else if (request.Message.Method == SipMethod.Invite)
                    ReceiveReinvite(call, request, nowNs);
                else
                    AnswerOthers(request, tag, nowNs);
                break;
        }
    }

    private void ReceiveBye(UserAgentCall call, ReceivedRequest request, long nowNs)
    {
        agent.Respond(request, 200, call.Dialog!.LocalTag, nowNs);
        // RFC 3261 §15.1.2: requests still open are answered with 487.
        if (call.ReceivedInvite is not null)
            agent.RefuseInvite(call, 487, nowNs);
        if (call.State == UserAgentCallState.Ending)
            return;
        // RFC 3261 §13.2.2.4: a 2xx of theirs that waits for our SDP answer is acknowledged before it is forgotten.
        if (call.SentInvite is { Acks.Count: > 0 } unacknowledged)
            calling.Acknowledge(unacknowledged, default);
        agent.Close(call);
        agent.Emit(new UserAgentEvent.Ended(call, ByPeer: true));
    }

    private void ReceiveReinvite(UserAgentCall call, ReceivedRequest request, long nowNs)
    {
        var tag = call.Dialog!.LocalTag;
        if (call.State == UserAgentCallState.Ending)
        {
            agent.Respond(request, 481, tag, nowNs);
        }
        else if (call.ReceivedInvite is not null)
        {
            // RFC 3261 §14.2: a second INVITE before the final response to the first.
            agent.Respond(request, 500, tag, nowNs, response => response.Add(SipHeaderName.RetryAfter, "2"));
        }
        else if (call.SentInvite is not null || call.OwesAnswer)
        {
            agent.Respond(request, 491, tag, nowNs);
        }
        else if (IsUnderstood(request, tag, nowNs))
        {
            // RFC 5407 §3.1.4: who sends this has our 2xx, so that its ACK is lost or late and need not be awaited.
            if (call.Answer is not null)
                Acknowledged(call, default, nowNs);
            if (call.State != UserAgentCallState.Confirmed)
            {
                agent.Respond(request, 487, tag, nowNs);
                return;
            }

            call.ReceivedInvite = request;
            agent.CallsByUnansweredInvite.Add(request.Id, call);
            agent.Emit(new UserAgentEvent.Reinvited(call, call.TakeSdp(request.Message)));
        }
    }

    private void Acknowledged(UserAgentCall call, ReadOnlyMemory<byte> sdp, long nowNs)
    {
        call.Answer = null;
        if (call.State == UserAgentCallState.Answered)
            call.State = UserAgentCallState.Confirmed;
        if (call.IsGivenUp)
            calling.Bye(call, nowNs);
        else if (call.IsAnswerOfReinvite)
            agent.Emit(new UserAgentEvent.ReinviteEstablished(call, sdp));
        else
            agent.Emit(new UserAgentEvent.Established(call, sdp));
    }

    private void AnswerOthers(ReceivedRequest request, string tag, long nowNs)
    {
        var status = request.Message.Method switch
        {
            SipMethod.Options => 200,
            SipMethod.Unknown => 501,
            _ => 405,
        };
        agent.Respond(request, status, tag, nowNs, response => response
            .Add(SipHeaderName.Allow, AgentIdentity.AllowedMethods)
            .Add(SipHeaderName.Accept, SdpType));
    }

    private bool IsUnderstood(ReceivedRequest request, string tag, long nowNs)
    {
        // RFC 3261 §8.2.2.3: we know no extension, so whatever is required is too much.
        if (request.Message.TryGetHeader(SipHeaderName.Require, out var required))
        {
            agent.Respond(request, 420, tag, nowNs, response => response.Add(SipHeaderName.Unsupported, required));
            return false;
        }

        var isSdp = request.Message.ContentType?.StartsWith(SdpType, StringComparison.OrdinalIgnoreCase) == true;
        if (isSdp || request.Message.Body.IsEmpty)
            return true;
        agent.Respond(request, 415, tag, nowNs, response => response.Add(SipHeaderName.Accept, SdpType));
        return false;
    }

    private void Respond(ReceivedRequest request, int status, long nowNs) =>
        agent.Respond(request, status, agent.Identity.NewTag(), nowNs);

    private void Complete(SipMessageBuilder response, ReadOnlyMemory<byte> sdp)
    {
        response
            .Add(SipHeaderName.Contact, $"<{agent.Identity.Uri}>")
            .Add(SipHeaderName.Allow, AgentIdentity.AllowedMethods);
        if (!sdp.IsEmpty)
            response.SetBody(SdpType, sdp.Span);
    }
}
