using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Model;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Calls.Transfers;

/// <summary>RFC 3891: an INVITE that is to take the place of one party in a call of ours. Owner: the SipWorker.</summary>
internal static class InviteReplaces
{
    /// <summary>True when the INVITE names a dialog of ours and was dealt with; false when it is a call like any.</summary>
    public static bool TryTake(
        CallContext context, TransactionEvent.RequestReceived received, TrunkModel trunk, long nowNs) => false;
}
