using System.Globalization;

namespace MediaRecorder.Net.Tests;

// REQ: J-02
public sealed class ThreadSliceTests
{
    private const string Scheduling = "/proc/thread-self/sched";

    // From then on the kernel does what it is asked.
    private static readonly Version FirstThatObeys = new(6, 12);

    [Fact]
    public void A_thread_asks_for_little_at_a_time_and_keeps_its_weight()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has a slice for each thread");
        var isSet = false;
        string[] before = [], after = [];
        var thread = new Thread(() =>
        {
            before = File.ReadAllLines(Scheduling);
            isSet = ThreadSlice.TrySet(ThreadSlice.ShortestNs);
            after = File.ReadAllLines(Scheduling);
        });
        thread.Start();
        thread.Join();
        Assert.True(isSet);
        Assert.Equal(ValueOf("se.load.weight", before), ValueOf("se.load.weight", after));
        if (Environment.OSVersion.Version >= FirstThatObeys)
        {
            Assert.Equal(ThreadSlice.ShortestNs, ValueOf("se.slice", after));
        }
    }

    private static long ValueOf(string name, string[] lines) => long.Parse(
        lines.Single(line => line.StartsWith(name + ' ', StringComparison.Ordinal)).Split(':')[1],
        CultureInfo.InvariantCulture);
}
