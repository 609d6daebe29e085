using MediaRecorder.Audio.Tones;
using MediaRecorder.TestKit.Measurements;

namespace MediaRecorder.Audio.Tests.Tones;

public sealed class ToneTests
{
    private const int SampleRate = 8000;

    [Fact]
    public void Sine_has_the_frequency_and_amplitude_asked_for()
    {
        var pcm = new short[SampleRate];
        new ToneGenerator(1000, 10_000, SampleRate).Fill(pcm);

        // 1000 Hz at 8000 Hz: the same eight samples over and over.
        short[] period = [0, 7071, 10_000, 7071, 0, -7071, -10_000, -7071];
        for (var i = 0; i < pcm.Length; i++)
            Assert.Equal(period[i % 8], pcm[i]);
    }

    [Fact]
    public void Phase_goes_on_from_one_fill_to_the_next()
    {
        var whole = new short[1000];
        var parts = new short[1000];
        new ToneGenerator(697, 12_345, SampleRate).Fill(whole);
        var generator = new ToneGenerator(697, 12_345, SampleRate);
        for (var at = 0; at < parts.Length; at += 8 * 5)
            generator.Fill(parts.AsSpan(at, 8 * 5));

        Assert.Equal(whole, parts);
    }

    [Fact]
    public void Added_tones_clip_instead_of_wrapping()
    {
        var pcm = new short[8];
        Array.Fill(pcm, short.MaxValue);
        new ToneGenerator(1000, short.MaxValue, SampleRate).AddTo(pcm);

        Assert.Equal(short.MaxValue, pcm[2]);
        Assert.Equal(0, pcm[6]);
    }

    [Fact]
    public void Frequencies_that_cannot_be_represented_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ToneGenerator(4001, 1, SampleRate));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ToneGenerator(100, -1, SampleRate));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ToneGenerator(100, 1, 0));
    }

    [Theory]
    [InlineData('1', 697, 1209)]
    [InlineData('5', 770, 1336)]
    [InlineData('9', 852, 1477)]
    [InlineData('*', 941, 1209)]
    [InlineData('0', 941, 1336)]
    [InlineData('#', 941, 1477)]
    [InlineData('A', 697, 1633)]
    [InlineData('d', 941, 1633)]
    public void Keys_have_the_frequencies_of_Q23(char key, int lowHz, int highHz)
    {
        Assert.True(DtmfTones.TryGetFrequencies(key, out var low, out var high));
        Assert.Equal((lowHz, highHz), (low, high));
    }

    [Fact]
    public void What_is_no_key_has_no_frequencies()
    {
        Assert.False(DtmfTones.TryGetFrequencies('E', out var low, out var high));
        Assert.Equal((0, 0), (low, high));
        Assert.Throws<ArgumentOutOfRangeException>(() => DtmfTones.KeyAt(4, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => DtmfTones.KeyAt(0, -1));
    }

    [Theory]
    [InlineData(1000, 8000)]
    [InlineData(250, 8)]
    public void Power_of_a_whole_number_of_periods_is_half_the_square_of_the_amplitude(int hz, short amplitude)
    {
        var pcm = new short[800];
        new ToneGenerator(hz, amplitude, SampleRate).Fill(pcm);

        // Rounding to whole samples moves each by at most half a unit.
        var half = amplitude * amplitude / 2.0;
        Assert.InRange(new Goertzel(hz, SampleRate).Power(pcm), half - amplitude, half + amplitude);
        Assert.InRange(Goertzel.TotalPower(pcm), half - amplitude, half + amplitude);
        Assert.InRange(new Goertzel(hz + 500, SampleRate).Power(pcm), 0, 1);
    }

    [Fact]
    public void Nothing_has_no_power()
    {
        Assert.Equal(0, new Goertzel(1000, SampleRate).Power([]));
        Assert.Equal(0, Goertzel.TotalPower([]));
    }

    [Fact]
    public void All_16_keys_are_found_again_by_their_strongest_row_and_column()
    {
        var pcm = new short[205];
        for (var row = 0; row < 4; row++)
        {
            for (var column = 0; column < 4; column++)
            {
                var key = DtmfTones.KeyAt(row, column);
                Assert.True(DtmfTones.TryGetFrequencies(key, out var lowHz, out var highHz));
                new ToneGenerator(lowHz, 8000, SampleRate).Fill(pcm);
                new ToneGenerator(highHz, 8000, SampleRate).AddTo(pcm);

                Assert.Equal(row, Strongest(DtmfTones.LowGroupHz, pcm));
                Assert.Equal(column, Strongest(DtmfTones.HighGroupHz, pcm));
            }
        }
    }

    [Fact]
    public void Tones_and_detection_allocate_nothing()
    {
        var pcm = new short[205];
        var generator = new ToneGenerator(697, 8000, SampleRate);

        Assert.Equal(0, Allocations.Of(() =>
        {
            generator.Fill(pcm);
            generator.AddTo(pcm);
            Strongest(DtmfTones.LowGroupHz, pcm);
        }));
    }

    private static int Strongest(ReadOnlySpan<int> frequenciesHz, ReadOnlySpan<short> pcm)
    {
        var strongest = 0;
        for (var i = 1; i < frequenciesHz.Length; i++)
        {
            var power = new Goertzel(frequenciesHz[i], SampleRate).Power(pcm);
            if (power > new Goertzel(frequenciesHz[strongest], SampleRate).Power(pcm))
                strongest = i;
        }
        return strongest;
    }
}
