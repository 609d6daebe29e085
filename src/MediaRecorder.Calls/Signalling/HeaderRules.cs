using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Calls.Signalling;

/// <summary>
/// Which headers pass from one dialog to the other. REQ A-05: identity and unknown headers pass, topology does not.
/// What is listed belongs to one dialog or one hop and is written anew; all else is carried through in order.
/// </summary>
internal static class HeaderRules
{
    private static readonly HashSet<string> NotCarried = new(StringComparer.OrdinalIgnoreCase)
    {
        "Via", "Route", "Record-Route", "Max-Forwards", "From", "To", "Call-ID", "CSeq", "Contact",
        "Content-Length", "Content-Type", "Content-Encoding", "Content-Disposition", "MIME-Version",

        // What we can do is ours to say, not the far end's (RFC 3261 §16.6 does not bind a B2BUA).
        "Allow", "Accept", "Accept-Encoding", "Supported", "Require", "Proxy-Require", "Unsupported",
        "User-Agent", "Server",

        // Of extensions that this hop does not speak: 100rel, session timers, outbound, GRUU paths.
        "RSeq", "RAck", "Session-Expires", "Min-SE", "Path", "Service-Route",

        // These name a dialog, and the other side does not know those of this side.
        "Replaces", "Join", "Target-Dialog", "In-Reply-To",
    };

    // As these do in requests inside a dialog (DialogReferences writes them).
    private static readonly HashSet<string> NotCarriedInDialog =
        new(StringComparer.OrdinalIgnoreCase) { "Refer-To", "Event" };

    /// <summary>Copies the end-to-end headers of <paramref name="from"/> into <paramref name="into"/>.</summary>
    public static void Carry(SipMessage from, SipMessageBuilder into)
    {
        var isInDialog = from.IsRequest && from.To.Tag is not null;
        foreach (var header in from.Headers)
        {
            var name = SipHeaderNames.LongForm(header.NameText);
            if (!NotCarried.Contains(name) && !(isInDialog && NotCarriedInDialog.Contains(name)))
            {
                into.Add(name, header.Value);
            }
        }
    }
}
