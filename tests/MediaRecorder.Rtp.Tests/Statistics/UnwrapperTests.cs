using FsCheck.Fluent;
using MediaRecorder.Rtp.Packets;
using MediaRecorder.Rtp.Statistics;

namespace MediaRecorder.Rtp.Tests.Statistics;

public sealed class UnwrapperTests
{
    [Fact]
    public void Sequence_goes_on_counting_past_the_wrap_and_places_stragglers_before_it()
    {
        var unwrapper = new SequenceUnwrapper();

        Assert.Equal(65534, unwrapper.Unwrap(new SequenceNumber(65534)));
        Assert.Equal(65537, unwrapper.Unwrap(new SequenceNumber(1)));
        Assert.Equal(65535, unwrapper.Unwrap(new SequenceNumber(65535)));
        Assert.Equal(65538, unwrapper.Unwrap(new SequenceNumber(2)));
    }

    [Fact]
    public void What_came_before_the_first_may_be_negative()
    {
        var sequence = new SequenceUnwrapper();
        var timestamp = new TimestampUnwrapper();
        sequence.Unwrap(new SequenceNumber(0));
        timestamp.Unwrap(new RtpTimestamp(0));

        Assert.Equal(-1, sequence.Unwrap(new SequenceNumber(65535)));
        Assert.Equal(-160, timestamp.Unwrap(new RtpTimestamp(uint.MaxValue - 159)));
    }

    [Fact]
    public void Unwrapped_steps_equal_the_true_steps_whatever_their_order() =>
        Properties.Hold(Prop.ForAll(
            Gen.Choose(-30_000, 30_000).ArrayOf().ToArbitrary(),
            Gen.Choose(0, 65535).ToArbitrary(),
            (steps, first) =>
            {
                var sequence = new SequenceUnwrapper();
                var timestamp = new TimestampUnwrapper();
                long truth = first, highest = first;
                sequence.Unwrap(new SequenceNumber((ushort)first));
                timestamp.Unwrap(new RtpTimestamp((uint)first));
                foreach (var step in steps)
                {
                    // Only what lies within half the number range of the highest can be placed.
                    truth = Math.Max(truth + step, highest - 32_000);
                    highest = Math.Max(highest, truth);
                    if (sequence.Unwrap(new SequenceNumber(unchecked((ushort)truth))) != truth)
                        return false;
                    if (timestamp.Unwrap(new RtpTimestamp(unchecked((uint)truth))) != truth)
                        return false;
                }
                return true;
            }));
}
