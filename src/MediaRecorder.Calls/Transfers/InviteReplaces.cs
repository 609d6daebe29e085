using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Legs;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Calls.Transfers;

/// <summary>RFC 3891: an INVITE that is to take the place of one party in a call of ours. Owner: the SipWorker.</summary>
internal static class InviteReplaces
{
    /// <summary>True when the INVITE names a dialog of ours and was dealt with; false when it is a call like any.</summary>
    /// <param name="party">Of a call like any: the leg whose party it is for, whatever its Request-URI says.</param>
    public static bool TryTake(
        CallContext context, TransactionEvent.RequestReceived received, TrunkModel trunk, long nowNs, out SipLeg? party)
    {
        var verdict = ReplacesScreening.Of(received.Request, trunk, context.Calls);
        party = verdict.Party;
        if (verdict.Refusal is { } refusal)
        {
            Refuse(context, received, refusal, nowNs);
            return true;
        }

        if (verdict.Replaced is not { } replaced)
        {
            return false;
        }

        SessionDescription? offer = null;
        if ((RequestScreening.OfSession(received.Request, context.Model)
            ?? RequestScreening.OfBody(received.Request, context.Model, out offer)) is { } bad)
        {
            Refuse(context, received, bad, nowNs);
            return true;
        }

        var call = verdict.Call!;
        context.Calls.Act(call, nowNs, () => call.OnReplacing(replaced, trunk, received, offer, nowNs));
        return true;
    }

    private static void Refuse(
        CallContext context, TransactionEvent.RequestReceived received, Refusal refusal, long nowNs)
    {
        context.Counters.ReplacesRefused++;
        context.Answer(received, refusal, nowNs);
    }
}
