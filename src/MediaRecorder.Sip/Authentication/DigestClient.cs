using System.Globalization;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Authentication;

/// <summary>
/// Answers the challenges of the servers behind one trunk and keeps their nonces, so that later requests carry
/// credentials at once (RFC 3261 §22.3, RFC 7616 §3.4). Sans-IO; owner: SipWorker.
/// </summary>
/// <param name="newToken">Makes client nonces: unguessable, at least 64 bits.</param>
public sealed class DigestClient(DigestAccount account, DigestHashes hashes, Func<string> newToken)
{
    // Proxies on one path, each with its realm. More than that nobody has, and each costs a header in every request.
    private const int MaxRealms = 4;

    // Each realm once, and once more for a stale nonce: a request is sent nine times at most.
    private const int MaxRounds = 2 * MaxRealms;

    private readonly List<KeptChallenge> _kept = [];

    /// <summary>
    /// Takes the challenges of a 401 or 407. True when the request is to be repeated, with a new CSeq, a new branch and
    /// the headers of <see cref="Authorize"/>; false when the failure stands.
    /// </summary>
    public bool TryAnswer(SipMessage response, DigestExchange exchange)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(exchange);
        if (response.StatusCode is not (401 or 407) || exchange.Rounds == MaxRounds)
        {
            return false;
        }

        var isAnswered = false;
        foreach (var challenge in BestByRealm(response))
        {
            Forget(challenge);
            if (exchange.MayAnswer(challenge))
            {
                exchange.Answered(challenge);
                if (_kept.Count == MaxRealms)
                {
                    _kept.RemoveAt(0);
                }

                _kept.Add(new KeptChallenge(challenge, newToken()));
                isAnswered = true;
            }
        }

        exchange.Rounds += isAnswered ? 1 : 0;
        return isAnswered;
    }

    /// <summary>The headers that this request is to carry: one for each realm that has challenged us.</summary>
    public IReadOnlyList<(SipHeaderName Name, string Value)> Authorize(
        string methodToken, string requestUri, ReadOnlySpan<byte> body)
    {
        var headers = new List<(SipHeaderName, string)>(_kept.Count);
        foreach (var kept in _kept)
        {
            var name = kept.Challenge.IsProxy ? SipHeaderName.ProxyAuthorization : SipHeaderName.Authorization;
            headers.Add((name, Credentials(kept, methodToken, requestUri, body).ToHeaderValue()));
        }

        return headers;
    }

    private DigestCredentials Credentials(
        KeptChallenge kept, string methodToken, string requestUri, ReadOnlySpan<byte> body)
    {
        var challenge = kept.Challenge;
        var qop = challenge.Qop.HasFlag(DigestQop.Auth) ? DigestQop.Auth : challenge.Qop;
        var needsClientNonce = qop != DigestQop.None || DigestAlgorithms.IsSession(challenge.Algorithm);
        var blank = new DigestCredentials(
            challenge.TakesUserHash
                ? DigestResponse.HashedUser(hashes, challenge.Algorithm, account.User, challenge.Realm)
                : account.User,
            challenge.Realm,
            challenge.Nonce,
            requestUri,
            "",
            challenge.Algorithm,
            qop,
            qop == DigestQop.None ? "" : (++kept.Uses).ToString("x8", CultureInfo.InvariantCulture),
            needsClientNonce ? kept.ClientNonce : "")
        {
            Opaque = challenge.Opaque,
            IsUserHashed = challenge.TakesUserHash,
        };
        return blank with
        {
            Response = DigestResponse.Compute(hashes, account.Secret, account.User, blank, methodToken, body)!,
        };
    }

    // RFC 8760 §2.4: the topmost that we support, unless our policy says otherwise. It does: the strongest, because
    // servers put MD5 on top for clients that read one header only. Of equals the topmost.
    private Dictionary<(bool IsProxy, string Realm), DigestChallenge>.ValueCollection BestByRealm(SipMessage response)
    {
        var best = new Dictionary<(bool IsProxy, string Realm), DigestChallenge>();
        foreach (var challenge in DigestChallenge.Read(response))
        {
            var key = (challenge.IsProxy, challenge.Realm);
            if (hashes.Supports(challenge.Algorithm)
                && account.Secret.Serves(challenge.Algorithm)
                && (account.Realm is null || account.Realm == challenge.Realm)
                && (!best.TryGetValue(key, out var other) || challenge.Algorithm > other.Algorithm))
            {
                best[key] = challenge;
            }
        }

        return best.Values;
    }

    private void Forget(DigestChallenge challenge) =>
        _kept.RemoveAll(
            kept => kept.Challenge.Realm == challenge.Realm && kept.Challenge.IsProxy == challenge.IsProxy);

    /// <param name="clientNonce">
    /// One for the life of the nonce: RFC 7616 §3.4.2 lets a session hash the first one or that of each request, and
    /// so both are the same.
    /// </param>
    private sealed class KeptChallenge(DigestChallenge challenge, string clientNonce)
    {
        internal DigestChallenge Challenge { get; } = challenge;

        internal string ClientNonce { get; } = clientNonce;

        internal uint Uses { get; set; }
    }
}
