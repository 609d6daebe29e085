using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;
using System.Text.Unicode;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Messages;

/// <summary>
/// A URI as it stands in SIP (RFC 3261 §19.1). SIP and SIPS URIs are taken apart; of every other scheme only
/// <see cref="Scheme"/>, and for tel also <see cref="User"/> and the parameters, are known. Equality is that of the
/// text.
/// </summary>
public readonly record struct SipUri
{
    private const int DefaultPort = 5060;
    private const int DefaultSecurePort = 5061;

    private readonly string? _text;
    private readonly string? _scheme;
    private readonly Range _host;
    private readonly Range _parameters;
    private readonly int _userStart;
    private readonly int _userLength;
    private readonly ushort _port;

    private SipUri(string text, string scheme, Range? user, Range host, Range parameters, int port)
    {
        _text = text;
        _scheme = scheme;
        (_userStart, _userLength) = user?.GetOffsetAndLength(text.Length) ?? (0, -1);
        _host = host;
        _parameters = parameters;
        _port = (ushort)port;
    }

    /// <summary>The whole URI as written, without angle brackets; empty for the default value.</summary>
    public string Text => _text ?? "";

    /// <summary>In lower case: sip, sips, tel, …</summary>
    public string Scheme => _scheme ?? "";

    public bool IsSip => Scheme is "sip" or "sips";

    /// <summary>
    /// User part (tel: the number) as written, escapes and all, without a password; null without one.
    /// </summary>
    public string? User => _text is null || _userLength < 0 ? null : _text.Substring(_userStart, _userLength);

    /// <summary>
    /// What <see cref="User"/> means, for comparing and matching: its escapes replaced, as UTF-8 or else ISO 8859-1. It
    /// may hold any character, also those that a URI may not; what goes out again is <see cref="User"/>.
    /// </summary>
    public string? DecodedUser
    {
        get
        {
            if (User is not { } user || !user.Contains('%', StringComparison.Ordinal))
            {
                return User;
            }

            var octets = SipGrammar.Unescape(user, keepReserved: false);
            return (Utf8.IsValid(octets) ? Encoding.UTF8 : Encoding.Latin1).GetString(octets);
        }
    }

    /// <summary>As written; IPv6 with its brackets; empty for schemes other than SIP and SIPS.</summary>
    public string Host => Text[_host];

    public int? Port => _port == 0 ? null : _port;

    /// <summary>RFC 3261 §16.12: the next hop is a loose router.</summary>
    public bool IsLooseRouter => HasParameter("lr");

    public string? Transport => Parameter("transport");

    public string? Maddr => Parameter("maddr");

    /// <summary>
    /// What follows the "?" of a SIP or SIPS URI, as written; empty without. RFC 3261 §19.1.5: a header written there
    /// by a stranger is never one of ours.
    /// </summary>
    public ReadOnlySpan<char> HeaderText =>
        IsSip && _parameters.End.Value < Text.Length ? Text.AsSpan(_parameters.End.Value + 1) : default;

    /// <summary>User and password as written; empty without a user.</summary>
    internal ReadOnlySpan<char> UserInfo =>
        _userLength < 0 || !IsSip ? default : Text.AsSpan(_userStart, _host.Start.Value - 1 - _userStart);

    /// <summary>The URI parameters as written, with their semicolons; empty without any.</summary>
    public ReadOnlySpan<char> ParameterText => Text.AsSpan()[_parameters];

    /// <summary>
    /// Whether both mean the same by RFC 3261 §19.1.4 (tel: RFC 3966 §4). Not transitive, so no equality: a parameter
    /// that only one of the two has is often ignored.
    /// </summary>
    public bool IsEquivalentTo(SipUri other) => SipUriComparison.AreEquivalent(this, other);

    /// <summary>
    /// Value of a URI parameter, names without case; empty without a value, null without the parameter.
    /// </summary>
    public string? Parameter(string name) => SipParameters.Find(ParameterText, name);

    public bool HasParameter(string name) => Parameter(name) is not null;

    /// <summary>
    /// Where a request to this URI goes when no name has to be resolved: maddr, else host (RFC 3263 §4), with the
    /// written port or the scheme's default. False for names and for other schemes.
    /// </summary>
    public bool TryGetEndpoint([NotNullWhen(true)] out IPEndPoint? endpoint)
    {
        endpoint = null;
        if (!IsSip || !HostPort.TryParseAddress(Maddr ?? Host, out var address))
        {
            return false;
        }

        var secure = Scheme == "sips" || string.Equals(Transport, "tls", StringComparison.OrdinalIgnoreCase);
        endpoint = new IPEndPoint(address!, Port ?? (secure ? DefaultSecurePort : DefaultPort));
        return true;
    }

    /// <summary>
    /// Reads a whole URI; never throws. No blanks, control characters, quotes or angle brackets anywhere.
    /// </summary>
    public static bool TryParse(string? text, out SipUri uri)
    {
        uri = default;
        var colon = text is null ? -1 : text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || colon == text!.Length - 1 || !HasOnlyUriChars(text) || !IsScheme(text.AsSpan(0, colon)))
        {
            return false;
        }

        var written = text.AsSpan(0, colon);
        var scheme = written.Equals("sip", StringComparison.OrdinalIgnoreCase)
            ? "sip"
            : written.ToString().ToLowerInvariant();
        return scheme is "sip" or "sips"
            ? TryParseSip(text, scheme, colon + 1, out uri)
            : TryParseOther(text, scheme, colon + 1, out uri);
    }

    public override string ToString() => Text;

    // sip:user:password@host:port;uri-parameters?headers
    // The user part may hold ";", "?" and "," (RFC 3261 §25.1 user-unreserved), so the "@" is looked for first; nothing
    // after the host may hold an unescaped "@".
    private static bool TryParseSip(string text, string scheme, int start, out SipUri uri)
    {
        uri = default;
        Range? user = null;
        var at = text.IndexOf('@', start);
        if (at >= 0)
        {
            var userinfo = text.AsSpan(start, at - start);
            var password = userinfo.IndexOf(':');
            user = start..(password < 0 ? at : start + password);
            start = at + 1;
        }

        var parametersEnd = text.IndexOf('?', start);
        parametersEnd = parametersEnd < 0 ? text.Length : parametersEnd;
        var parametersStart = text.IndexOf(';', start, parametersEnd - start);
        parametersStart = parametersStart < 0 ? parametersEnd : parametersStart;
        var hostPort = text.AsSpan(start, parametersStart - start);
        if (!HostPort.TryParse(hostPort, allowBlanks: false, out var hostLength, out var port)
            || !SipParameters.AreWellFormed(text.AsSpan(parametersStart, parametersEnd - parametersStart)))
        {
            return false;
        }

        uri = new SipUri(text, scheme, user, start..(start + hostLength), parametersStart..parametersEnd, port);
        return true;
    }

    private static bool TryParseOther(string text, string scheme, int start, out SipUri uri)
    {
        uri = default;
        if (scheme != "tel")
        {
            uri = new SipUri(text, scheme, null, 0..0, 0..0, 0);
            return true;
        }

        var semicolon = text.IndexOf(';', start);
        var end = semicolon < 0 ? text.Length : semicolon;
        if (end == start || !SipParameters.AreWellFormed(text.AsSpan(end)))
        {
            return false;
        }

        uri = new SipUri(text, scheme, start..end, 0..0, end..text.Length, 0);
        return true;
    }

    private static bool IsScheme(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.'))
            {
                return false;
            }
        }

        return char.IsAsciiLetter(text[0]);
    }

    // Wider than the RFC: "#" and UTF-8 stand unescaped in user parts sent by real carriers.
    private static bool HasOnlyUriChars(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (c <= ' ' || c is '\x7f' or '<' or '>' or '"')
            {
                return false;
            }
        }

        return true;
    }
}
