using MediaRecorder.Recording.Timelines;

namespace MediaRecorder.Recording.Tests.Timelines;

public sealed class SampleRingTests
{
    [Fact]
    public void What_is_consumed_comes_back_as_silence()
    {
        var ring = new SampleRing();
        short[] ones = Enumerable.Repeat((short)1, SampleRing.CapacitySamples).ToArray();
        Assert.Equal(ones.Length, ring.Write(0, ones));
        ring.Consume(100);
        Assert.Equal(0, Sum(ring.Piece(SampleRing.CapacitySamples, 100)));
        Assert.Equal(50, Sum(ring.Piece(100, 50)));
        ring.Consume(10L * SampleRing.CapacitySamples);
        Assert.Equal(0, Sum(ring.Piece(ring.Start, SampleRing.CapacitySamples)));
    }

    [Fact]
    public void Only_what_falls_into_the_window_is_written()
    {
        var ring = new SampleRing();
        ring.Consume(1000);
        short[] samples = Enumerable.Range(1, 300).Select(i => (short)i).ToArray();
        Assert.Equal(100, ring.Write(800, samples));
        Assert.Equal(201, ring.Piece(1000, 1)[0]);
        Assert.Equal(50, ring.Write(ring.End - 50, samples));
        Assert.Equal(0, ring.Write(700, samples));
        Assert.Equal(0, ring.Write(ring.End, samples));
    }

    [Fact]
    public void A_write_across_the_seam_is_read_in_two_pieces()
    {
        var ring = new SampleRing();
        ring.Consume(SampleRing.CapacitySamples - 10);
        short[] samples = Enumerable.Range(1, 30).Select(i => (short)i).ToArray();
        ring.Write(ring.Start, samples);
        Assert.Equal(samples[..10], ring.Piece(ring.Start, 30).ToArray());
        Assert.Equal(samples[10..], ring.Piece(ring.Start + 10, 20).ToArray());
    }

    private static int Sum(ReadOnlySpan<short> samples)
    {
        int sum = 0;
        foreach (short sample in samples)
            sum += sample;
        return sum;
    }
}
