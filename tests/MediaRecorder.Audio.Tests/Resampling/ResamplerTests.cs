using MediaRecorder.Audio.Resampling;
using MediaRecorder.Audio.Tests.Signals;
using MediaRecorder.Audio.Tones;
using MediaRecorder.TestKit.Measurements;

namespace MediaRecorder.Audio.Tests.Resampling;

public sealed class ResamplerTests
{
    private const short Amplitude = 10_000;

    // REQ: B-01
    [Theory]
    [InlineData(8000, 16000)]
    [InlineData(16000, 8000)]
    [InlineData(8000, 48000)]
    [InlineData(48000, 8000)]
    [InlineData(16000, 48000)]
    [InlineData(48000, 16000)]
    [InlineData(44100, 16000)]
    [InlineData(44100, 8000)]
    [InlineData(32000, 16000)]
    [InlineData(44100, 48000)]
    [InlineData(11025, 8000)]
    public void Tones_below_nine_tenths_of_half_the_lower_rate_keep_level_place_and_shape(int input, int output)
    {
        var highest = 0.45 * Math.Min(input, output);
        foreach (var hz in new[] { 100, highest / 3, highest })
        {
            var resampler = new Resampler(input, output);
            var heard = Resample(resampler, Pcm.Tone(hz, Amplitude, input, input));
            var expected = Pcm.Tone(hz, Amplitude, output, output);

            // What is heard now was said DelaySamples ago. At both ends the filter sees the tone begin and end.
            var margin = output / 20;
            var length = heard.Length - resampler.DelaySamples - (2 * margin);
            var snr = Pcm.SnrDb(
                expected.AsSpan(margin, length), heard.AsSpan(resampler.DelaySamples + margin, length));
            Assert.True(snr >= 60, $"{hz} Hz: {snr:f1} dB");
        }
    }

    [Theory]
    [InlineData(16000, 8000)]
    [InlineData(48000, 8000)]
    [InlineData(48000, 16000)]
    [InlineData(44100, 16000)]
    [InlineData(32000, 16000)]
    public void Tones_above_eleven_tenths_of_half_the_lower_rate_are_70_dB_down(int input, int output)
    {
        foreach (var hz in new[] { 0.55 * output, 0.7 * output, 0.49 * input })
        {
            if (hz < 0.55 * output)
                continue;
            var heard = Resample(new Resampler(input, output), Pcm.Tone(hz, short.MaxValue, input, input));

            Assert.InRange(Goertzel.TotalPower(heard.AsSpan((output / 20)..^(output / 20))), 0, Math.Pow(short.MaxValue, 2) / 2 * 1e-7);
        }
    }

    [Theory]
    [InlineData(8000, 16000)]
    [InlineData(8000, 48000)]
    [InlineData(16000, 48000)]
    public void Images_of_a_tone_are_70_dB_down(int input, int output)
    {
        var hz = 0.45 * input;
        var heard = Resample(new Resampler(input, output), Pcm.Tone(hz, short.MaxValue, input, input));

        var image = new Goertzel(input - hz, output).Power(heard.AsSpan((output / 20)..^(output / 20)));
        Assert.InRange(image, 0, Math.Pow(short.MaxValue, 2) / 2 * 1e-7);
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16000)]
    [InlineData(48000)]
    public void Equal_rates_without_trim_give_back_every_sample_delayed(int rate)
    {
        var noise = Pcm.Noise(1, short.MaxValue, rate);
        var resampler = new Resampler(rate, rate);

        var heard = Resample(resampler, noise);

        Assert.Equal(noise.Length, heard.Length);
        Assert.Equal(noise[..^resampler.DelaySamples], heard[resampler.DelaySamples..]);
        Assert.InRange(resampler.DelaySamples * 1000.0 / rate, 0, 3);
    }

    // Which samples are due is counted in integers, whatever the ratio: one of them is run for the whole hour.
    [Theory]
    [InlineData(8000, 16000, 0, 100)]
    [InlineData(16000, 8000, 0, 100)]
    [InlineData(44100, 16000, 0, 100)]
    [InlineData(48000, 16000, 300_000, 100)]
    [InlineData(44100, 8000, -123_457, 100)]
    [InlineData(8000, 8000, -300_000, 100)]
    [InlineData(8000, 8000, 300_000, 3600)]
    public void Small_blocks_give_exactly_their_samples(int input, int output, int trimPpb, int seconds)
    {
        var resampler = new Resampler(input, output) { TrimPpb = trimPpb };
        var block = new short[input / 50];
        var pcm = new short[resampler.MaxOutput(block.Length)];
        long taken = 0, written = 0;
        var random = new Random(3);
        while (taken < (long)seconds * input)
        {
            var size = (int)Math.Min(random.Next(1, block.Length), ((long)seconds * input) - taken);
            written += resampler.Resample(block.AsSpan(0, size), pcm);
            taken += size;
        }

        var exact = (decimal)seconds * output / (1 + (trimPpb / 1_000_000_000m));
        Assert.InRange(written, (long)Math.Floor(exact), (long)Math.Ceiling(exact) + 1);
    }

    [Fact]
    public void Block_sizes_make_no_difference()
    {
        var noise = Pcm.Noise(2, 20_000, 20_000);
        var whole = Resample(new Resampler(44100, 16000) { TrimPpb = 55_000 }, noise);
        var parts = Resample(new Resampler(44100, 16000) { TrimPpb = 55_000 }, noise, 1, 2, 3, 441, 1000);

        Assert.Equal(whole, parts);
    }

    // REQ: B-01
    [Theory]
    [InlineData(300)]
    [InlineData(-300)]
    public void Sender_whose_clock_is_off_is_brought_back_to_its_tone(int ppm)
    {
        // Its second has more samples than ours when its clock is fast: we hear a lower tone at 8000 samples a second.
        const double hz = 1000;
        var sent = Pcm.Tone(hz / (1 + (ppm * 1e-6)), Amplitude, 8000, 80_000);
        var resampler = new Resampler(8000, 8000) { TrimPpb = ppm * 1000 };

        var heard = Resample(resampler, sent);

        var expected = new short[heard.Length - 800];
        for (var i = 0; i < expected.Length; i++)
        {
            var said = (i + 400 - (resampler.DelaySamples / (1 + (ppm * 1e-6)))) / 8000;
            expected[i] = (short)Math.Round(Amplitude * Math.Sin(Math.Tau * hz * said));
        }
        Assert.InRange(Pcm.SnrDb(expected, heard.AsSpan(400..^400)), 60, 120);
    }

    [Fact]
    public void Changing_the_trim_makes_no_click()
    {
        var resampler = new Resampler(8000, 8000);
        var tone = Pcm.Tone(440, Amplitude, 8000, 16_000);
        var heard = new List<short>();
        var pcm = new short[resampler.MaxOutput(160) + 1];
        for (var at = 0; at < tone.Length; at += 160)
        {
            resampler.TrimPpb = at / 160 % 2 == 0 ? 300_000 : -300_000;
            heard.AddRange(pcm.AsSpan(0, resampler.Resample(tone.AsSpan(at, 160), pcm)));
        }

        // A sine's largest step is its amplitude times its angle per sample, and one or two more by rounding.
        var steady = heard.ToArray().AsSpan(200);
        Assert.InRange(Pcm.LargestStep(steady), 0, (Amplitude * Math.Tau * 440 / 8000 * 1.0004) + 2);
    }

    [Fact]
    public void Full_scale_square_does_not_wrap()
    {
        var square = new short[8000];
        for (var i = 0; i < square.Length; i++)
            square[i] = i / 40 % 2 == 0 ? short.MaxValue : short.MinValue;

        var resampler = new Resampler(8000, 16000);
        var heard = Resample(resampler, square);

        // Overshoot at the edges is cut off; inside a half period the sign stays.
        for (var said = 80; said < heard.Length - resampler.DelaySamples; said++)
        {
            if (said % 80 is > 10 and < 70)
                Assert.InRange(heard[said + resampler.DelaySamples] * (said / 80 % 2 == 0 ? 1 : -1), 25_000, 32_768);
        }
    }

    [Fact]
    public void Reset_forgets_what_was_heard()
    {
        var resampler = new Resampler(44100, 16000);
        var noise = Pcm.Noise(5, 20_000, 5000);
        var first = Resample(resampler, noise);
        resampler.Reset();

        Assert.Equal(first, Resample(resampler, noise));
    }

    [Fact]
    public void Output_too_short_rates_and_trims_out_of_range_are_refused()
    {
        var resampler = new Resampler(8000, 16000);

        Assert.Throws<ArgumentException>(() => resampler.Resample(new short[10], new short[20]));
        Assert.Throws<ArgumentOutOfRangeException>(() => resampler.TrimPpb = Resampler.MaxTrimPpb + 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => resampler.TrimPpb = int.MinValue);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Resampler(7999, 8000));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Resampler(8000, 96000));
        Assert.Equal(0, resampler.Resample([], new short[2]));
    }

    // A sender may change its codec with each packet: what takes milliseconds to compute is shared by all.
    [Fact]
    public void Between_the_rates_of_codecs_and_files_no_stream_computes_taps_of_its_own()
    {
        foreach (var input in new[] { 8000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000 })
        {
            foreach (var output in new[] { 8000, 16_000, 48_000 })
                Assert.InRange(Allocations.Of(() => Assert.True(new Resampler(input, output).DelaySamples > 0)), 0, 4000);
        }

        Assert.Throws<ArgumentException>(() => new Resampler(12_345, 8000));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var resampler = new Resampler(48000, 16000) { TrimPpb = 100_000 };
        var input = new short[960];
        var output = new short[resampler.MaxOutput(input.Length)];

        Assert.Equal(0, Allocations.Of(() => resampler.Resample(input, output)));
    }

    private static short[] Resample(Resampler resampler, short[] input, params int[] sizes)
    {
        var output = new short[resampler.MaxOutput(input.Length) + 2];
        int at = 0, written = 0;
        for (var i = 0; at < input.Length; i++)
        {
            var size = sizes.Length == 0 ? input.Length : Math.Min(sizes[i % sizes.Length], input.Length - at);
            written += resampler.Resample(input.AsSpan(at, size), output.AsSpan(written));
            at += size;
        }
        return output[..written];
    }
}
