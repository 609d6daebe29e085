using System.Collections.Frozen;
using System.Diagnostics;
using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Interop.Tests.Tools;

/// <summary>
/// Programs of the system that judge the recorder from outside. A missing one fails the test, never skips it.
/// </summary>
public static class ExternalTool
{
    private static readonly FrozenDictionary<string, string> DebianPackages = new Dictionary<string, string>
    {
        ["sipp"] = "sip-tester",
        ["baresip"] = "baresip-core",
        ["ffmpeg"] = "ffmpeg",
        ["ffprobe"] = "ffmpeg",
        ["sox"] = "sox",
        ["espeak-ng"] = "espeak-ng",
        ["promtool"] = "prometheus",
        ["kamailio"] = "kamailio",
        ["linphonec"] = "linphone-cli",
        ["sipsak"] = "sipsak",
        ["openssl"] = "openssl",
    }.ToFrozenDictionary();

    /// <summary>Full path of a tool on PATH.</summary>
    public static string Find(string name)
    {
        // Daemons stand in sbin, which not every user's PATH has.
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator);
        var found = folders.Append("/usr/sbin").Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        if (found is null)
            Assert.Fail($"{name} is not installed: apt-get install {DebianPackages[name]} (tests/run.sh does it)");
        return found;
    }

    /// <summary>Starts a tool that runs for as long as the test wants.</summary>
    public static ProcessUnderTest Start(
        string name,
        IEnumerable<string> arguments,
        string workingFolder,
        IReadOnlyDictionary<string, string>? environment = null,
        bool takesInput = false) =>
        ProcessUnderTest.Start(Find(name), arguments, workingFolder, environment, takesInput);

    /// <summary>
    /// Runs a tool to its end with <paramref name="input"/> on its standard input; what it wrote and how it ended.
    /// </summary>
    public static Task<ToolResult> RunAsync(
        string name, IEnumerable<string> arguments, ReadOnlyMemory<byte> input = default) =>
        RunAsync(new ProcessStartInfo(Find(name), arguments), input);

    /// <inheritdoc cref="RunAsync(string, IEnumerable{string}, ReadOnlyMemory{byte})"/>
    public static async Task<ToolResult> RunAsync(ProcessStartInfo start, ReadOnlyMemory<byte> input = default)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = new Process { StartInfo = start };
        process.Start();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(60));
        try
        {
            using var output = new MemoryStream();
            var errors = process.StandardError.ReadToEndAsync(timeout.Token);
            var copied = process.StandardOutput.BaseStream.CopyToAsync(output, timeout.Token);
            await process.StandardInput.BaseStream.WriteAsync(input, timeout.Token);
            process.StandardInput.Close();
            await copied;
            await process.WaitForExitAsync(timeout.Token);
            return new ToolResult(Path.GetFileName(start.FileName), process.ExitCode, output.ToArray(), await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
