using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Sip.Transactions.Machines;

/// <summary>
/// RFC 3261 §17.2.3, second half: what identifies a request of an RFC 2543 client, whose branch is not unique.
/// An ACK carries the To tag of the response, everything else the To tag of the request.
/// </summary>
internal readonly record struct LegacyIdentity(
    string RequestUri, string? FromTag, string? ToTag, string CallId, uint CSeqNumber)
{
    internal static LegacyIdentity Of(SipMessage request) =>
        new(request.RequestUri, request.From.Tag, request.To.Tag, request.CallId, request.CSeq.Number);
}
