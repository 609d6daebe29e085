using System.Buffers.Binary;
using MediaRecorder.Audio.Tones;
using MediaRecorder.Containers.Wav;

namespace MediaRecorder.Recording.Tests.Fakes;

/// <summary>A WAV file read back, a channel at a time.</summary>
internal sealed class PublishedAudio
{
    private readonly short[][] _channels;

    public PublishedAudio(ReadOnlySpan<byte> file)
    {
        Assert.True(WavReader.TryParse(file, file.Length, out WavFile wav, out WavParseError error), error.ToString());
        Assert.Equal(file.Length, wav.AudioOffset + wav.AudioBytes);
        Assert.Equal(new WavFormat(WavEncoding.Pcm16, 2, 8000), wav.Format);
        Samples = (int)wav.Frames;
        _channels = [new short[Samples], new short[Samples]];
        for (int i = 0; i < 2 * Samples; i++)
            _channels[i % 2][i / 2] = BinaryPrimitives.ReadInt16LittleEndian(file[(wav.AudioOffset + 2 * i)..]);
    }

    public int Samples { get; }

    public ReadOnlySpan<short> Channel(int index) => _channels[index];

    public ReadOnlySpan<short> Span(int channel, int fromMs, int toMs) =>
        _channels[channel].AsSpan(fromMs * 8, (toMs - fromMs) * 8);

    /// <summary>Everything in the span is this tone: at least 99 % of its power, and it is loud.</summary>
    public void AssertTone(int channel, double hz, int fromMs, int toMs)
    {
        ReadOnlySpan<short> pcm = Span(channel, fromMs, toMs);
        double total = Goertzel.TotalPower(pcm);
        Assert.InRange(total, 8000.0 * 8000 / 2 * 0.9, 8000.0 * 8000 / 2 * 1.1);
        Assert.True(new Goertzel(hz, 8000).Power(pcm) > 0.99 * total, $"not {hz} Hz in {fromMs}–{toMs} ms");
    }

    /// <summary>Not one sample differs from zero.</summary>
    public void AssertSilent(int channel, int fromMs, int toMs)
    {
        int at = Span(channel, fromMs, toMs).IndexOfAnyExcept((short)0);
        Assert.True(at < 0, $"sound on channel {channel} at {fromMs + at / 8.0} ms");
    }
}
