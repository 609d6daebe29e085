using System.Runtime.InteropServices;
using MediaRecorder.Audio.Codecs;
using MediaRecorder.Audio.Tones;
using MediaRecorder.Containers.Wav;

namespace MediaRecorder.Recording.Tests.Fakes;

/// <summary>A WAV file read back, a channel at a time.</summary>
internal sealed class PublishedAudio
{
    // What G.711 leaves of other tones at one frequency.
    private const double NoiseAmplitude = 20;

    private readonly short[][] _channels;

    public PublishedAudio(ReadOnlySpan<byte> file)
    {
        Assert.True(WavReader.TryParse(file, file.Length, out WavFile wav, out WavParseError error), error.ToString());
        Assert.Equal(file.Length, wav.AudioOffset + wav.AudioBytes + WavFormat.PadBytes(wav.AudioBytes));
        Format = wav.Format;
        Samples = (int)wav.Frames;
        Frames = file.Slice(wav.AudioOffset, (int)wav.AudioBytes).ToArray();
        short[] pcm = Decode();
        int count = wav.Format.ChannelCount;
        _channels = [.. Enumerable.Range(0, count).Select(_ => new short[Samples])];
        for (int i = 0; i < count * Samples; i++)
            _channels[i % count][i / count] = pcm[i];
    }

    public WavFormat Format { get; }

    public int Samples { get; }

    private int SamplesPerMs => Format.SampleRate / 1000;

    /// <summary>The audio as it stands in the file.</summary>
    public byte[] Frames { get; }

    public ReadOnlySpan<short> Channel(int index) => _channels[index];

    public ReadOnlySpan<short> Span(int channel, int fromMs, int toMs) =>
        _channels[channel].AsSpan(fromMs * SamplesPerMs, (toMs - fromMs) * SamplesPerMs);

    /// <summary>The bytes of one channel of G.711.</summary>
    public byte[] Codes(int channel) =>
        [.. Enumerable.Range(0, Samples).Select(i => Frames[i * Format.ChannelCount + channel])];

    /// <summary>Everything in the span is this tone: at least 99 % of its power, and it is loud.</summary>
    public void AssertTone(int channel, double hz, int fromMs, int toMs)
    {
        ReadOnlySpan<short> pcm = Span(channel, fromMs, toMs);
        double total = Goertzel.TotalPower(pcm);
        Assert.InRange(total, 8000.0 * 8000 / 2 * 0.9, 8000.0 * 8000 / 2 * 1.1);
        Assert.True(new Goertzel(hz, Format.SampleRate).Power(pcm) > 0.99 * total, $"not {hz} Hz in {fromMs}–{toMs} ms");
    }

    /// <summary>The tone is there at this amplitude, whatever else is.</summary>
    public void AssertHears(int channel, double hz, int fromMs, int toMs, double amplitude = 8000)
    {
        double power = new Goertzel(hz, Format.SampleRate).Power(Span(channel, fromMs, toMs));
        Assert.InRange(Math.Sqrt(2 * power), amplitude * 0.97 - NoiseAmplitude, amplitude * 1.03 + NoiseAmplitude);
    }

    /// <summary>Not one sample differs from silence: zero, or its code.</summary>
    public void AssertSilent(int channel, int fromMs, int toMs)
    {
        short silence = Format.Encoding == WavEncoding.Alaw ? (short)8 : (short)0;
        int at = Span(channel, fromMs, toMs).IndexOfAnyExcept(silence);
        Assert.True(at < 0, $"sound on channel {channel} at {fromMs + (double)at / SamplesPerMs} ms");
    }

    private short[] Decode()
    {
        if (Format.Encoding == WavEncoding.Pcm16)
            return MemoryMarshal.Cast<byte, short>(Frames).ToArray();
        short[] pcm = new short[Frames.Length];
        if (Format.Encoding == WavEncoding.Alaw)
            ALaw.Decode(Frames, pcm);
        else
            MuLaw.Decode(Frames, pcm);
        return pcm;
    }
}
