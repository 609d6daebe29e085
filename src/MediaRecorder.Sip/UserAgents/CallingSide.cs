using System.Net;
using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Sip.UserAgents;

/// <summary>
/// The requests an agent sends and what comes back to them (RFC 3261 §8.1, §9.1, §13.2, §14.1, §15.1.1).
/// </summary>
internal sealed class CallingSide(AgentContext agent)
{
    private const string SdpType = "application/sdp";

    private readonly Dictionary<ClientTransactionId, SentRequest> _sent = [];

    // Answered INVITEs in the order in which they may be forgotten: all wait equally long.
    private readonly Queue<(ClientTransactionId Id, long ForgetNs)> _answered = new();

    public UserAgentCall Invite(string requestUri, IPEndPoint nextHop, ReadOnlyMemory<byte> sdp, long nowNs)
    {
        var identity = agent.Identity;
        var branch = identity.NewBranch();
        var invite = NewRequest("INVITE", requestUri, branch).Add(SipHeaderName.Contact, $"<{identity.Uri}>");
        var message = Complete(invite, sdp);
        var call = new UserAgentCall(agent.NextCallId(), CallDirection.Outbound, message, nextHop);
        call.SentInvite = new SentInvite(call, message, nextHop, IsReinvite: false);
        Send(call.SentInvite, message.Raw, branch, nowNs);
        return call;
    }

    public void Reinvite(UserAgentCall call, ReadOnlyMemory<byte> sdp, long nowNs)
    {
        var branch = agent.Identity.NewBranch();
        var dialog = call.Dialog!;
        var message = Complete(dialog.CreateRequest(SipMethod.Invite).SetTopVia(Via(branch)), sdp);
        call.SentInvite = new SentInvite(call, message, call.NextHop(dialog), IsReinvite: true);
        Send(call.SentInvite, message.Raw, branch, nowNs);
    }

    public void Options(string requestUri, IPEndPoint nextHop, long nowNs)
    {
        var branch = agent.Identity.NewBranch();
        var options = NewRequest("OPTIONS", requestUri, branch).Add(SipHeaderName.Accept, SdpType);
        Send(new SentRequest(SipMethod.Options, null, nextHop), options.ToBytes(), branch, nowNs);
    }

    /// <summary>Gives up an unanswered call: CANCEL as soon as it is allowed.</summary>
    public void Cancel(UserAgentCall call, long nowNs)
    {
        call.IsGivenUp = true;
        if (call.SentInvite is not { IsProceeding: true, IsCancelSent: false } invite)
            return;
        invite.IsCancelSent = true;
        var cancel = CancelRequest.For(invite.Message).ToBytes();
        var request = new SentRequest(SipMethod.Cancel, call, invite.Destination);
        Send(request, cancel, invite.Message.TopVia.Branch!, nowNs);
    }

    public void Bye(UserAgentCall call, long nowNs)
    {
        // RFC 3261 §13.2.2.4: a 2xx is always acknowledged, even when the SDP answer will never be.
        if (call.SentInvite is { Acks.Count: > 0 } unacknowledged)
            Acknowledge(unacknowledged, default);
        // A re-INVITE the owner has not answered would else wait for ever.
        if (call.ReceivedInvite is not null)
            agent.RefuseInvite(call, 487, nowNs);
        call.State = UserAgentCallState.Ending;
        call.Answer = null;
        SendBye(call, call, call.Dialog!, nowNs);
    }

    /// <summary>The ACK that a delayed offer waits for.</summary>
    public void Acknowledge(SentInvite invite, ReadOnlyMemory<byte> sdp)
    {
        var call = invite.Owner;
        call.SentInvite = null;
        SendAck(invite, call.Dialog!, sdp);
        if (call.State == UserAgentCallState.Answered)
            call.State = UserAgentCallState.Confirmed;
    }

    public void Receive(ClientTransactionId id, SipMessage response, long nowNs)
    {
        Forget(nowNs);
        if (!_sent.TryGetValue(id, out var request))
            return;
        if (request is not SentInvite invite)
        {
            if (response.StatusCode >= 200)
                Finish(id, request, response.StatusCode);
        }
        else if (response.StatusCode < 200)
        {
            ReceiveProvisional(invite, response, nowNs);
        }
        else if (response.StatusCode < 300)
        {
            ReceiveSuccess(id, invite, response, nowNs);
        }
        else
        {
            _sent.Remove(id);
            ReceiveFailure(invite, response.StatusCode, nowNs);
        }
    }

    public void TimedOut(ClientTransactionId id, long nowNs)
    {
        // RFC 3261 §8.1.3.1: a timeout is treated as a 408.
        if (!_sent.Remove(id, out var request))
            return;
        if (request is SentInvite invite)
            ReceiveFailure(invite, 408, nowNs);
        else
            Finish(id, request, 408);
    }

    private void ReceiveProvisional(SentInvite invite, SipMessage response, long nowNs)
    {
        var call = invite.Owner;
        invite.IsProceeding = true;
        if (invite.IsReinvite || !call.IsUnanswered)
            return;
        if (response.StatusCode > 100)
        {
            call.State = UserAgentCallState.Ringing;
            agent.Emit(new UserAgentEvent.Progress(call, response.StatusCode, call.TakeSdp(response)));
        }

        if (call.IsGivenUp)
            Cancel(call, nowNs);
    }

    private void ReceiveSuccess(ClientTransactionId id, SentInvite invite, SipMessage response, long nowNs)
    {
        var call = invite.Owner;
        var remoteTag = response.To.Tag ?? "";
        if (invite.Acks.TryGetValue(remoteTag, out var known))
        {
            // A copy of the 2xx: its ACK was lost. Empty: the owner has not given us the answer for it yet.
            if (!known.Bytes.IsEmpty)
                agent.Transactions.SendStateless(known.Bytes, known.Destination);
            return;
        }

        if (invite.Acks.Count == 0)
            _answered.Enqueue((id, nowNs + agent.Timers.GiveUpNs));
        if (invite.IsReinvite)
            ReceiveReinviteSuccess(invite, response, remoteTag);
        else if (invite.Acks.Count > 0)
            RefuseFork(invite, response, nowNs);
        else
            ReceiveFirstAnswer(invite, response, remoteTag, nowNs);
    }

    private void ReceiveFirstAnswer(SentInvite invite, SipMessage response, string remoteTag, long nowNs)
    {
        var call = invite.Owner;
        var dialog = Dialog.CreateUac(invite.Message, response);
        call.Dialog = dialog;
        agent.CallsByDialog[dialog.Id] = call;
        call.State = UserAgentCallState.Answered;
        invite.Acks[remoteTag] = default;
        var sdp = call.TakeSdp(response);
        if (call.IsGivenUp)
        {
            // RFC 3261 §9.1: the answer crossed our CANCEL. The owner hears of the end alone.
            Bye(call, nowNs);
            return;
        }

        if (!invite.IsDelayedOffer)
            Acknowledge(invite, default);
        agent.Emit(new UserAgentEvent.Answered(call, sdp));
    }

    private void ReceiveReinviteSuccess(SentInvite invite, SipMessage response, string remoteTag)
    {
        var call = invite.Owner;
        call.Dialog!.RefreshTarget(response);
        invite.Acks[remoteTag] = default;
        // Once a BYE went either way the 2xx is acknowledged, and nothing more is said of it.
        var isOver = call.State != UserAgentCallState.Confirmed;
        if (isOver || !invite.IsDelayedOffer)
            Acknowledge(invite, default);
        if (isOver)
            return;
        var sdp = call.TakeSdp(response);
        agent.Emit(new UserAgentEvent.ReinviteAnswered(call, response.StatusCode, sdp));
    }

    // RFC 3261 §13.2.2.4: every 2xx makes a dialog. Those of further forks are acknowledged and ended at once.
    private void RefuseFork(SentInvite invite, SipMessage response, long nowNs)
    {
        var dialog = Dialog.CreateUac(invite.Message, response);
        SendAck(invite, dialog, default);
        SendBye(null, invite.Owner, dialog, nowNs);
    }

    private void ReceiveFailure(SentInvite invite, int status, long nowNs)
    {
        var call = invite.Owner;
        if (call.SentInvite == invite)
            call.SentInvite = null;
        if (call.State == UserAgentCallState.Ended)
            return;
        if (!invite.IsReinvite)
        {
            agent.Close(call);
            agent.Emit(new UserAgentEvent.Failed(call, status));
            return;
        }

        if (call.State != UserAgentCallState.Confirmed)
            return;
        agent.Emit(new UserAgentEvent.ReinviteAnswered(call, status, default));
        // RFC 3261 §12.2.1.2: after these two there is no dialog at the other end; other failures change nothing.
        if (status is 408 or 481)
            Bye(call, nowNs);
    }

    private void Finish(ClientTransactionId id, SentRequest request, int status)
    {
        _sent.Remove(id);
        if (request.Method == SipMethod.Options)
        {
            agent.Emit(new UserAgentEvent.OptionsAnswered(request.Destination, status));
        }
        else if (request is { Method: SipMethod.Bye, Call: { } call })
        {
            // RFC 3261 §15.1.1: whatever the peer says to a BYE, and if it says nothing, the dialog is over.
            agent.Close(call);
            agent.Emit(new UserAgentEvent.Ended(call, ByPeer: false));
        }
    }

    private string Via(string branch) => $"{agent.Identity.Via};branch={branch}";

    private SipMessageBuilder NewRequest(string method, string requestUri, string branch)
    {
        var identity = agent.Identity;
        return SipMessageBuilder.Request(method, requestUri)
            .SetTopVia(Via(branch))
            .Add(SipHeaderName.MaxForwards, "70")
            .Add(SipHeaderName.From, $"<{identity.Uri}>;tag={identity.NewTag()}")
            .Add(SipHeaderName.To, $"<{requestUri}>")
            .Add(SipHeaderName.CallId, identity.NewCallId())
            .Add(SipHeaderName.CSeq, $"1 {method}");
    }

    private static SipMessage Complete(SipMessageBuilder request, ReadOnlyMemory<byte> sdp)
    {
        request.Add(SipHeaderName.Allow, AgentIdentity.AllowedMethods);
        if (!sdp.IsEmpty)
            request.SetBody(SdpType, sdp.Span);
        return SipMessage.TryParse(request.ToBytes(), out var message, out var error)
            ? message!
            : throw new ArgumentException($"not a message that can be sent: {error}", nameof(request));
    }

    private void SendAck(SentInvite invite, Dialog dialog, ReadOnlyMemory<byte> sdp)
    {
        var ack = dialog.CreateAck(invite.Message.CSeq.Number).SetTopVia(Via(agent.Identity.NewBranch()));
        if (!sdp.IsEmpty)
            ack.SetBody(SdpType, sdp.Span);
        var sent = new SentAck(ack.ToBytes(), invite.Owner.NextHop(dialog));
        invite.Acks[dialog.RemoteTag] = sent;
        agent.Transactions.SendStateless(sent.Bytes, sent.Destination);
    }

    /// <param name="ended">The call that is over when this BYE is answered.</param>
    /// <param name="call">The call whose peer it goes to.</param>
    private void SendBye(UserAgentCall? ended, UserAgentCall call, Dialog dialog, long nowNs)
    {
        var branch = agent.Identity.NewBranch();
        var bye = dialog.CreateRequest(SipMethod.Bye).SetTopVia(Via(branch));
        Send(new SentRequest(SipMethod.Bye, ended, call.NextHop(dialog)), bye.ToBytes(), branch, nowNs);
    }

    private void Send(SentRequest request, ReadOnlyMemory<byte> bytes, string branch, long nowNs)
    {
        var id = agent.Transactions.SendRequest(bytes, request.Method, branch, request.Destination, nowNs);
        _sent.Add(id, request);
    }

    // RFC 6026 §8.4: the transaction passes copies of a 2xx on for 64*T1; after that nobody asks for the ACK again.
    private void Forget(long nowNs)
    {
        while (_answered.TryPeek(out var oldest) && oldest.ForgetNs <= nowNs)
            _sent.Remove(_answered.Dequeue().Id);
    }
}
