using System.Collections.Frozen;
using System.Text;

namespace MediaRecorder.Sip.Messages.Headers;

/// <summary>
/// Spelling of header field names. RFC 3261 §7.3.1: names are case-insensitive. All compact forms that are registered
/// with IANA (SIP Parameters, Header Fields) are here.
/// </summary>
public static class SipHeaderNames
{
    private const int LongestKnown = 32;

    private static readonly (SipHeaderName Name, string Text, string Compact)[] Table =
    [
        (SipHeaderName.Accept, "Accept", ""),
        (SipHeaderName.AcceptContact, "Accept-Contact", "a"),
        (SipHeaderName.AcceptEncoding, "Accept-Encoding", ""),
        (SipHeaderName.AcceptLanguage, "Accept-Language", ""),
        (SipHeaderName.AlertInfo, "Alert-Info", ""),
        (SipHeaderName.Allow, "Allow", ""),
        (SipHeaderName.AllowEvents, "Allow-Events", "u"),
        (SipHeaderName.AuthenticationInfo, "Authentication-Info", ""),
        (SipHeaderName.Authorization, "Authorization", ""),
        (SipHeaderName.CallId, "Call-ID", "i"),
        (SipHeaderName.CallInfo, "Call-Info", ""),
        (SipHeaderName.Contact, "Contact", "m"),
        (SipHeaderName.ContentDisposition, "Content-Disposition", ""),
        (SipHeaderName.ContentEncoding, "Content-Encoding", "e"),
        (SipHeaderName.ContentId, "Content-ID", ""),
        (SipHeaderName.ContentLanguage, "Content-Language", ""),
        (SipHeaderName.ContentLength, "Content-Length", "l"),
        (SipHeaderName.ContentTransferEncoding, "Content-Transfer-Encoding", ""),
        (SipHeaderName.ContentType, "Content-Type", "c"),
        (SipHeaderName.CSeq, "CSeq", ""),
        (SipHeaderName.Date, "Date", ""),
        (SipHeaderName.Diversion, "Diversion", ""),
        (SipHeaderName.ErrorInfo, "Error-Info", ""),
        (SipHeaderName.Event, "Event", "o"),
        (SipHeaderName.Expires, "Expires", ""),
        (SipHeaderName.FlowTimer, "Flow-Timer", ""),
        (SipHeaderName.From, "From", "f"),
        (SipHeaderName.HistoryInfo, "History-Info", ""),
        (SipHeaderName.Identity, "Identity", "y"),
        (SipHeaderName.IdentityInfo, "Identity-Info", "n"),
        (SipHeaderName.InfoPackage, "Info-Package", ""),
        (SipHeaderName.InReplyTo, "In-Reply-To", ""),
        (SipHeaderName.Join, "Join", ""),
        (SipHeaderName.MaxBreadth, "Max-Breadth", ""),
        (SipHeaderName.MaxForwards, "Max-Forwards", ""),
        (SipHeaderName.MimeVersion, "MIME-Version", ""),
        (SipHeaderName.MinExpires, "Min-Expires", ""),
        (SipHeaderName.MinSessionExpires, "Min-SE", ""),
        (SipHeaderName.Organization, "Organization", ""),
        (SipHeaderName.PAssertedIdentity, "P-Asserted-Identity", ""),
        (SipHeaderName.PAssociatedUri, "P-Associated-URI", ""),
        (SipHeaderName.Path, "Path", ""),
        (SipHeaderName.PEarlyMedia, "P-Early-Media", ""),
        (SipHeaderName.PPreferredIdentity, "P-Preferred-Identity", ""),
        (SipHeaderName.Priority, "Priority", ""),
        (SipHeaderName.Privacy, "Privacy", ""),
        (SipHeaderName.ProxyAuthenticate, "Proxy-Authenticate", ""),
        (SipHeaderName.ProxyAuthorization, "Proxy-Authorization", ""),
        (SipHeaderName.ProxyRequire, "Proxy-Require", ""),
        (SipHeaderName.RAck, "RAck", ""),
        (SipHeaderName.Reason, "Reason", ""),
        (SipHeaderName.RecordRoute, "Record-Route", ""),
        (SipHeaderName.RecvInfo, "Recv-Info", ""),
        (SipHeaderName.ReferredBy, "Referred-By", "b"),
        (SipHeaderName.ReferSub, "Refer-Sub", ""),
        (SipHeaderName.ReferTo, "Refer-To", "r"),
        (SipHeaderName.RejectContact, "Reject-Contact", "j"),
        (SipHeaderName.RemotePartyId, "Remote-Party-ID", ""),
        (SipHeaderName.Replaces, "Replaces", ""),
        (SipHeaderName.ReplyTo, "Reply-To", ""),
        (SipHeaderName.RequestDisposition, "Request-Disposition", "d"),
        (SipHeaderName.Require, "Require", ""),
        (SipHeaderName.RetryAfter, "Retry-After", ""),
        (SipHeaderName.Route, "Route", ""),
        (SipHeaderName.RSeq, "RSeq", ""),
        (SipHeaderName.Server, "Server", ""),
        (SipHeaderName.ServiceRoute, "Service-Route", ""),
        (SipHeaderName.SessionExpires, "Session-Expires", "x"),
        (SipHeaderName.SessionId, "Session-ID", ""),
        (SipHeaderName.SipETag, "SIP-ETag", ""),
        (SipHeaderName.SipIfMatch, "SIP-If-Match", ""),
        (SipHeaderName.Subject, "Subject", "s"),
        (SipHeaderName.SubscriptionState, "Subscription-State", ""),
        (SipHeaderName.Supported, "Supported", "k"),
        (SipHeaderName.TargetDialog, "Target-Dialog", ""),
        (SipHeaderName.Timestamp, "Timestamp", ""),
        (SipHeaderName.To, "To", "t"),
        (SipHeaderName.Unsupported, "Unsupported", ""),
        (SipHeaderName.UserAgent, "User-Agent", ""),
        (SipHeaderName.UserToUser, "User-to-User", ""),
        (SipHeaderName.Via, "Via", "v"),
        (SipHeaderName.Warning, "Warning", ""),
        (SipHeaderName.WwwAuthenticate, "WWW-Authenticate", ""),
    ];

    private static readonly FrozenDictionary<SipHeaderName, string> Texts =
        Table.ToFrozenDictionary(row => row.Name, row => row.Text);

    private static readonly FrozenDictionary<string, SipHeaderName> Names = Table
        .SelectMany(row => row.Compact.Length == 0
            ? new[] { (Key: row.Text, row.Name) }
            : [(Key: row.Text, row.Name), (Key: row.Compact, row.Name)])
        .ToFrozenDictionary(pair => pair.Key, pair => pair.Name, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, SipHeaderName>.AlternateLookup<ReadOnlySpan<char>> ByText =
        Names.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The long form of a known name; empty for <see cref="SipHeaderName.Other"/>.</summary>
    public static string Text(SipHeaderName name) => Texts.GetValueOrDefault(name, "");

    /// <summary>The name a long or compact form stands for, or <see cref="SipHeaderName.Other"/>.</summary>
    public static SipHeaderName FromText(ReadOnlySpan<char> text) =>
        ByText.TryGetValue(text, out var name) ? name : SipHeaderName.Other;

    /// <summary>
    /// The name to compare and write a header field by: the long form of a registered compact one, every other name as
    /// it came. Of one field under two names the next hop would see two fields (RFC 3261 §7.3.3).
    /// </summary>
    public static string LongForm(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length == 1 && FromText(name) is var known and not SipHeaderName.Other ? Text(known) : name;
    }

    internal static SipHeaderName FromWire(ReadOnlySpan<byte> text)
    {
        if (text.Length > LongestKnown)
        {
            return SipHeaderName.Other;
        }

        Span<char> chars = stackalloc char[LongestKnown];
        var length = Encoding.Latin1.GetChars(text, chars);
        return FromText(chars[..length]);
    }
}
