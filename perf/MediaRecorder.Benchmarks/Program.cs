using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using MediaRecorder.Benchmarks.Gates;

const string CommittedFile = "allocations.json";

if (args is ["--gate" or "--update", ..] && !SteadyProcess.IsThis)
    return SteadyProcess.Run(args);

var gate = new AllocationGate(Console.Out);
switch (args)
{
    case ["--gate"]:
        return gate.Check(Path.Combine(AppContext.BaseDirectory, CommittedFile)) ? 0 : 1;
    case ["--gate", var file]:
        return gate.Check(file) ? 0 : 1;
    case ["--update", var file]:
        gate.Update(file);
        return 0;
}

// In this process: BenchmarkDotNet's own build of a second project knows nothing of central versions and lock files.
var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
var config = DefaultConfig.Instance.AddJob(job).AddDiagnoser(MemoryDiagnoser.Default);
return BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config).Any(
    s => s.HasCriticalValidationErrors) ? 1 : 0;
