using System.Text;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Authentication;

/// <summary>One Digest challenge (RFC 7616 §3.3). The values are the meanings, without quotes.</summary>
/// <param name="Qop">What the server offers; None when it says nothing.</param>
public sealed record DigestChallenge(string Realm, string Nonce, DigestAlgorithm Algorithm, DigestQop Qop)
{
    /// <summary>Challenges read of one response; further ones are ignored.</summary>
    public const int MaxChallenges = 16;

    public string? Opaque { get; init; }

    /// <summary>The credentials were right but for their nonce: the same ones may be used again.</summary>
    public bool IsStale { get; init; }

    /// <summary>The server understands a hashed user name (RFC 7616 §3.4.4).</summary>
    public bool TakesUserHash { get; init; }

    /// <summary>Of a Proxy-Authenticate header: the answer goes into Proxy-Authorization.</summary>
    public bool IsProxy { get; init; }

    /// <summary>
    /// The Digest challenges of a response in their order, from both header fields. Other schemes, algorithms or qualities
    /// that we do not know (RFC 7616 §3.3: ignored), and malformed ones are left out.
    /// </summary>
    public static IReadOnlyList<DigestChallenge> Read(SipMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        var challenges = new List<DigestChallenge>();
        var left = MaxChallenges;
        foreach (var header in (ReadOnlySpan<SipHeaderName>)
            [SipHeaderName.WwwAuthenticate, SipHeaderName.ProxyAuthenticate])
        {
            foreach (var text in response.Values(header))
            {
                foreach (var value in AuthenticationValue.Read(text, left))
                {
                    left--;
                    if (TryRead(value, header == SipHeaderName.ProxyAuthenticate) is { } challenge)
                    {
                        challenges.Add(challenge);
                    }
                }
            }
        }

        return challenges;
    }

    /// <summary>The value of a WWW-Authenticate or Proxy-Authenticate header.</summary>
    public string ToHeaderValue()
    {
        var text = new StringBuilder("Digest realm=").Append(AuthenticationValue.Quote(Realm));
        if (Qop != DigestQop.None)
        {
            text.Append(", qop=\"").Append(DigestQops.Text(Qop)).Append('"');
        }

        text.Append(", algorithm=").Append(DigestAlgorithms.Token(Algorithm))
            .Append(", nonce=").Append(AuthenticationValue.Quote(Nonce));
        if (Opaque is not null)
        {
            text.Append(", opaque=").Append(AuthenticationValue.Quote(Opaque));
        }

        return text.Append(IsStale ? ", stale=true" : "").Append(TakesUserHash ? ", userhash=true" : "").ToString();
    }

    private static DigestChallenge? TryRead(AuthenticationValue value, bool isProxy)
    {
        // RFC 7616 §3.3: without algorithm it is MD5.
        var qop = DigestQop.None;
        return !value.IsDigest
            || value.IsMalformed
            || value["realm"] is not { } realm
            || value["nonce"] is not { } nonce
            || !DigestAlgorithms.TryParse(value["algorithm"] ?? "MD5", out var algorithm)
            || (value["qop"] is { } offered && !DigestQops.TryParse(offered, out qop))
            ? null
            : new DigestChallenge(realm, nonce, algorithm, qop)
            {
                Opaque = value["opaque"],
                IsStale = IsTrue(value["stale"]),
                TakesUserHash = IsTrue(value["userhash"]),
                IsProxy = isProxy,
            };
    }

    private static bool IsTrue(string? flag) => "true".Equals(flag, StringComparison.OrdinalIgnoreCase);
}
