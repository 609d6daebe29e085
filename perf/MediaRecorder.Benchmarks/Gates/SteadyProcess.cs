using System.Diagnostics;

namespace MediaRecorder.Benchmarks.Gates;

/// <summary>
/// This program once more, without tiered compilation. Tiers differ in what they allocate, because optimised code keeps
/// short-lived objects on the stack, and when they change depends on the load of the machine; a gate must not.
/// </summary>
internal static class SteadyProcess
{
    private const string TieredCompilation = "DOTNET_TieredCompilation";
    private const string Off = "0";

    /// <summary>Whether this is that process.</summary>
    public static bool IsThis => Environment.GetEnvironmentVariable(TieredCompilation) == Off;

    /// <summary>Runs it with these arguments and this console; returns its exit code.</summary>
    public static int Run(string[] args)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program);
        // Started as "dotnet PROGRAM.dll", the process is dotnet.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        foreach (var arg in args)
            start.ArgumentList.Add(arg);
        start.Environment[TieredCompilation] = Off;
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
