using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Sip.Transactions.Machines;

/// <summary>
/// RFC 3261 §8.2.2.2: a request outside a dialog with the From tag, Call-ID and CSeq of one that is here already, but
/// of another transaction, is the same request forked and merged again.
/// </summary>
internal readonly record struct MergeKey(string FromTag, string CallId, uint CSeqNumber, string Method)
{
    /// <summary>Null where the rule does not apply: inside a dialog, without a From tag, and for CANCEL.</summary>
    internal static MergeKey? Of(SipMessage request) =>
        request.To.Tag is null && request.From.Tag is { } fromTag && request.Method != SipMethod.Cancel
            ? new MergeKey(fromTag, request.CallId, request.CSeq.Number, request.MethodToken)
            : null;
}
