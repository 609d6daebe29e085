using MediaRecorder.Audio.Mixing;
using MediaRecorder.Audio.Tests.Signals;
using MediaRecorder.Audio.Tones;
using MediaRecorder.TestKit.Measurements;

namespace MediaRecorder.Audio.Tests.Mixing;

public sealed class MixerTests
{
    private const int Rate = 8000;
    private const int Block = 160;

    // REQ: B-02
    [Fact]
    public void Within_full_scale_the_mix_is_the_exact_sum()
    {
        var first = Pcm.Noise(1, 16_383, Rate);
        var second = Pcm.Noise(2, 10_000, Rate);
        var third = Pcm.Noise(3, 6384, Rate);
        (first[5], second[5], third[5]) = (16_383, 10_000, 6384);
        (first[6], second[6], third[6]) = (-16_383, -10_000, -6385);

        var mix = Mix([first, second, third]);

        for (var i = 0; i < mix.Length; i++)
            Assert.Equal(first[i] + second[i] + third[i], mix[i]);
        Assert.Equal((32_767, -32_768), (mix[5], mix[6]));
    }

    // REQ: B-02
    [Theory]
    [InlineData(160)]
    [InlineData(800)]
    public void Three_at_full_scale_are_turned_down_and_not_clipped(int block)
    {
        var tone = Pcm.Tone(440, short.MaxValue, Rate, Rate);

        var mix = Mix([tone, tone, tone], block);

        // From the second period on a third of the sum, and as pure as it was. A clipped sine of this level has its
        // third harmonic 11 dB down.
        Assert.True(Pcm.SnrDb(tone.AsSpan(40), mix.AsSpan(40)) > 60);
        Assert.InRange(mix.Max(), 32_000, short.MaxValue);
    }

    [Fact]
    public void Different_voices_at_full_scale_keep_their_shape()
    {
        int[] frequencies = [310, 523, 787];
        var tones = Array.ConvertAll(frequencies, hz => Pcm.Tone(hz, short.MaxValue, Rate, 4 * Rate));

        var mix = Mix(tones).AsSpan(Rate, 2 * Rate);

        // All three in one proportion, and next to nothing besides them: the gain hardly moves. Clipping the same sum
        // leaves 13 % of the power to distortion.
        double all = 0;
        var levels = new List<double>();
        foreach (var hz in frequencies)
        {
            levels.Add(new Goertzel(hz, Rate).Power(mix));
            all += levels[^1];
        }
        Assert.InRange(levels.Max() / levels.Min(), 1, 1.001);
        Assert.InRange((Goertzel.TotalPower(mix) - all) / all, 0, 5e-4);
    }

    // REQ: B-02
    [Fact]
    public void A_shout_does_not_make_the_other_voice_pump()
    {
        // A soft tone goes on while somebody shouts twice a second.
        var soft = Pcm.Tone(1000, 3000, Rate, 4 * Rate);
        var shouts = Pcm.Tone(300, short.MaxValue, Rate, 4 * Rate);
        for (var i = 0; i < shouts.Length; i++)
            shouts[i] = i % (Rate / 2) < Rate / 4 ? shouts[i] : (short)0;

        var mix = Mix([soft, shouts, shouts]);

        // In each 10 ms the soft tone has the level of the 10 ms before, within what is turned up or down meanwhile.
        var goertzel = new Goertzel(1000, Rate);
        var previous = 0.0;
        for (var at = Rate; at + 80 <= mix.Length; at += 80)
        {
            var level = Math.Sqrt(2 * goertzel.Power(mix.AsSpan(at, 80))) / 3000;
            Assert.InRange(level, 0.4, 1.05);
            if (previous > 0 && at % (Rate / 4) != 0)
                Assert.InRange(level - previous, -0.1, 0.1);
            previous = level;
        }
    }

    [Fact]
    public void After_the_last_peak_the_mix_is_exact_again_within_1100_ms()
    {
        var tone = Pcm.Tone(500, 20_000, Rate, 4 * Rate);
        var peak = new short[4 * Rate];
        Array.Fill(peak, short.MaxValue, 0, 400);

        var mix = Mix([tone, peak]);

        Assert.NotEqual(tone[400..800], mix[400..800]);
        var exact = 400 + (Rate * 11 / 10);
        Assert.Equal(tone[exact..], mix[exact..]);
    }

    [Fact]
    public void Turning_down_and_up_makes_no_step()
    {
        var tone = Pcm.Tone(200, 20_000, Rate, 4 * Rate);
        var other = Pcm.Tone(250, 20_000, Rate, 4 * Rate);
        // It comes and goes at zeros of its own: 32 samples are a period.
        Array.Clear(other, 0, 31 * 32);
        Array.Clear(other, 281 * 32, other.Length - (281 * 32));

        var mix = Mix([tone, other]);

        // The steepest that both sines can be together at full gain.
        var steepest = 20_000 * Math.Tau * (200 + 250) / Rate;
        Assert.InRange(Pcm.LargestStep(mix), 0, steepest);
    }

    [Theory]
    [InlineData(-6.0206, 0.5)]
    [InlineData(0, 1)]
    [InlineData(6.0206, 2)]
    [InlineData(-20, 0.1)]
    public void Gains_are_in_decibels(double decibels, double factor)
    {
        var tone = Pcm.Tone(1000, 10_000, Rate, Block);
        var mixer = new Mixer(Rate, Block);
        mixer.Add(tone, Gain.FromDecibels(decibels));
        var mix = new short[Block];

        mixer.Take(mix);

        for (var i = 0; i < mix.Length; i++)
            Assert.InRange(mix[i] - (tone[i] * factor), -0.6, 0.6);
    }

    [Fact]
    public void A_signal_that_ends_early_is_silent_to_the_end_of_the_block()
    {
        var mixer = new Mixer(Rate, Block);
        mixer.Add([1, 2], Gain.Unity);
        mixer.Add([10], Gain.Unity);
        mixer.Add([5, 5, 5], default);
        var mix = new short[3];
        mixer.Take(mix);
        Assert.Equal([11, 2, 0], mix);

        mixer.Take(mix);
        Assert.Equal([0, 0, 0], mix);
    }

    [Fact]
    public void Blocks_too_long_and_gains_out_of_range_are_refused()
    {
        var mixer = new Mixer(Rate, Block);

        Assert.Throws<ArgumentException>(() => mixer.Add(new short[Block + 1], Gain.Unity));
        Assert.Throws<ArgumentException>(() => mixer.Take(new short[Block + 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Gain.FromDecibels(60.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Gain.FromDecibels(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Mixer(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Mixer(1, 0));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var mixer = new Mixer(Rate, Block);
        var loud = Pcm.Tone(440, short.MaxValue, Rate, Block);
        var mix = new short[Block];

        Assert.Equal(0, Allocations.Of(() =>
        {
            mixer.Add(loud, Gain.Unity);
            mixer.Add(loud, Gain.Unity);
            mixer.Take(mix);
        }));
    }

    private static short[] Mix(short[][] signals, int block = Block)
    {
        var mixer = new Mixer(Rate, block);
        var mix = new short[signals[0].Length];
        for (var at = 0; at < mix.Length; at += block)
        {
            var size = Math.Min(block, mix.Length - at);
            foreach (var signal in signals)
                mixer.Add(signal.AsSpan(at, size), Gain.Unity);
            mixer.Take(mix.AsSpan(at, size));
        }
        return mix;
    }
}
