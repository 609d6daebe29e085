using MediaRecorder.Server.Hosting;
using MediaRecorder.TestKit.Processes;
using MediaRecorder.TestKit.Simulation;

namespace MediaRecorder.Server.Tests.Hosting;

public class DiskProbeTests
{
    [Fact]
    public void A_folder_that_takes_files_is_created_and_left_empty()
    {
        using var folder = new TempFolder();

        Assert.True(DiskProbe.TryWrite(folder["a/b"], out _));

        Assert.True(Directory.Exists(folder["a/b"]));
        Assert.Empty(folder.Files());
    }

    [Fact]
    public void A_folder_that_cannot_be_is_refused_with_the_reason()
    {
        using var folder = new TempFolder();
        var file = folder.Write("file", "");

        Assert.False(DiskProbe.TryWrite(Path.Combine(file, "below"), out var reason));

        Assert.StartsWith("cannot be written to: ", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_holds_for_some_seconds_and_no_longer()
    {
        using var folder = new TempFolder();
        var time = new ManualTime();
        var path = folder["spool"];
        var probe = new DiskProbe(path, time);
        Assert.True(probe.IsWritable());
        Directory.Delete(path);
        File.WriteAllText(path, "");

        time.Advance(DiskProbe.Validity - TimeSpan.FromTicks(1));
        Assert.True(probe.IsWritable());
        time.Advance(TimeSpan.FromTicks(1));
        Assert.False(probe.IsWritable());
    }
}
