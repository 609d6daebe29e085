using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Sip.UserAgents;

/// <summary>What the two sides of an agent share: its transactions, its calls, and the queue to its owner.</summary>
internal sealed class AgentContext(AgentIdentity identity, SipTimers timers)
{
    // An agent is a test's phone: it shall never refuse a call for want of room.
    private const int MaxTransactions = 1_000_000;

    private long _lastCallId;

    public AgentIdentity Identity { get; } = identity;

    public SipTimers Timers { get; } = timers;

    public TransactionLayer Transactions { get; } = new(MaxTransactions, timers);

    public Queue<UserAgentEvent> Events { get; } = new();

    /// <summary>Every call that has a dialog and is not over.</summary>
    public Dictionary<DialogId, UserAgentCall> CallsByDialog { get; } = [];

    /// <summary>INVITEs and re-INVITEs that the owner has not answered: what a CANCEL can still reach.</summary>
    public Dictionary<ServerTransactionId, UserAgentCall> CallsByUnansweredInvite { get; } = [];

    public long NextCallId() => ++_lastCallId;

    public void Emit(UserAgentEvent e) => Events.Enqueue(e);

    public void Respond(
        ReceivedRequest request, int status, string toTag, long nowNs, Action<SipMessageBuilder>? complete = null)
    {
        var response = SipMessageBuilder.Response(
            request.Message, status, SipReasonPhrases.For(status), toTag, request.Source);
        complete?.Invoke(response);
        Transactions.SendResponse(request.Id, response.ToBytes(), status, nowNs);
    }

    /// <summary>The failure response to the INVITE or re-INVITE that waits.</summary>
    public void RefuseInvite(UserAgentCall call, int status, long nowNs)
    {
        var invite = call.ReceivedInvite!;
        call.ReceivedInvite = null;
        CallsByUnansweredInvite.Remove(invite.Id);
        Respond(invite, status, call.Dialog!.LocalTag, nowNs);
    }

    /// <summary>Takes the call off every list. The caller emits the one event that says so.</summary>
    public void Close(UserAgentCall call)
    {
        call.State = UserAgentCallState.Ended;
        call.Answer = null;
        call.ReceivedInvite = null;
        call.SentInvite = null;
        if (call.Dialog is not { } dialog)
            return;
        dialog.Terminate();
        CallsByDialog.Remove(dialog.Id);
    }
}
