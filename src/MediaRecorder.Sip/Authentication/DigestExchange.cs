namespace MediaRecorder.Sip.Authentication;

/// <summary>
/// What one request has answered so far, over its repeats; so that the same challenge is not answered for ever.
/// </summary>
public sealed class DigestExchange
{
    private readonly HashSet<(bool IsProxy, string Realm)> _answered = [];
    private readonly HashSet<(bool IsProxy, string Realm)> _refreshed = [];

    /// <summary>Repeats so far.</summary>
    internal int Rounds { get; set; }

    // RFC 7616 §3.3: after stale=true the same user and password may be tried with the new nonce. Once.
    internal bool MayAnswer(DigestChallenge challenge)
    {
        var key = (challenge.IsProxy, challenge.Realm);
        return !_answered.Contains(key) || (challenge.IsStale && !_refreshed.Contains(key));
    }

    internal void Answered(DigestChallenge challenge)
    {
        var key = (challenge.IsProxy, challenge.Realm);
        if (!_answered.Add(key))
        {
            _refreshed.Add(key);
        }
    }
}
