using MediaRecorder.Audio.Codecs;
using MediaRecorder.Containers.Wav;
using MediaRecorder.Recording.Timelines;

namespace MediaRecorder.Recording.Tests.Timelines;

public sealed class SampleRingTests
{
    private readonly SampleRing _ring = new(WavEncoding.Pcm16, 8000);

    [Theory]
    [InlineData(8000, 11_200)]
    [InlineData(16_000, 22_400)]
    [InlineData(48_000, 67_200)]
    public void The_window_is_as_long_in_time_at_every_rate(int sampleRate, int samples) =>
        Assert.Equal(samples, new SampleRing(WavEncoding.Pcm16, sampleRate).CapacitySamples);

    [Fact]
    public void What_is_consumed_comes_back_as_silence()
    {
        short[] ones = Enumerable.Repeat((short)1, _ring.CapacitySamples).ToArray();
        Assert.Equal(ones.Length, _ring.Write(0, ones));
        _ring.Consume(100);
        Assert.Equal(0, Sum(_ring.Piece(_ring.CapacitySamples, 100)));
        Assert.Equal(50, Sum(_ring.Piece(100, 50)));
        _ring.Consume(10L * _ring.CapacitySamples);
        Assert.Equal(0, Sum(_ring.Piece(_ring.Start, _ring.CapacitySamples)));
    }

    [Fact]
    public void Only_what_falls_into_the_window_is_written()
    {
        _ring.Consume(1000);
        short[] samples = Enumerable.Range(1, 300).Select(i => (short)i).ToArray();
        Assert.Equal(100, _ring.Write(800, samples));
        Assert.Equal(201, _ring.Piece(1000, 1)[0]);
        Assert.Equal(50, _ring.Write(_ring.End - 50, samples));
        Assert.Equal(0, _ring.Write(700, samples));
        Assert.Equal(0, _ring.Write(_ring.End, samples));
        Assert.Equal(0, _ring.Write(-100, samples.AsSpan(0, 50)));
    }

    [Fact]
    public void A_write_across_the_seam_is_read_in_two_pieces()
    {
        _ring.Consume(_ring.CapacitySamples - 10);
        short[] samples = Enumerable.Range(1, 30).Select(i => (short)i).ToArray();
        _ring.Write(_ring.Start, samples);
        Assert.Equal(samples[..10], _ring.Piece(_ring.Start, 30).ToArray());
        Assert.Equal(samples[10..], _ring.Piece(_ring.Start + 10, 20).ToArray());
    }

    // REQ: B-03
    [Theory]
    [InlineData(WavEncoding.Mulaw, MuLaw.Silence)]
    [InlineData(WavEncoding.Alaw, ALaw.Silence)]
    public void A_ring_of_a_law_keeps_codes_as_they_came_encodes_samples_and_is_silent_in_that_law(
        WavEncoding law, byte silence)
    {
        var ring = new SampleRing(law, 8000);
        ring.Consume(ring.CapacitySamples - 2);
        long at = ring.Start;
        Assert.Equal(4, ring.WriteCodes(at, [1, 2, 3, 4]));
        Assert.Equal(3, ring.Write(at + 5, (ReadOnlySpan<short>)[1000, -1000, 0]));

        byte[] encoded = new byte[3];
        if (law == WavEncoding.Alaw)
            ALaw.Encode([1000, -1000, 0], encoded);
        else
            MuLaw.Encode([1000, -1000, 0], encoded);
        byte[] expected = [1, 2, 3, 4, silence, .. encoded, silence];
        Assert.Equal(expected[..2], ring.Codes(at, 9).ToArray());
        Assert.Equal(expected[2..], ring.Codes(at + 2, 7).ToArray());
        ring.Consume(ring.CapacitySamples);
        Assert.True(ring.Codes(ring.Start, 2).IndexOfAnyExcept(silence) < 0);
        Assert.True(ring.Codes(ring.Start + 2, ring.CapacitySamples).IndexOfAnyExcept(silence) < 0);
    }

    // REQ: J-02
    [Fact]
    public void A_ring_that_nobody_wrote_to_takes_no_memory()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var ring = new SampleRing(WavEncoding.Pcm16, 48_000);
        ring.Consume(123_456);
        Assert.Equal(0, ring.Write(0, (ReadOnlySpan<short>)[1]));
        Assert.True(ring.IsUnused);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 4000);
        Assert.Equal(1, ring.Write(ring.Start, (ReadOnlySpan<short>)[1]));
        Assert.False(ring.IsUnused);
    }

    private static int Sum(ReadOnlySpan<short> samples)
    {
        int sum = 0;
        foreach (short sample in samples)
            sum += sample;
        return sum;
    }
}
