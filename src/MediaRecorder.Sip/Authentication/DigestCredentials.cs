using System.Globalization;
using System.Text;

namespace MediaRecorder.Sip.Authentication;

/// <summary>
/// Digest credentials (RFC 7616 §3.4), of an Authorization or Proxy-Authorization header. The values are the meanings,
/// without quotes.
/// </summary>
/// <param name="Qop">None or one of the others.</param>
/// <param name="NonceCountText">As the peer wrote it, because it is hashed so; empty without qop.</param>
public sealed record DigestCredentials(
    string UserName,
    string Realm,
    string Nonce,
    string Uri,
    string Response,
    DigestAlgorithm Algorithm,
    DigestQop Qop,
    string NonceCountText,
    string ClientNonce)
{
    private const string ExtendedPrefix = "UTF-8''";

    // RFC 3261 §7.3.1 allows one; the rest is read to find what is not to pass on.
    private const int MaxValuesInHeader = 16;

    public string? Opaque { get; init; }

    /// <summary><see cref="UserName"/> is the hash of user and realm (RFC 7616 §3.4.4).</summary>
    public bool IsUserHashed { get; init; }

    /// <summary>How often the nonce has been used, this time included; 0 without qop.</summary>
    public uint NonceCount => NonceCountText.Length == 0
        ? 0
        : uint.Parse(NonceCountText, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>Whether a header value, malformed or not, names that realm anywhere.</summary>
    public static bool NamesRealm(string header, string realm)
    {
        ArgumentNullException.ThrowIfNull(header);
        return AuthenticationValue.Read(header, MaxValuesInHeader).Exists(value => value["realm"] == realm);
    }

    /// <summary>Reads one header value; never throws.</summary>
    public static bool TryParse(string header, out DigestCredentials? credentials, out DigestParseError error)
    {
        ArgumentNullException.ThrowIfNull(header);
        credentials = null;
        error = AuthenticationValue.Read(header, 2) is [{ IsDigest: true } value]
            ? Read(value, out credentials)
            : DigestParseError.NotDigest;
        return error == DigestParseError.None;
    }

    /// <summary>The header's value, with the quotes where RFC 7616 §3.4 wants them and nowhere else.</summary>
    public string ToHeaderValue()
    {
        // RFC 7616 §3.4: username* for what is not ASCII, and never with userhash.
        var user = Ascii.IsValid(UserName)
            ? $"username={AuthenticationValue.Quote(UserName)}"
            : $"username*={ExtendedPrefix}{System.Uri.EscapeDataString(UserName)}";
        var text = new StringBuilder("Digest ").Append(user)
            .Append(", realm=").Append(AuthenticationValue.Quote(Realm))
            .Append(", nonce=").Append(AuthenticationValue.Quote(Nonce))
            .Append(", uri=").Append(AuthenticationValue.Quote(Uri))
            .Append(", response=").Append(AuthenticationValue.Quote(Response))
            .Append(", algorithm=").Append(DigestAlgorithms.Token(Algorithm));
        if (Qop != DigestQop.None || ClientNonce.Length > 0)
        {
            text.Append(", cnonce=").Append(AuthenticationValue.Quote(ClientNonce));
        }

        if (Qop != DigestQop.None)
        {
            text.Append(", qop=").Append(DigestQops.Text(Qop)).Append(", nc=").Append(NonceCountText);
        }

        if (Opaque is not null)
        {
            text.Append(", opaque=").Append(AuthenticationValue.Quote(Opaque));
        }

        return text.Append(IsUserHashed ? ", userhash=true" : "").ToString();
    }

    private static DigestParseError Read(AuthenticationValue value, out DigestCredentials? credentials)
    {
        credentials = null;
        if (value.IsMalformed || (value["username"] is not null && value["username*"] is not null))
        {
            return DigestParseError.Malformed;
        }

        if (UserOf(value) is not { } user
            || value["realm"] is not { } realm
            || value["nonce"] is not { } nonce
            || value["uri"] is not { } uri
            || value["response"] is not { } response)
        {
            return DigestParseError.MissingParameter;
        }

        if (!DigestAlgorithms.TryParse(value["algorithm"] ?? "MD5", out var algorithm))
        {
            return DigestParseError.UnknownAlgorithm;
        }

        var qop = DigestQop.None;
        if (value["qop"] is { } text
            && (!DigestQops.TryParse(text, out qop) || qop is not (DigestQop.Auth or DigestQop.AuthInt)))
        {
            return DigestParseError.UnknownQop;
        }

        var clientNonce = value["cnonce"];
        var count = qop == DigestQop.None ? "" : value["nc"];
        if (count is null || (clientNonce is null && (qop != DigestQop.None || DigestAlgorithms.IsSession(algorithm))))
        {
            return DigestParseError.MissingParameter;
        }

        if (qop != DigestQop.None && !IsNonceCount(count))
        {
            return DigestParseError.BadNonceCount;
        }

        credentials = new DigestCredentials(
            user, realm, nonce, uri, response, algorithm, qop, count, clientNonce ?? "")
        {
            Opaque = value["opaque"],
            IsUserHashed = "true".Equals(value["userhash"], StringComparison.OrdinalIgnoreCase),
        };
        return DigestParseError.None;
    }

    // RFC 5987 §3.2: charset'language'percent-encoded; UTF-8 is the only charset RFC 7616 knows.
    private static string? UserOf(AuthenticationValue value)
    {
        if (value["username*"] is not { } extended)
        {
            return value["username"];
        }

        var parts = extended.Split('\'');
        return parts.Length == 3 && parts[0].Equals("UTF-8", StringComparison.OrdinalIgnoreCase)
            ? System.Uri.UnescapeDataString(parts[2])
            : null;
    }

    private static bool IsNonceCount(string text) =>
        text.Length is >= 1 and <= 8
        && uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var count)
        && count > 0;
}
