using MediaRecorder.Calls.Model;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Trunks;

/// <summary>
/// The next hops that one call may still try, in order, and what became of those it has tried. It counts the call on
/// its trunks until it is closed. Owner: the call.
/// </summary>
internal sealed class CallRoute(TrunkState ingress, List<RouteCandidate> candidates)
{
    /// <summary>No caller waits for more; each may cost a hop timeout.</summary>
    private const int MaxTries = 8;

    private readonly TrunkState _ingress = ingress;
    private readonly List<RouteCandidate> _candidates = candidates;
    private int _next;
    private int _tries;
    private RouteCandidate? _current;
    private bool _isClosed;

    /// <summary>The trunk by which the call leaves now.</summary>
    public TrunkModel Trunk => _current!.Trunk.Model;

    /// <summary>The next hop that is being tried.</summary>
    public SipHop Hop => _current!.Hop;

    /// <summary>The user part that a redirection names for this hop; null: the number that was called.</summary>
    public string? User => _current!.User;

    /// <summary>There is another to try, as far as can be told before.</summary>
    public bool HasNext => _tries < MaxTries && _next < _candidates.Count;

    /// <summary>The failure that the caller gets when no next hop takes the call.</summary>
    public SipMessage? BestFailure { get; private set; }

    /// <summary>Goes to the next hop whose trunk has room. False: there is none, all stays as it is.</summary>
    public bool TryNext()
    {
        while (HasNext)
        {
            var candidate = _candidates[_next++];
            if (candidate.Trunk != _current?.Trunk)
            {
                if (!candidate.Trunk.TryAddCall())
                {
                    // The other next hops of a full trunk are full too.
                    Skip(candidate.Trunk);
                    continue;
                }

                _current?.Trunk.RemoveCall();
            }

            if (_current is { } left)
            {
                left.Trunk.Failovers++;
            }

            _current = candidate;
            _tries++;
            return true;
        }

        return false;
    }

    private void Skip(TrunkState full)
    {
        for (var i = _candidates.Count - 1; i >= _next; i--)
        {
            if (_candidates[i].Trunk == full)
            {
                _candidates.RemoveAt(i);
            }
        }
    }

    /// <summary>The hop has answered, with whatever: it lives.</summary>
    public void NoteAnswer(SipMessage response, long nowNs)
    {
        var (trunk, _, hop, _) = _current!;
        if (hop is null)
        {
            return;
        }

        if (response.StatusCode != 503)
        {
            trunk.NoteSuccess(hop);
            return;
        }

        trunk.NoteFailure(hop, nowNs);
        if (RetryAfter(response) is { } rest)
        {
            hop.Rest(rest, nowNs);
        }
    }

    /// <summary>The hop has not answered in its time.</summary>
    public void NoteSilence(long nowNs)
    {
        var (trunk, _, hop, _) = _current!;
        if (hop is not null)
        {
            trunk.NoteFailure(hop, nowNs);
        }
    }

    /// <summary>
    /// The targets of a 3xx come next, in place of all others, and the 3xx is forgotten (RFC 3261 §16.7 step 4).
    /// </summary>
    public void Redirect(List<RouteCandidate> targets)
    {
        _candidates.RemoveRange(_next, _candidates.Count - _next);
        _candidates.AddRange(targets);
    }

    /// <summary>True when the next hop is to be tried after this final failure.</summary>
    public bool FailsOver(SipMessage failure) => Trunk.FailoverOn.Contains(failure.StatusCode);

    // RFC 3261 §16.7 step 6: of several failures one of the lowest class goes back, but any 6xx before all.
    public void Keep(SipMessage failure)
    {
        if (BestFailure is not { } best || Rank(failure) < Rank(best))
        {
            BestFailure = failure;
        }

        static int Rank(SipMessage response) => response.StatusCode >= 600 ? 0 : response.StatusCode / 100;
    }

    /// <summary>The call is over: its trunks have room for another.</summary>
    public void Close()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        _ingress.RemoveCall();
        _current?.Trunk.RemoveCall();
    }

    // RFC 3261 §20.33: seconds, perhaps with a comment and parameters.
    private static TimeSpan? RetryAfter(SipMessage response)
    {
        if (!response.TryGetHeader(SipHeaderName.RetryAfter, out var value))
        {
            return null;
        }

        var digits = value.AsSpan().TrimStart();
        var end = digits.IndexOfAnyExceptInRange('0', '9');
        digits = end < 0 ? digits : digits[..end];

        // Ten digits do not fit: longer than any rest that we grant.
        return digits.IsEmpty ? null
            : digits.Length > 9 ? NextHopHealth.LongestRest
            : TimeSpan.FromSeconds(int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture));
    }
}
