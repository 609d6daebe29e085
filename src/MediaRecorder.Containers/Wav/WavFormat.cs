namespace MediaRecorder.Containers.Wav;

/// <param name="ChannelCount">1..65535 by the format; interleaved.</param>
/// <param name="SampleRate">Frames per second.</param>
public readonly record struct WavFormat(WavEncoding Encoding, int ChannelCount, int SampleRate)
{
    public int BytesPerSample => Encoding == WavEncoding.Pcm16 ? 2 : 1;

    /// <summary>One sample of every channel.</summary>
    public int BytesPerFrame => BytesPerSample * ChannelCount;

    /// <summary>What a file is filled with where nothing is heard.</summary>
    public byte SilenceByte => Encoding switch
    {
        WavEncoding.Mulaw => 0xFF,
        WavEncoding.Alaw => 0xD5,
        _ => 0x00,
    };

    /// <summary>The part of <paramref name="bytes"/> that is whole frames.</summary>
    public long WholeFrameBytes(long bytes) => bytes - (bytes % BytesPerFrame);

    /// <summary>The part of <paramref name="bytes"/> that the header of a growing file may claim: whole frames, and an
    /// even number of bytes. RIFF wants a pad byte after a chunk of odd size, which a growing file cannot have because
    /// audio is appended there. Withholds one sample, of an odd number of channels in G.711 only.</summary>
    public long ClaimableBytes(long bytes)
    {
        var unit = BytesPerFrame % 2 == 0 ? BytesPerFrame : 2 * BytesPerFrame;
        return bytes - (bytes % unit);
    }

    /// <summary>Bytes that must follow the audio of a complete file: RIFF chunks end at even offsets.</summary>
    public static int PadBytes(long audioBytes) => (int)(audioBytes & 1);
}
