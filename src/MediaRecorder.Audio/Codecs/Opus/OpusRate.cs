namespace MediaRecorder.Audio.Codecs.Opus;

/// <summary>libopus works at several rates, whatever the other side chose (RFC 6716 §2): the recording's rates among
/// them need no resampling.</summary>
internal static class OpusRate
{
    /// <summary>RTP ticks per second at every rate, RFC 7587 §4.1.</summary>
    public const int RtpClockRate = 48000;

    /// <summary>The highest of 8000, 16000 and 48000 Hz that is not above the rate wanted; at least 8000.</summary>
    public static int UpTo(int wanted) => wanted switch
    {
        >= 48000 => 48000,
        >= 16000 => 16000,
        _ => 8000,
    };
}
