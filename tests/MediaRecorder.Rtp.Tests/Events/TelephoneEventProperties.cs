using FsCheck;
using FsCheck.Fluent;

namespace MediaRecorder.Rtp.Tests.Events;

public sealed class TelephoneEventProperties
{
    // REQ: C-04
    [Theory]
    [InlineData(false, 20)]
    [InlineData(false, 50)]
    [InlineData(true, 20)]
    public void Each_key_is_pressed_once_whatever_is_lost_doubled_or_swapped(bool restamps, int updateMs) =>
        Properties.Hold(Prop.ForAll(Plans(), plans =>
        {
            var sender = new KeySender(restamps: restamps, updateMs: updateMs);
            var heard = plans.SelectMany(plan => Deliver(sender.Press(plan.Digit, plan.Updates, plan.Gap), plan));
            var listener = KeyListener.Hear(heard);
            listener.AssertWellFormed();
            return listener.Pressed == string.Concat(plans.Select(plan => plan.Digit));
        }));

    private static Arbitrary<KeyPlan[]> Plans()
    {
        // Few different keys, so that the same one follows itself often. ITU-T Q.24 would allow 40 ms of each.
        var plan =
            from digit in Gen.Elements('#', '1', '2')
            from updates in Gen.Choose(3, 15)
            from gap in Gen.Choose(3, 15)
            from lost in Gen.Choose(0, (1 << 17) - 1)
            from kept in Gen.Choose(0, 16)
            from doubled in Gen.Choose(0, 16)
            from delayMs in Gen.Choose(0, 150)
            from swapped in Gen.Choose(0, 16)
            select new KeyPlan(digit, updates, gap, lost, kept, doubled, delayMs, swapped);
        return plan.NonEmptyListOf().Select(list => list.ToArray()).ToArbitrary();
    }

    private static List<TimedPacket> Deliver(List<TimedPacket> sent, KeyPlan plan)
    {
        var heard = sent.Where((_, i) => i == plan.Kept % sent.Count || (plan.Lost >> i & 1) == 0).ToList();
        var swapped = plan.Swapped % heard.Count;
        if (swapped + 1 < heard.Count)
        {
            (heard[swapped], heard[swapped + 1]) = heard[swapped].OvertakenBy(heard[swapped + 1]);
        }
        var doubled = heard[plan.Doubled % heard.Count];
        heard.Add(doubled with { ArrivalMs = doubled.ArrivalMs + plan.DelayMs });
        return heard;
    }

    /// <param name="Lost">Bit n: the key's packet n is lost, unless it is the one that is kept.</param>
    /// <param name="DelayMs">How much later the copy of the doubled packet comes; past the next start, too.</param>
    private sealed record KeyPlan(
        char Digit, int Updates, int Gap, int Lost, int Kept, int Doubled, int DelayMs, int Swapped);
}
