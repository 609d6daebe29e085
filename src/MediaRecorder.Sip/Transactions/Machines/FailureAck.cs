using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Sip.Transactions.Machines;

/// <summary>The ACK to a 300-699 response, which belongs to the INVITE's own transaction.</summary>
internal static class FailureAck
{
    // RFC 3261 §17.1.1.3: Call-ID, From and Request-URI of the INVITE, its top Via alone, its Route, its CSeq number;
    // To of the response, because of its tag.
    internal static byte[] For(SipMessage invite, SipMessage response) =>
        CancelRequest.CopyOf(invite, "ACK", response.To).ToBytes();
}
