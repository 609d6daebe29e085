using System.Globalization;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.SessionTimers;

/// <summary>What we ask for and accept (RFC 4028 §7.1, §9).</summary>
/// <param name="IntervalSeconds">The interval we propose; 0 = we propose none.</param>
/// <param name="MinimumSeconds">The shortest interval we accept.</param>
public sealed record SessionTimerTerms(int IntervalSeconds, int MinimumSeconds)
{
    /// <summary>RFC 4028 §4 recommends 1800 s; its least is 90 s.</summary>
    public static SessionTimerTerms Default { get; } = new(1800, SessionExpires.LeastSeconds);

    /// <summary>Our minimum, never below that of the RFC.</summary>
    public int LeastSeconds => Math.Max(MinimumSeconds, SessionExpires.LeastSeconds);

    /// <summary>
    /// Null when an INVITE or UPDATE of a peer can be accepted; else the Min-SE of the 422 that it gets (§9: only who
    /// knows the extension may be told so).
    /// </summary>
    public string? MinimumFor(SipMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return SessionExpires.Of(request) is { } asked
            && asked.Seconds < LeastSeconds
            && request.HasToken(SipHeaderName.Supported, SessionTimer.OptionTag)
                ? LeastSeconds.ToString(CultureInfo.InvariantCulture)
                : null;
    }
}
