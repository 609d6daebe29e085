using System.Diagnostics;
using MediaRecorder.Interop.Tests.Tools;
using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Interop.Tests.Recorder;

/// <summary>
/// The program under test: the built one, next to this test in the artifacts folder, of the same configuration.
/// </summary>
public static class RecorderBinary
{
    /// <summary>artifacts/bin/MediaRecorder.Server/release/mediarecorder, or debug.</summary>
    public static string Path
    {
        get
        {
            var here = new DirectoryInfo(AppContext.BaseDirectory);
            var path = System.IO.Path.Combine(
                here.Parent!.Parent!.FullName, "MediaRecorder.Server", here.Name, "mediarecorder");
            Assert.True(File.Exists(path), $"{path} is not built: dotnet build MediaRecorder.sln");
            return path;
        }
    }

    /// <summary>The top of the checkout that the program was built from.</summary>
    public static string Checkout => System.IO.Path.GetFullPath("../../../..", System.IO.Path.GetDirectoryName(Path)!);

    // What a shell without job control starts in the background ignores SIGINT, and so would all that it starts: env(1) takes
    // that back and becomes the recorder.
    public static ProcessUnderTest Start(string workingFolder, params IEnumerable<string> arguments) =>
        ProcessUnderTest.Start("/usr/bin/env", ["--default-signal=INT", Path, .. arguments], workingFolder, Environment);

    /// <summary>Runs a command that ends by itself, its standard output apart from its standard error.</summary>
    public static Task<ToolResult> RunAsync(string workingFolder, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Path, arguments) { WorkingDirectory = workingFolder };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        return ExternalTool.RunAsync(start);
    }

    // The program's own launcher looks for the runtime there; under a test runner nothing else tells it.
    private static Dictionary<string, string> Environment => new()
    {
        ["DOTNET_ROOT"] = System.IO.Path.GetFullPath(
            "../../..", System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory()),
    };
}
