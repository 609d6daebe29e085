using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Model;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Calls.Signalling;

/// <summary>
/// Which headers pass from one dialog to the other. REQ A-05: identity and unknown headers pass, topology does not.
/// What is listed belongs to one dialog or one hop and is written anew; all else is carried through in order.
/// </summary>
public static class HeaderRules
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

    /// <summary>True for headers that the stack writes itself, so that no rule can be about them.</summary>
    public static bool IsWrittenByUs(string name) => NotCarried.Contains(name);

    /// <summary>Copies the end-to-end headers of <paramref name="from"/> into <paramref name="into"/>.</summary>
    /// <param name="model">Whose address takes the place of hidden hosts.</param>
    /// <param name="from">As it came.</param>
    /// <param name="into">As it leaves.</param>
    /// <param name="source">The trunk by which it came.</param>
    /// <param name="target">The trunk by which it leaves, whose rules hold.</param>
    internal static void Carry(
        CallsModel model, SipMessage from, SipMessageBuilder into, TrunkModel source, TrunkModel target)
    {
        var rules = target.Headers;
        var hidesAssertion = !source.Trusted || (!target.Trusted && AsksForPrivacy(from));
        var isInDialog = from.IsRequest && from.To.Tag is not null;
        foreach (var header in from.Headers)
        {
            var name = SipHeaderNames.LongForm(header.NameText);
            if (NotCarried.Contains(name)
                || (isInDialog && NotCarriedInDialog.Contains(name))
                || rules.Remove.Contains(name)
                || (hidesAssertion && IsAssertion(name))
                || (from.IsRequest && IsAdded(rules, name)))
            {
                continue;
            }

            into.Add(
                name,
                rules.HideHosts && IdentityHosts.AreIn(name)
                    ? IdentityHosts.Replace(header.Value, CallMessages.HostPort(model.SipListen))
                    : header.Value);
        }

        if (from.IsRequest)
        {
            foreach (var (name, value) in rules.Add)
            {
                into.Add(name, value);
            }
        }
    }

    // RFC 3325 §5: from outside the circle of trust an assertion says nothing, and nothing of ours goes out against the
    // user's will. Remote-Party-ID is its forerunner.
    private static bool IsAssertion(string name) =>
        name.Equals("P-Asserted-Identity", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Remote-Party-ID", StringComparison.OrdinalIgnoreCase);

    // RFC 3325 §7: Privacy: id. Of RFC 3323's other values header and user ask for at least as much.
    private static bool AsksForPrivacy(SipMessage message)
    {
        foreach (var value in message.Values(SipHeaderName.Privacy))
        {
            foreach (var word in value.Split(';', StringSplitOptions.TrimEntries))
            {
                if (word.ToLowerInvariant() is "id" or "user" or "header")
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsAdded(HeaderRuleModel rules, string name)
    {
        foreach (var (added, _) in rules.Add)
        {
            if (added.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
