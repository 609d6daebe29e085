using MediaRecorder.Audio.Concealment;
using MediaRecorder.Audio.Resampling;
using MediaRecorder.Audio.Tests.Signals;
using MediaRecorder.Audio.Tones;
using MediaRecorder.TestKit.Measurements;

namespace MediaRecorder.Audio.Tests.Concealment;

public sealed class LossConcealmentTests
{
    // REQ: B-01
    [Theory]
    [InlineData(8000, 100)]
    [InlineData(8000, 400)]
    [InlineData(8000, 1000)]
    [InlineData(16000, 440)]
    [InlineData(16000, 3333)]
    [InlineData(48000, 1000)]
    public void Tone_goes_on_through_the_first_ten_milliseconds(int rate, int hz)
    {
        var tone = Pcm.Tone(hz, 10_000, rate, rate);
        var tenMs = rate / 100;

        var gap = Conceal(tone, rate / 2, tenMs, rate);

        // Silence has 0 dB.
        var snr = Pcm.SnrDb(tone.AsSpan(rate / 2, tenMs), gap);
        Assert.True(snr >= 12, $"{snr:f1} dB");
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16000)]
    [InlineData(48000)]
    public void Level_falls_from_10_ms_on_and_is_gone_at_60(int rate)
    {
        var tone = Pcm.Tone(400, 10_000, rate, rate);
        var tenMs = rate / 100;

        var gap = new short[10 * tenMs];
        var concealed = LossConcealment.Fill(tone, gap, rate);

        Assert.Equal(6 * tenMs, concealed);
        double[] expectedShare = [1, 0.9, 0.7, 0.5, 0.3, 0.1, 0];
        for (var i = 0; i < expectedShare.Length; i++)
        {
            var level = Math.Sqrt(2 * Goertzel.TotalPower(gap.AsSpan(i * tenMs, tenMs)));
            Assert.InRange(level, 10_000 * (expectedShare[i] - 0.05), 10_000 * (expectedShare[i] + 0.05));
        }
        Assert.Equal(-1, gap.AsSpan(6 * tenMs).IndexOfAnyExcept((short)0));
    }

    // REQ: B-01
    [Theory]
    [InlineData(8000, 10, 1.5, 1)]
    [InlineData(8000, 20, 0, 1)]
    [InlineData(16000, 20, 0, 1)]
    // What is said 40 ms later has another pitch: the level is all that can be kept.
    [InlineData(8000, 40, -1, 3)]
    public void Speech_through_a_gap_is_nearer_to_what_was_said_than_silence_and_as_loud(
        int rate, int gapMs, double leastSnrDb, double mostLossDb)
    {
        var speech = Speech(rate);
        var gapSamples = rate * gapMs / 1000;
        double said = 0, missed = 0, concealed = 0;
        for (var at = rate / 10; at + gapSamples < speech.Length; at += rate / 100)
        {
            var gap = Conceal(speech, at, gapSamples, rate);
            for (var i = 0; i < gapSamples; i++)
            {
                said += Math.Pow(speech[at + i], 2);
                missed += Math.Pow(speech[at + i] - gap[i], 2);
                concealed += Math.Pow(gap[i], 2);
            }
        }

        // Silence misses all that was said: 0 dB.
        var snr = 10 * Math.Log10(said / missed);
        Assert.InRange(snr, leastSnrDb, 20);
        Assert.InRange(10 * Math.Log10(concealed / said), -mostLossDb, 1);
    }

    [Theory]
    [InlineData(8000, 20)]
    [InlineData(8000, 60)]
    [InlineData(8000, 200)]
    [InlineData(16000, 40)]
    [InlineData(48000, 20)]
    public void Neither_end_of_a_gap_clicks(int rate, int gapMs)
    {
        var speech = Speech(rate);
        var gapSamples = rate * gapMs / 1000;
        for (var at = rate / 10; at + gapSamples + (rate / 10) < speech.Length; at += rate / 37)
        {
            var history = speech.AsSpan(0, at);
            var around = speech.AsSpan(at - (rate / 20), (rate / 10) + gapSamples).ToArray();
            LossConcealment.Fill(history, around.AsSpan(rate / 20, gapSamples), rate);
            LossConcealment.Join(history, gapSamples, around.AsSpan((rate / 20) + gapSamples), rate);

            // No step beyond what speech around the gap has by itself.
            var own = Math.Max(
                Pcm.LargestStep(history[^(rate / 20)..]), Pcm.LargestStep(speech.AsSpan(at + gapSamples, rate / 20)));
            var start = Pcm.LargestStep(around.AsSpan((rate / 20) - 1, gapSamples + 1));
            Assert.InRange(start, 0, (own * 1.25) + 50);
            if (gapMs < 60)
                Assert.InRange(Pcm.LargestStep(around.AsSpan((rate / 20) + gapSamples - 1, rate / 50)), 0, (own * 1.25) + 50);
        }
    }

    [Fact]
    public void Gap_in_parts_is_the_gap_in_one()
    {
        var speech = Speech(8000);
        var whole = new short[700];
        LossConcealment.Fill(speech.AsSpan(0, 4000), whole, 8000);
        var parts = new short[700];
        for (var at = 0; at < parts.Length; at += 70)
            LossConcealment.Fill(speech.AsSpan(0, 4000), parts.AsSpan(at, 70), 8000, at);

        Assert.Equal(whole, parts);
    }

    [Fact]
    public void Only_the_history_that_is_asked_for_makes_a_difference()
    {
        var speech = Speech(8000);
        var history = speech.AsSpan(0, 6000);

        var all = Conceal(speech, 6000, 480, 8000);
        var enough = new short[480];
        LossConcealment.Fill(history[^LossConcealment.HistorySamples(8000)..], enough, 8000);

        Assert.Equal(all, enough);
    }

    [Fact]
    public void Silence_goes_on_as_silence()
    {
        var gap = Pcm.Noise(1, 1000, 400);
        var next = Pcm.Noise(2, 1000, 160);
        var heard = (short[])next.Clone();

        Assert.Equal(400, LossConcealment.Fill(new short[1000], gap, 8000));
        LossConcealment.Join(new short[1000], 400, heard, 8000);

        Assert.Equal(new short[400], gap);
        Assert.Equal(next, heard);
    }

    [Fact]
    public void Any_history_however_short_or_loud_gives_samples()
    {
        var random = new Random(7);
        foreach (var rate in new[] { 8000, 11025, 16000, 44100, 48000 })
        {
            for (var length = 0; length < LossConcealment.HistorySamples(rate) + 10; length += random.Next(1, 40))
            {
                var history = new short[length];
                Array.Fill(history, length % 2 == 0 ? short.MinValue : short.MaxValue);
                var gap = Pcm.Noise(length, 100, rate / 10);
                var next = new short[length];

                Assert.Equal(LossConcealment.ReachSamples(rate), LossConcealment.Fill(history, gap, rate));
                LossConcealment.Join(history, random.Next(1, gap.Length), next, rate);

                Assert.Equal(0, gap[^1]);
                if (length > 0)
                    Assert.Equal(history[0], gap[0]);
            }
        }
    }

    [Fact]
    public void Long_gap_leaves_the_sound_after_it_alone()
    {
        var speech = Speech(8000);
        var next = speech[4000..5000];

        LossConcealment.Join(speech.AsSpan(0, 4000), LossConcealment.ReachSamples(8000), next, 8000);

        Assert.Equal(speech[4000..5000], next);
    }

    [Fact]
    public void Places_before_a_gap_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LossConcealment.Fill([1, 2], new short[2], 8000, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LossConcealment.Join([1, 2], -1, new short[2], 8000));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var history = Pcm.Noise(1, 8000, 400);
        var gap = new short[160];

        Assert.Equal(0, Allocations.Of(() =>
        {
            LossConcealment.Fill(history, gap, 8000);
            LossConcealment.Join(history, 160, gap, 8000);
        }));
    }

    private static short[] Conceal(short[] said, int at, int samples, int rate)
    {
        var gap = new short[samples];
        LossConcealment.Fill(said.AsSpan(0, at), gap, rate);
        return gap;
    }

    private static short[] Speech(int rate)
    {
        var speech = GoldenVector.Samples("speech-16k.s16");
        if (rate == 16000)
            return speech;
        var resampler = new Resampler(16000, rate);
        var pcm = new short[resampler.MaxOutput(speech.Length)];
        return pcm[..resampler.Resample(speech, pcm)];
    }
}
