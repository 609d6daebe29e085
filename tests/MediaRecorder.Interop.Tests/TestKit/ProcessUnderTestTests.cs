using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Interop.Tests.TestKit;

[Collection(Measured.Name)]
public sealed class ProcessUnderTestTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Lines_of_both_outputs_and_the_exit_code_are_seen()
    {
        await using var process = ProcessUnderTest.Start("/bin/sh", ["-c", "echo out; echo err >&2; exit 3"]);
        Assert.Equal("err", await process.WaitForLineAsync("^e", Patience));
        Assert.Equal(3, await process.WaitForExitAsync(Patience));
        Assert.Equal(["err", "out"], process.Lines.Order());
    }

    [Fact]
    public async Task Sigterm_reaches_the_process()
    {
        await using var process = ProcessUnderTest.Start(
            "/bin/sh", ["-c", "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.05; done"]);
        await process.WaitForLineAsync("ready", Patience);
        process.Signal(ProcessSignal.Terminate);
        Assert.Equal(0, await process.WaitForExitAsync(Patience));
        Assert.Contains("bye", process.Lines);
    }

    [Fact]
    public async Task Dispose_kills_what_still_runs()
    {
        var process = ProcessUnderTest.Start("/bin/sleep", ["1000"]);
        await process.DisposeAsync();
        Assert.Equal(128 + 9, await process.Exited);
    }

    [Fact]
    public async Task Waiting_in_vain_tells_what_the_process_said()
    {
        await using var ended = ProcessUnderTest.Start("/bin/sh", ["-c", "echo something else"]);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => ended.WaitForLineAsync("ready", Patience));
        Assert.Contains("something else", failure.Message, StringComparison.Ordinal);

        await using var silent = ProcessUnderTest.Start("/bin/sleep", ["1000"]);
        var timeout = await Assert.ThrowsAsync<TimeoutException>(
            () => silent.WaitForLineAsync("ready", TimeSpan.FromMilliseconds(50)));
        Assert.Contains("it said nothing", timeout.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_process_leaves_in_the_temporary_folder_goes_with_its_own()
    {
        using var folder = new TempFolder();
        await using var process = ProcessUnderTest.Start("/bin/sh", ["-c", "mktemp"], folder.Path);
        Assert.Equal(folder.Path, Path.GetDirectoryName(await process.WaitForLineAsync("/", Patience)));
    }

    [Fact]
    public void A_temp_folder_is_empty_then_full_then_gone()
    {
        string path;
        using (var folder = new TempFolder())
        {
            path = folder.Path;
            Assert.Empty(folder.Files());
            Directory.CreateDirectory(folder["below"]);
            folder.Write("b.txt", "b");
            folder.Write("below/a.txt", "a");
            Assert.Equal([folder["b.txt"], folder["below/a.txt"]], folder.Files("*.txt"));
        }

        Assert.False(Directory.Exists(path));
    }
}
