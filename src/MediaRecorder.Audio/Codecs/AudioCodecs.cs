using MediaRecorder.Audio.Codecs.Native;

namespace MediaRecorder.Audio.Codecs;

/// <summary>The table of encoding names, clock rates and channels.</summary>
internal static class AudioCodecs
{
    public static AudioCodec Find(AudioFormat format) => (format.EncodingName.ToUpperInvariant(), format.ClockRate) switch
    {
        ("PCMU", 8000) when format.Channels == 1 => AudioCodec.Pcmu,
        ("PCMA", 8000) when format.Channels == 1 => AudioCodec.Pcma,
        ("G722", 8000) when format.Channels == 1 => AudioCodec.G722,
        // RFC 3551 §4.1: the sampling frequencies to be used.
        ("L16", 8000 or 11025 or 16000 or 22050 or 24000 or 32000 or 44100 or 48000) when format.Channels is 1 or 2 =>
            AudioCodec.L16,
        // RFC 7587 §7 has two channels whatever is sent; phones that write one mean the same.
        ("OPUS", 48000) when format.Channels is 1 or 2 && CodecLibrary.Opus.IsAvailable => AudioCodec.Opus,
        ("G729", 8000) when format.Channels == 1 && CodecLibrary.G729.IsAvailable => AudioCodec.G729,
        _ => AudioCodec.None,
    };
}
