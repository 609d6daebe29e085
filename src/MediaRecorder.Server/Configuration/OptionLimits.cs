using MediaRecorder.Recording.Layouts;
using MediaRecorder.Sip.SessionTimers;

namespace MediaRecorder.Server.Configuration;

/// <summary>What is accepted for each number and list. The schema says the same; a test compares them.</summary>
internal static class OptionLimits
{
    /// <summary>Bytes of a configuration file; the largest real one would hold some thousand trunks.</summary>
    public const int FileBytes = 4 << 20;

    /// <summary>Keys in one keypad code.</summary>
    public const int CodeKeys = 16;

    /// <summary>Letters in a trunk's name; it becomes part of logs and file tags.</summary>
    public const int TrunkNameLetters = 64;

    /// <summary>Next hops of one trunk; each that is tried in vain costs the caller its timeout.</summary>
    public const int NextHops = 16;

    /// <summary>Number rules of one list, and routes of one trunk: each call may try all of them.</summary>
    public const int NumberRules = 256;

    public static readonly NumberRange MaxCalls = new(1, 100_000);
    public static readonly NumberRange TrunkMaxCalls = new(0, 100_000);
    public static readonly NumberRange FailoverStatus = new(400, 699);

    // RFC 3261 Timer B is 32 s: beyond it the transaction itself gives up. Below 500 ms not even one copy is sent.
    public static readonly NumberRange HopTimeoutMs = new(500, 32_000);
    public static readonly NumberRange HopRank = new(0, 65_535);
    public static readonly NumberRange HealthIntervalSeconds = new(0, 3600);
    public static readonly NumberRange HealthTimeoutMs = new(500, 32_000);
    public static readonly NumberRange HealthCount = new(1, 100);
    public static readonly NumberRange RestSeconds = new(1, 3600);
    public static readonly NumberRange NoAnswerTimeoutSeconds = new(1, 3600);
    public static readonly NumberRange CallsPerSecond = new(0, 10_000);
    public static readonly NumberRange PingSeconds = new(0, 3600);
    public static readonly NumberRange MaxRegistrations = new(0, 1_000_000);
    public static readonly NumberRange SessionSeconds = new(0, SessionExpires.MostSeconds);
    public static readonly NumberRange MinSessionSeconds = new(SessionExpires.LeastSeconds, SessionExpires.MostSeconds);
    public static readonly NumberRange DrainSeconds = new(0, 86_400);

    // Below 5 s a pause of speech without comfort noise is mistaken for a dead call.
    public static readonly NumberRange MediaTimeoutSeconds = new(0, 86_400);
    public const int ShortestMediaTimeoutSeconds = 5;
    public static readonly NumberRange Workers = new(0, 256);

    // Below 64 KiB a single burst of one worker's ports overruns the ring between two polls.
    public const int ShortestRingBytes = 65_536;
    public static readonly NumberRange RingBytes = new(0, 1 << 30);
    public static readonly NumberRange MaxBufferBytes = new(1 << 20, 1L << 40);
    public static readonly NumberRange MaxSampleRate = new(8000, 48_000);
    public static readonly NumberRange MaxChannels = new(LayoutRules.LeastChannels, LayoutRules.MostChannels);

    // Beyond it a voice is either gone or nothing but noise.
    public static readonly NumberRange GainDb = new(-40, 20);
    public static readonly NumberRange InterDigitTimeoutMs = new(200, 60_000);

    // Ports below 1024 need privileges that a recorder should not have.
    public static readonly NumberRange MediaPorts = new(1024, 65_535);
}
