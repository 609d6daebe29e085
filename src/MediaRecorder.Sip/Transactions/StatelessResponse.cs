using System.Globalization;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Sip.Transactions;

/// <summary>The responses the layer gives itself.</summary>
internal static class StatelessResponse
{
    // The table drains within Timer L/J, 32 s; a third of it spreads the callers who come back over that time.
    internal const int RetryAfterSeconds = 10;

    private const string TagPrefix = "sl";

    internal static byte[] Trying(SipMessage request, SipHop source) =>
        SipMessageBuilder.Response(request, 100, SipReasonPhrases.For(100), source: source.EndPoint).ToBytes();

    internal static byte[] For(SipMessage request, SipHop source, int status)
    {
        var response = SipMessageBuilder.Response(
            request, status, SipReasonPhrases.For(status), TagFor(request), source.EndPoint);
        if (status == 503)
            response.Add(SipHeaderName.RetryAfter, RetryAfterSeconds.ToString(CultureInfo.InvariantCulture));
        return response.ToBytes();
    }

    /// <summary>The ACK to a failure that <see cref="For"/> built carries the tag made from its own fields.</summary>
    internal static bool IsAckedBy(SipMessage ack) =>
        ack.To.Tag is { } tag && tag.StartsWith(TagPrefix, StringComparison.Ordinal) && tag == TagFor(ack);

    // RFC 3261 §8.2.7: a stateless server gives every copy of a request the same To tag. FNV-1a over what the copies
    // of an INVITE and its ACK share. It identifies, it does not protect: who forges it gets its own ACK dropped.
    private static string TagFor(SipMessage request)
    {
        var hash = 14695981039346656037UL;
        Mix(ref hash, request.TopVia.Branch);
        Mix(ref hash, request.CallId);
        Mix(ref hash, request.From.Tag);
        hash = (hash ^ request.CSeq.Number) * 1099511628211UL;
        return TagPrefix + hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    private static void Mix(ref ulong hash, string? text)
    {
        foreach (var c in text ?? "")
            hash = (hash ^ c) * 1099511628211UL;
        hash = (hash ^ '\n') * 1099511628211UL;
    }
}
