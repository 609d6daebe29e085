using MediaRecorder.Recording.Layouts;

namespace MediaRecorder.Recording.Tests.Layouts;

// REQ: B-02
public sealed class MixBusTests
{
    private readonly MixBus _mix = new(8);

    [Fact]
    public void Below_full_scale_the_mix_is_exact_addition()
    {
        Assert.Equal([11, -22, 0, 300], Sum(([1, -2, 0, 100], 0), ([10, -20, 0, 200], 0)));
    }

    [Fact]
    public void Above_full_scale_it_is_held_and_never_wraps()
    {
        short[] loud = [short.MaxValue, short.MinValue, 20_000, -20_000];
        Assert.Equal([short.MaxValue, short.MinValue, short.MaxValue, short.MinValue], Sum((loud, 0), (loud, 0), (loud, 0)));

        // Only the sum counts: what one leg takes away is not lost on the way.
        Assert.Equal([30_000, -30_000], Sum(([30_000, -30_000], 0), ([30_000, -30_000], 0), ([-30_000, 30_000], 0)));
    }

    [Theory]
    [InlineData(6.0206, 2)]
    [InlineData(-6.0206, 0.5)]
    [InlineData(-20, 0.1)]
    public void Gains_are_decibels(double gainDb, double factor)
    {
        Assert.Equal([(short)Math.Round(1000 * factor), (short)Math.Round(-1000 * factor)], Sum(([1000, -1000], gainDb)));
    }

    private short[] Sum(params (short[] Samples, double GainDb)[] legs)
    {
        int count = legs[0].Samples.Length;
        _mix.Clear(count);
        foreach ((short[] samples, double gainDb) in legs)
            _mix.Add(samples, gainDb);
        short[] sum = new short[count];
        _mix.CopyTo(sum);
        return sum;
    }
}
