using System.Globalization;

namespace MediaRecorder.Net.Tests;

// REQ: J-02
public sealed class ThreadNiceTests
{
    private const int NiceField = 19;

    [Fact]
    public void A_thread_steps_back_and_the_others_stay()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has a nice value for each thread");
        var (before, own) = (NiceOfThisThread(), 0);
        var isSet = false;
        var thread = new Thread(() =>
        {
            isSet = ThreadNice.TrySet(before + ThreadNice.Later);
            own = NiceOfThisThread();
        });
        thread.Start();
        thread.Join();
        Assert.True(isSet);
        Assert.Equal(before + ThreadNice.Later, own);
        Assert.Equal(before, NiceOfThisThread());
    }

    [Fact]
    public void To_come_sooner_is_allowed_or_refused_and_never_fails()
    {
        var (isSet, own, before) = (false, 0, 0);
        var thread = new Thread(() =>
        {
            before = OperatingSystem.IsLinux() ? NiceOfThisThread() : 0;
            isSet = ThreadNice.TrySet(ThreadNice.Sooner);
            own = OperatingSystem.IsLinux() ? NiceOfThisThread() : 0;
        });
        thread.Start();
        thread.Join();
        Assert.Equal(isSet ? ThreadNice.Sooner : before, own);
    }

    // proc(5): the 19th field of stat; the name, which is the second, stands in brackets and may hold blanks.
    private static int NiceOfThisThread()
    {
        var stat = File.ReadAllText("/proc/thread-self/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return int.Parse(fields[NiceField - 3], CultureInfo.InvariantCulture);
    }
}
