using System.Collections.Immutable;
using System.Globalization;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Calls.Stations;

/// <summary>One Contact of a REGISTER.</summary>
/// <param name="Uri">Without URI headers, which no Request-URI may have.</param>
/// <param name="ExpiresSeconds">0 takes it back.</param>
/// <param name="Priority">The q parameter as written, or null.</param>
internal readonly record struct AskedContact(string Uri, long ExpiresSeconds, string? Priority);

/// <summary>What a REGISTER asks for (RFC 3261 §10.2).</summary>
/// <param name="IsWildcard"><c>Contact: *</c>: everything is taken back.</param>
/// <param name="Contacts">None: it only asks what there is.</param>
internal sealed record AskedContacts(bool IsWildcard, ImmutableArray<AskedContact> Contacts)
{
    /// <summary>RFC 3261 §10.2.1.1: the registrar chooses; this is what most choose.</summary>
    public const long DefaultExpiresSeconds = 3600;

    /// <summary>A phone has one; who registers more than this at once is no phone.</summary>
    private const int MaxContacts = 8;

    private const int MaxUriLetters = 512;

    /// <summary>False for what breaks RFC 3261 §10.3 step 6 or our limits.</summary>
    public static bool TryRead(SipMessage register, out AskedContacts asked)
    {
        var fallback = Seconds(
            register.TryGetHeader(SipHeaderName.Expires, out var expires) ? expires : null, DefaultExpiresSeconds);
        var isWildcard = register.Values(SipHeaderName.Contact).Any(value => value.Trim() == "*");
        var contacts = ImmutableArray.CreateBuilder<AskedContact>();
        foreach (var contact in register.Contacts)
        {
            contacts.Add(new AskedContact(
                WithoutHeaders(contact.Uri.Text),
                Seconds(contact.Parameter("expires"), fallback),
                contact.Parameter("q")));
        }

        asked = new AskedContacts(isWildcard, contacts.ToImmutable());
        return isWildcard
            ? contacts.Count == 0 && fallback == 0
            : contacts.Count <= MaxContacts
                && register.Contacts.All(c => c.Uri.IsSip)
                && contacts.All(c => c.Uri.Length <= MaxUriLetters);
    }

    /// <summary>RFC 3261 §20.19: up to 2^32-1; what is no number counts as not written.</summary>
    public static long Seconds(string? text, long fallback) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : fallback;

    private static string WithoutHeaders(string uri)
    {
        var question = uri.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? uri : uri[..question];
    }
}
