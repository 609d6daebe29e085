namespace MediaRecorder.Sip.Transactions;

/// <summary>The base timers of RFC 3261 §17 and what is derived from them, all in nanoseconds.</summary>
/// <param name="T1Ns">Estimate of the round trip; the first retransmission interval.</param>
/// <param name="T2Ns">Ceiling of the interval for non-INVITE requests and INVITE responses.</param>
/// <param name="T4Ns">How long a message may stay in the network.</param>
public sealed record SipTimers(long T1Ns, long T2Ns, long T4Ns)
{
    private const long NsPerMs = 1_000_000;

    // RFC 3261 §17.1.1.2: Timer D is at least 32 s on an unreliable transport, whatever T1 is.
    private const long LeastTimerDNs = 32_000 * NsPerMs;

    /// <summary>RFC 3261 table 4: T1 500 ms, T2 4 s, T4 5 s.</summary>
    public static SipTimers Default { get; } = new(500 * NsPerMs, 4_000 * NsPerMs, 5_000 * NsPerMs);

    /// <summary>RFC 3261 §17.2.1: 100 Trying is sent unless the user answers an INVITE within 200 ms.</summary>
    public static long TryingNs => 200 * NsPerMs;

    /// <summary>64*T1: Timers B, F, H, J, L and M, and the wait for an ACK to a 2xx.</summary>
    public long GiveUpNs => 64 * T1Ns;

    public long TimerDNs => Math.Max(LeastTimerDNs, GiveUpNs);
}
