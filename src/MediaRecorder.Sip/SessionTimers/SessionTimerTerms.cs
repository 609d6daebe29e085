namespace MediaRecorder.Sip.SessionTimers;

/// <summary>What we ask for and accept (RFC 4028 §7.1, §9).</summary>
/// <param name="IntervalSeconds">The interval we propose; 0 = we propose none.</param>
/// <param name="MinimumSeconds">The shortest interval we accept; at least <see cref="SessionExpires.LeastSeconds"/>.</param>
public sealed record SessionTimerTerms(int IntervalSeconds, int MinimumSeconds)
{
    /// <summary>RFC 4028 §4 recommends 1800 s; its least is 90 s.</summary>
    public static SessionTimerTerms Default { get; } = new(1800, SessionExpires.LeastSeconds);
}
