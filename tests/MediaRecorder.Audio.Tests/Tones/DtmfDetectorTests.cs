using MediaRecorder.Audio.Tones;
using MediaRecorder.TestKit.Measurements;

namespace MediaRecorder.Audio.Tests.Tones;

public sealed class DtmfDetectorTests
{
    private const int Rate = 8000;
    private const int PerMs = Rate / 1000;

    // REQ: C-04
    [Fact]
    public void Pause_code_is_four_presses_each_with_its_release_and_its_place()
    {
        var sound = new KeySound(1000, Rate);
        double[] starts = [103, 251, 402, 555];
        foreach (var (key, start) in "#11#".Zip(starts))
            sound.Key(key, start, 80);

        var edges = sound.Heard();

        Assert.Equal("#11#", KeySound.Keys(edges));
        for (var i = 0; i < starts.Length; i++)
        {
            var (press, release) = (edges[2 * i], edges[2 * i + 1]);
            Assert.Equal((false, true, press.Key), (press.Released, release.Released, release.Key));
            Assert.Equal(press.StartSample, release.StartSample);
            Assert.InRange(press.StartSample, (starts[i] - 10) * PerMs, (starts[i] + 10) * PerMs);
            Assert.InRange(release.EndSample, (starts[i] + 70) * PerMs, (starts[i] + 90) * PerMs);
        }
    }

    [Fact]
    public void Key_is_told_while_it_is_down_and_no_later_than_65_ms_after_it_began()
    {
        var pcm = new KeySound(400, Rate).Key('5', 100, 300).ToPcm();
        var detector = new DtmfDetector(Rate);

        Assert.Empty(KeySound.Hear(detector, pcm.AsSpan(0, 120 * PerMs)));
        var pressed = Assert.Single(KeySound.Hear(detector, pcm.AsSpan(120 * PerMs, 45 * PerMs), 120 * PerMs));
        Assert.Equal(('5', false), (pressed.Key, pressed.Released));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(80)]
    [InlineData(160)]
    [InlineData(1600)]
    public void Size_of_packets_changes_nothing(int packetSamples)
    {
        var pcm = new KeySound(600, Rate).Key('1', 50, 80).Key('1', 200, 80).Key('D', 350, 80).ToPcm();
        var whole = KeySound.Hear(new DtmfDetector(Rate), pcm, packetSamples: pcm.Length);

        Assert.Equal(6, whole.Count);
        Assert.Equal(whole, KeySound.Hear(new DtmfDetector(Rate), pcm, packetSamples: packetSamples));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    public void Lost_packets_within_a_key_make_no_second_press(int lostMs)
    {
        var pcm = new KeySound(600, Rate).Key('7', 100, 300).ToPcm();
        var detector = new DtmfDetector(Rate);

        var edges = KeySound.Hear(detector, pcm.AsSpan(0, 200 * PerMs));
        edges.AddRange(KeySound.Hear(detector, pcm.AsSpan((200 + lostMs) * PerMs), (200 + lostMs) * PerMs));

        Assert.Equal(2, edges.Count);
        Assert.InRange(edges[1].EndSample, 390 * PerMs, 410 * PerMs);
    }

    [Fact]
    public void Same_key_before_and_after_a_longer_gap_is_two_presses()
    {
        var pcm = new KeySound(600, Rate).Key('7', 100, 300).ToPcm();
        var detector = new DtmfDetector(Rate);

        var edges = KeySound.Hear(detector, pcm.AsSpan(0, 200 * PerMs));
        edges.AddRange(KeySound.Hear(detector, pcm.AsSpan(260 * PerMs), 260 * PerMs));

        Assert.Equal("77", KeySound.Keys(edges));
        Assert.InRange(edges[1].EndSample, 190 * PerMs, 200 * PerMs);
    }

    [Fact]
    public void Every_second_packet_lost_holds_no_key_for_ever()
    {
        var pcm = new KeySound(2000, Rate).Key('7', 100, 1900).ToPcm();
        var detector = new DtmfDetector(Rate);
        var edges = KeySound.Hear(detector, pcm.AsSpan(0, 200 * PerMs));

        for (var ms = 220; ms < 1000; ms += 40)
            edges.AddRange(KeySound.Hear(detector, pcm.AsSpan(ms * PerMs, 20 * PerMs), ms * PerMs));

        Assert.Equal(2, edges.Count);
        Assert.True(edges[1].Released);
    }

    [Theory]
    [InlineData(-8000)]
    [InlineData(long.MaxValue / 2)]
    public void Audio_that_jumps_releases_the_key(long jump)
    {
        var pcm = new KeySound(300, Rate).Key('7', 100, 200).ToPcm();
        var detector = new DtmfDetector(Rate);
        Assert.Single(KeySound.Hear(detector, pcm, position: 80_000));

        var released = Assert.Single(KeySound.Hear(detector, new short[160], 80_000 + pcm.Length + jump));

        Assert.Equal(('7', true), (released.Key, released.Released));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Steps_of_a_drift_correction_are_no_gap(int step)
    {
        var pcm = new KeySound(400, Rate).Key('7', 100, 200).ToPcm();
        var detector = new DtmfDetector(Rate);
        List<DtmfEdge> edges = [];
        for (var i = 0; i < pcm.Length / 160; i++)
            edges.AddRange(KeySound.Hear(detector, pcm.AsSpan(160 * i, 160), (160 + step) * i));

        Assert.Equal("7", KeySound.Keys(edges));
    }

    [Fact]
    public void Stop_releases_what_is_held_once()
    {
        var detector = new DtmfDetector(Rate);
        Assert.Single(KeySound.Hear(detector, new KeySound(300, Rate).Key('0', 100, 200).ToPcm()));

        Assert.True(detector.Stop(out var released));
        Assert.Equal(('0', true), (released.Key, released.Released));
        Assert.False(detector.Stop(out _));
    }

    [Theory]
    [InlineData(11_025)]
    [InlineData(32_000)]
    [InlineData(44_100)]
    [InlineData(48_000)]
    public void Other_sample_rates_work_alike(int rate) =>
        Assert.Equal("4711#", new KeySound(1000, rate)
            .Key('4', 50, 50).Key('7', 200, 50).Key('1', 350, 50).Key('1', 500, 50).Key('#', 650, 50).Keys());

    [Fact]
    public void Rate_that_cannot_hold_the_tones_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DtmfDetector(7999));

    [Theory]
    [InlineData(697, 770)]
    [InlineData(1209, 1336)]
    [InlineData(697, 1100)]
    [InlineData(1100, 2100)]
    [InlineData(480, 620)]
    [InlineData(852, 852)]
    public void Other_tones_of_telephony_are_no_keys(double firstHz, double secondHz) =>
        Assert.Empty(new KeySound(1000, Rate).Tone(firstHz, -10, 0, 1000).Tone(secondHz, -10, 0, 1000).Keys());

    [Fact]
    public void Third_tone_beside_a_key_spoils_it() =>
        Assert.Empty(new KeySound(400, Rate).Key('5', 100, 200).Tone(2400, -16, 0, 400).Keys());

    [Fact]
    public void Extreme_samples_press_nothing()
    {
        var detector = new DtmfDetector(Rate);
        var random = new Random(5);
        short[] loud = [.. Enumerable.Range(0, Rate).Select(_ => random.Next(2) == 0 ? short.MinValue : short.MaxValue)];
        short[] square = [.. Enumerable.Range(0, Rate).Select(i => i / 4 % 2 == 0 ? short.MinValue : short.MaxValue)];

        Assert.Empty(KeySound.Hear(detector, loud));
        Assert.Empty(KeySound.Hear(detector, square, Rate));
        Assert.Equal("3", KeySound.Keys(KeySound.Hear(
            detector, new KeySound(300, Rate).Key('3', 100, 100).ToPcm(), 2 * Rate)));
    }

    [Fact]
    public void Listening_allocates_nothing()
    {
        var pcm = new KeySound(600, Rate).Key('1', 50, 80).Key('9', 300, 80).Noise(-40).ToPcm();
        var detector = new DtmfDetector(Rate);
        long position = 0;

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var at = 0; at < pcm.Length; at += 160, position += 160)
            {
                for (var any = detector.Receive(pcm.AsSpan(at, 160), position, out _); any; any = detector.TryTake(out _))
                    ;
            }
        }));
        Assert.Equal(6, detector.PressedKeys);
    }
}
