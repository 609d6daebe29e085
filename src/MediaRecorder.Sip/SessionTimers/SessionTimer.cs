using System.Globalization;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.SessionTimers;

// RFC 4028, one timer for each dialog. "Refresh" is an INVITE, re-INVITE or UPDATE of either side.
//
// state        | input                              | action                        | next
// -------------+------------------------------------+-------------------------------+--------------------
// any          | 2xx of ours to a refresh           | Session-Expires into the 2xx  | Off, Ours or Theirs
// any          | 2xx to a refresh of ours           | -                             | Off, Ours or Theirs
// any          | 422 to a refresh of ours           | interval = max(own, Min-SE)   | same; sent again
// Ours         | half of the interval over          | Refresh                       | Ours (waits)
// Ours (waits) | refresh failed, not 408 or 481     | again, half of the rest later | Ours
// Ours         | min(32 s, interval/3) before end   | Expire                        | Off
// Theirs       | min(32 s, interval/3) before end   | Expire                        | Off

/// <summary>
/// The session timer of one dialog, in both roles (RFC 4028 §7, §9, §10). Plain state, no output of its own; owner:
/// SipWorker.
/// </summary>
public sealed class SessionTimer(SessionTimerTerms terms)
{
    /// <summary>RFC 4028 §3.</summary>
    public const string OptionTag = "timer";

    private const long NsPerSecond = 1_000_000_000;

    // RFC 4028 §10: the BYE goes out this long before the interval ends.
    private const long MostLeadNs = 32 * NsPerSecond;

    private int _wantedSeconds = terms.IntervalSeconds;
    private readonly int _minimumSeconds = terms.LeastSeconds;
    private int _peerMinimumSeconds;
    private long _refreshNs = long.MaxValue;
    private long _expireNs = long.MaxValue;

    /// <summary>The agreed interval in seconds; 0 = this dialog has none.</summary>
    public int IntervalSeconds { get; private set; }

    /// <summary>True when it is for us to refresh.</summary>
    public bool WeRefresh { get; private set; }

    /// <summary>When <see cref="OnDeadline"/> is due; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDeadlineNs => Math.Min(_refreshNs, _expireNs);

    /// <summary>
    /// Writes into a refresh of ours what it must say (§7.1, §7.4), in place of what it said before. That we know the
    /// extension stands in Supported, which is for the sender to write.
    /// </summary>
    public void Offer(SipMessageBuilder request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Remove(SipHeaderName.SessionExpires).Remove(SipHeaderName.MinSessionExpires);
        if (terms.IntervalSeconds == 0 && IntervalSeconds == 0)
        {
            return;
        }

        // §7.4: a later refresh names who does it now, so that the roles stay; the first leaves it to the peer.
        SessionRefresher? refresher = IntervalSeconds == 0
            ? null
            : WeRefresh ? SessionRefresher.Uac : SessionRefresher.Uas;
        var seconds = Math.Max(IntervalSeconds == 0 ? _wantedSeconds : IntervalSeconds, Minimum);
        request.Add(SipHeaderName.SessionExpires, new SessionExpires(seconds, refresher).ToString());
        if (Minimum > SessionExpires.LeastSeconds)
        {
            request.Add(SipHeaderName.MinSessionExpires, Minimum.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>A refresh of the peer is being answered with a 2xx: adds to it what was agreed (§9, table 2).</summary>
    public void Answer(SipMessage request, SipMessageBuilder response, long nowNs)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(response);
        var peerKnows = request.HasToken(SipHeaderName.Supported, OptionTag);
        var asked = SessionExpires.Of(request);
        if (asked is null && (!peerKnows || terms.IntervalSeconds == 0))
        {
            Stop();
            return;
        }

        var least = Math.Max(_minimumSeconds, SessionExpires.MinimumOf(request));
        var seconds = Math.Max(asked?.Seconds ?? _wantedSeconds, least);
        var refresher = peerKnows ? asked?.Refresher ?? SessionRefresher.Uas : SessionRefresher.Uas;
        Start(seconds, refresher == SessionRefresher.Uas, nowNs);
        response.Add(SipHeaderName.SessionExpires, new SessionExpires(seconds, refresher).ToString());
        if (refresher == SessionRefresher.Uac)
        {
            // §9: only then may the extension be required of the peer.
            response.Add(SipHeaderName.Require, OptionTag);
        }
    }

    /// <summary>A 2xx to a refresh of ours (§7.2). Without Session-Expires the dialog has no interval any more.</summary>
    public void Accepted(SipMessage response, long nowNs)
    {
        ArgumentNullException.ThrowIfNull(response);
        if (SessionExpires.Of(response) is not { } agreed)
        {
            Stop();
            return;
        }

        // A peer that agrees to less than anyone may ask would have us refresh without end.
        var seconds = Math.Max(agreed.Seconds, SessionExpires.LeastSeconds);
        Start(seconds, agreed.Refresher != SessionRefresher.Uas, nowNs);
    }

    /// <summary>
    /// A 422 to a refresh of ours. True: send it again, <see cref="Offer"/> now says more (§7.3). False: the peer asks
    /// for no more than it was given, and would do so for ever.
    /// </summary>
    public bool Raise(SipMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        var asked = SessionExpires.MinimumOf(response);
        if (asked <= _peerMinimumSeconds || asked <= Math.Max(IntervalSeconds, _wantedSeconds))
        {
            return false;
        }

        _peerMinimumSeconds = asked;
        _wantedSeconds = asked;
        return true;
    }

    /// <summary>
    /// A refresh of ours failed otherwise than by 408 or 481 (those end the dialog): it is tried again in half of the
    /// time that is left (§10 leaves that open).
    /// </summary>
    public void Failed(long nowNs)
    {
        if (WeRefresh && _expireNs != long.MaxValue)
        {
            _refreshNs = nowNs + Math.Max(NsPerSecond, (_expireNs - nowNs) / 2);
        }
    }

    /// <summary>What is due. A refresh is asked once; its answer starts the next interval.</summary>
    public SessionTimerStep OnDeadline(long nowNs)
    {
        if (nowNs >= _expireNs)
        {
            Stop();
            return SessionTimerStep.Expire;
        }

        if (nowNs < _refreshNs)
        {
            return SessionTimerStep.Wait;
        }

        _refreshNs = long.MaxValue;
        return SessionTimerStep.Refresh;
    }

    /// <summary>The dialog is over, or has no interval any more.</summary>
    public void Stop()
    {
        IntervalSeconds = 0;
        WeRefresh = false;
        _refreshNs = long.MaxValue;
        _expireNs = long.MaxValue;
    }

    private int Minimum => Math.Max(_minimumSeconds, _peerMinimumSeconds);

    private void Start(int seconds, bool weRefresh, long nowNs)
    {
        IntervalSeconds = seconds;
        WeRefresh = weRefresh;
        var intervalNs = seconds * NsPerSecond;
        _refreshNs = weRefresh ? nowNs + (intervalNs / 2) : long.MaxValue;
        _expireNs = nowNs + intervalNs - Math.Min(MostLeadNs, intervalNs / 3);
    }
}
