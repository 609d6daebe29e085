using MediaRecorder.Calls.B2bua;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Calls.Requests;

/// <summary>Bodies that pass from one dialog to the other as they are.</summary>
internal static class MessageBody
{
    // RFC 3261 §7.4.1, §20.11 to §20.13, RFC 3204 §3: what must be known to read the body.
    private static readonly string[] Describing =
        ["Content-Encoding", "Content-Disposition", "Content-Language", "MIME-Version"];

    /// <summary>
    /// Copies the body with the headers that describe it. Session descriptions stay behind: theirs are addresses that
    /// the other side must not see (REQ A-05), and whoever exchanges offers rewrites them.
    /// </summary>
    public static void Carry(SipMessage from, SipMessageBuilder into)
    {
        if (from.Body.IsEmpty || from.ContentType is not { } type || MayHoldSdp(type))
        {
            return;
        }

        into.SetBody(type, from.Body);
        foreach (var name in Describing)
        {
            if (from.TryGetHeader(name, out var value))
            {
                into.Add(name, value);
            }
        }
    }

    private static bool MayHoldSdp(string contentType) =>
        contentType.StartsWith(CallMessages.SdpContentType, StringComparison.OrdinalIgnoreCase)
        || contentType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);
}
