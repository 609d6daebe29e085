using FsCheck;
using FsCheck.Fluent;
using MediaRecorder.Recording.Gates;

namespace MediaRecorder.Recording.Tests.Gates;

/// <summary>The gate against a plain model of its rules: an array with a word on every sample.</summary>
public sealed class GateProperties
{
    private const int Samples = 400;

    private static readonly Gen<(int Kind, int At, int Length)> AnyStep =
        from kind in Gen.Choose(0, 4)
        from at in Gen.Choose(-20, Samples)
        from length in Gen.Choose(0, 60)
        select (kind, at, length);

    // REQ: B-07
    [Fact]
    public void No_sample_of_a_shut_span_is_heard_and_every_other_is_whatever_the_order_of_commands() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(20_260_102, 13),
        Prop.ForAll(AnyStep.ArrayOf().ToArbitrary(), steps =>
        {
            var gate = new Gate();
            bool[] open = new bool[Samples];
            bool[] heard = new bool[Samples];
            var mutes = new Dictionary<int, (int From, int To)>();
            int written = 0;
            int latestEdge = 0;
            foreach ((int kind, int at, int length) in steps)
            {
                switch (kind)
                {
                    case 0:
                        gate.Shut(at);
                        Fill(open, Math.Max(at, written), false);
                        latestEdge = Math.Max(latestEdge, Math.Max(at, written));
                        break;
                    case 1:
                        gate.Open(at);
                        latestEdge = Math.Max(latestEdge, Math.Max(at, written));
                        Fill(open, latestEdge, true);
                        break;
                    case 2:
                        gate.Mute(at, at + length);
                        mutes[at] = (Math.Max(at, written), at + length);
                        break;
                    default:
                        int end = Math.Min(Samples, written + length);
                        short[] pcm = new short[end - written];
                        pcm.AsSpan().Fill(1);
                        gate.Apply(pcm.AsSpan(), (short)0);
                        for (int i = written; i < end; i++)
                        {
                            heard[i] = pcm[i - written] != 0;
                            bool muted = mutes.Values.Any(mute => i >= mute.From && i < mute.To);
                            if (heard[i] != (open[i] && !muted))
                                return false;
                        }

                        written = end;
                        break;
                }
            }

            return true;
        }));

    private static void Fill(bool[] samples, int from, bool value)
    {
        for (int i = Math.Max(0, from); i < samples.Length; i++)
            samples[i] = value;
    }
}
