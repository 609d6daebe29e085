using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Transactions;

/// <summary>The CANCEL of an INVITE we sent.</summary>
public static class CancelRequest
{
    /// <summary>
    /// The CANCEL of <paramref name="invite"/> as it was sent. Hand it to the <see cref="TransactionLayer"/>
    /// with the INVITE's branch and destination, and only after a provisional response (RFC 3261 §9.1).
    /// </summary>
    public static SipMessageBuilder For(SipMessage invite) => CopyOf(invite, "CANCEL", invite.To);

    // RFC 3261 §9.1: Request-URI, Call-ID, To, From, the CSeq number, top Via and Route of the request it cancels.
    // The ACK to a failure (§17.1.1.3) copies the same, but for To.
    internal static SipMessageBuilder CopyOf(SipMessage invite, string methodToken, NameAddress to)
    {
        var copy = SipMessageBuilder.Request(methodToken, invite.RequestUri)
            .Add(SipHeaderName.Via, invite.TopVia.Text);
        foreach (var header in invite.Headers)
        {
            if (header.Name == SipHeaderName.Route)
                copy.Add(SipHeaderName.Route, header.Value);
        }
        return copy
            .Add(SipHeaderName.MaxForwards, "70")
            .Add(SipHeaderName.From, invite.From.Text)
            .Add(SipHeaderName.To, to.Text)
            .Add(SipHeaderName.CallId, invite.CallId)
            .Add(SipHeaderName.CSeq, $"{invite.CSeq.Number} {methodToken}");
    }
}
