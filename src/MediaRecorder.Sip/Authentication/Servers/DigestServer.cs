using System.Net;
using System.Security.Cryptography;
using System.Text;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Authentication.Servers;

/// <summary>
/// Challenges requests and judges their credentials (RFC 3261 §22, RFC 7616, RFC 8760). Sans-IO; owner: SipWorker.
/// ACK and CANCEL must not be asked (§22.1): they cannot be repeated.
/// </summary>
public sealed class DigestServer
{
    // A nonce in use is 50 bytes; 20000 of them in five minutes are a site of phones that each register once a minute.
    private const int MaxNonces = 20_000;

    private const int MaxFailedSources = 4096;

    // More headers than proxies on any path could ask for are not read.
    private const int MaxHeaders = 16;

    private readonly DigestServerRules _rules;
    private readonly DigestHashes _hashes;
    private readonly DigestCounters _counters;
    private readonly NonceMint _mint;
    private readonly NonceCounts _nonces;
    private readonly FailedSources _failed = new(MaxFailedSources);
    private readonly DigestSecret _nobody;

    /// <param name="secret">At least 32 random bytes, new in each process.</param>
    public DigestServer(
        DigestServerRules rules, DigestHashes hashes, DigestCounters counters, ReadOnlySpan<byte> secret)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(hashes);
        if (rules.Algorithms.IsDefaultOrEmpty || !rules.Algorithms.All(hashes.Supports))
        {
            throw new ArgumentException("no algorithm, or one without a hash function", nameof(rules));
        }

        _rules = rules;
        _hashes = hashes;
        _counters = counters;
        _mint = new NonceMint(secret, rules.Realm);
        _nonces = new NonceCounts(MaxNonces, rules.NonceLifetimeNs);
        _nobody = DigestSecret.FromPassword(Convert.ToHexStringLower(secret));
    }

    private SipHeaderName ChallengeHeader =>
        _rules.IsProxy ? SipHeaderName.ProxyAuthenticate : SipHeaderName.WwwAuthenticate;

    /// <summary>Judges one request; the answer to a refused one is in the verdict.</summary>
    public DigestVerdict Check(SipMessage request, IPAddress source, long nowNs)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(source);
        var outcome = Judge(request, source, nowNs, out var user);
        _counters.Count(outcome);
        var headerName = SipHeaderNames.Text(ChallengeHeader);
        return outcome switch
        {
            DigestOutcome.Accepted => new DigestVerdict(outcome, 0, headerName, [], user),
            DigestOutcome.TooManyFailures => new DigestVerdict(outcome, 403, headerName, [], null),
            _ => new DigestVerdict(
                outcome, _rules.IsProxy ? 407 : 401, headerName, Challenges(outcome, source, nowNs), null),
        };
    }

    /// <summary>Whether the value of such a header holds credentials for us, which no other hop shall see.</summary>
    public bool IsOurs(string value) => DigestCredentials.NamesRealm(value, _rules.Realm);

    private DigestOutcome Judge(SipMessage request, IPAddress source, long nowNs, out string? user)
    {
        user = null;
        var found = Find(request, out var credentials);
        if (credentials is null)
        {
            return found;
        }

        if (_failed.IsBlocked(source, nowNs))
        {
            return DigestOutcome.TooManyFailures;
        }

        if (!_rules.Algorithms.Contains(credentials.Algorithm)
            || (credentials.Qop != DigestQop.None && !_rules.Qop.HasFlag(credentials.Qop))
            || credentials.IsUserHashed)
        {
            return DigestOutcome.NotOffered;
        }

        if (!IsRight(request, credentials))
        {
            _failed.Add(source, nowNs);
            return DigestOutcome.Wrong;
        }

        if (!_mint.TryRead(credentials.Nonce, source, out var stamp) || !_nonces.IsFresh(stamp, nowNs))
        {
            return DigestOutcome.Stale;
        }

        if (!_nonces.TryUse(stamp, credentials.NonceCount, nowNs))
        {
            return DigestOutcome.Replayed;
        }

        user = credentials.UserName;
        return DigestOutcome.Accepted;
    }

    // The first for our realm. Those for other realms are for hops behind us; other schemes are nothing to us.
    private DigestOutcome Find(SipMessage request, out DigestCredentials? credentials)
    {
        var outcome = DigestOutcome.NoCredentials;
        var header = _rules.IsProxy ? SipHeaderName.ProxyAuthorization : SipHeaderName.Authorization;
        foreach (var value in request.Values(header).Take(MaxHeaders))
        {
            var isRead = DigestCredentials.TryParse(value, out credentials, out var error);
            if (isRead && credentials!.Realm == _rules.Realm)
            {
                return outcome;
            }

            if (!isRead && (DigestCredentials.NamesRealm(value, _rules.Realm) || error == DigestParseError.Malformed))
            {
                outcome = error is DigestParseError.UnknownAlgorithm or DigestParseError.UnknownQop
                    ? DigestOutcome.NotOffered
                    : DigestOutcome.Malformed;
            }
        }

        credentials = null;
        return outcome;
    }

    // An unknown user costs the same work as a known one, and a wrong digit is found as late as the last.
    private bool IsRight(SipMessage request, DigestCredentials credentials)
    {
        var isKnown = _rules.Users.TryGetValue(credentials.UserName, out var secret)
            && secret.Serves(credentials.Algorithm);
        var expected = DigestResponse.Compute(
            _hashes,
            isKnown ? secret! : _nobody,
            credentials.UserName,
            credentials,
            request.MethodToken,
            request.Body)!;
        return CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(credentials.Response.ToLowerInvariant()))
            && isKnown;
    }

    private List<string> Challenges(DigestOutcome outcome, IPAddress source, long nowNs)
    {
        var challenges = new List<string>(_rules.Algorithms.Length);
        foreach (var algorithm in _rules.Algorithms)
        {
            challenges.Add(new DigestChallenge(_rules.Realm, _mint.Issue(source, nowNs), algorithm, _rules.Qop)
            {
                IsStale = outcome is DigestOutcome.Stale or DigestOutcome.Replayed,
            }.ToHeaderValue());
        }

        return challenges;
    }
}
