using MediaRecorder.Recording.Timelines;

namespace MediaRecorder.Recording.Tests.Timelines;

public sealed class RecordingClockTests
{
    private static readonly RecordingClock Clock = new(OriginNs: 7_000_000_123, SampleRate: 8000);

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 1)]
    [InlineData(124_999, 0, 1)]
    [InlineData(125_000, 1, 1)]
    [InlineData(-1, -1, 0)]
    [InlineData(-125_001, -2, -1)]
    [InlineData(4L * 3600 * 1_000_000_000, 4 * 3600 * 8000, 4 * 3600 * 8000)]
    [InlineData(4L * 3600 * 1_000_000_000 + 1, 4 * 3600 * 8000, 4 * 3600 * 8000 + 1)]
    public void An_instant_has_the_sample_that_covers_it_and_the_next_one(long sinceNs, long covering, long orAfter)
    {
        Assert.Equal(covering, Clock.SampleAt(Clock.OriginNs + sinceNs));
        Assert.Equal(orAfter, Clock.SampleAtOrAfter(Clock.OriginNs + sinceNs));
    }

    [Fact]
    public void For_ever_lies_beyond_any_call_and_does_not_overflow()
    {
        Assert.True(Clock.SampleAt(long.MaxValue) > 99L * 24 * 3600 * 8000);
        Assert.True(Clock.SampleAtOrAfter(long.MaxValue) > 99L * 24 * 3600 * 8000);
        Assert.True(Clock.SampleAt(long.MinValue) < -99L * 24 * 3600 * 8000);
    }

    [Fact]
    public void The_instant_of_a_sample_is_covered_by_it()
    {
        var odd = new RecordingClock(0, 11_025);
        for (long sample = -20_000; sample < 20_000; sample += 7)
            Assert.Equal(sample, odd.SampleAt(odd.NsAt(sample)));
    }
}
