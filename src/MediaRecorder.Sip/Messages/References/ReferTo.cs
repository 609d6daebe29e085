using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Messages.References;

/// <summary>
/// RFC 3515 §2.1: whom the recipient of a REFER is to contact, and how. Immutable; a change makes another.
/// </summary>
public sealed class ReferTo
{
    /// <summary>A real one is a URI and a Replaces; more than this is made to cost us time.</summary>
    public const int MaxChars = 4096;

    private ReferTo(
        NameAddress address, IReadOnlyList<(string Name, string Value)> headers, ReplacesHeader? replaces)
    {
        Address = address;
        Headers = headers;
        Replaces = replaces;
    }

    public NameAddress Address { get; }

    /// <summary>With its headers, as written.</summary>
    public SipUri Uri => Address.Uri;

    /// <summary>The URI without its headers.</summary>
    public string Target => UriHeaders.WithoutHeaders(Uri);

    /// <summary>
    /// The method to use, INVITE unless the URI says otherwise (RFC 3261 §19.1.1); upper case as methods are.
    /// </summary>
    public string MethodToken => Uri.Parameter("method") is { Length: > 0 } method ? method : "INVITE";

    /// <summary>What the referrer wants in the new request's header, unescaped, <see cref="Replaces"/> included.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; }

    public ReplacesHeader? Replaces { get; }

    /// <summary>
    /// Reads the only Refer-To of a REFER; never throws. Refuses a list, escaped line breaks, and more than one or a
    /// malformed Replaces (RFC 3891 §6.1).
    /// </summary>
    public static bool TryParse(string? text, out ReferTo? referTo)
    {
        referTo = null;
        if (text is not { Length: <= MaxChars }
            || SipGrammar.HasLineBreak(text)
            || !NameAddress.TryParse(text, out var address)
            || !UriHeaders.TryParse(address!.Uri, out var headers))
        {
            return false;
        }

        ReplacesHeader? replaces = null;
        foreach (var (name, value) in headers)
        {
            if (name.Equals("Replaces", StringComparison.OrdinalIgnoreCase)
                && (replaces is not null || !ReplacesHeader.TryParse(value, out replaces)))
            {
                return false;
            }
        }

        referTo = new ReferTo(address, headers, replaces);
        return true;
    }

    /// <summary>
    /// The header value with another target or other identifiers; display name and all else stay as they are. Header
    /// parameters of the address (RFC 3515 generic-param) are kept.
    /// </summary>
    /// <param name="target">Without headers; null to keep it.</param>
    public string Rewritten(string? target, ReplacesHeader? replaces)
    {
        var uri = UriHeaders.Write(
            target ?? Target,
            Headers.Select(header => IsReplaces(header.Name) && replaces is not null
                ? (header.Name, replaces.ToString())
                : header));

        // A bare URI can have no headers (RFC 3261 §20.10), so what is written is always bracketed.
        var text = Address.Text;
        if (text.StartsWith(Uri.Text, StringComparison.Ordinal))
        {
            return $"<{uri}>{text[Uri.Text.Length..]}";
        }

        var open = text.IndexOf($"<{Uri.Text}>", StringComparison.Ordinal);
        return open < 0 ? $"<{uri}>" : $"{text[..open]}<{uri}>{text[(open + Uri.Text.Length + 2)..]}";
    }

    public override string ToString() => Address.Text;

    private static bool IsReplaces(string name) => name.Equals("Replaces", StringComparison.OrdinalIgnoreCase);
}
