using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace MediaRecorder.Server.Metrics;

/// <summary>
/// The process itself: memory, collector, threads, processor time. All observable: read at the scrape, free between.
/// </summary>
public sealed class RuntimeMetrics : IDisposable
{
    private const string DescriptorFolder = "/proc/self/fd";

    private readonly Meter _meter = new(MetricsCollector.MeterPrefix + "Runtime");
    private readonly Process _process = Process.GetCurrentProcess();
    private readonly TimeProvider _time;
    private readonly long _started;

    /// <summary>Publishes the instruments; uptime counts from now.</summary>
    public RuntimeMetrics(TimeProvider time)
    {
        _time = time;
        _started = time.GetTimestamp();
        CreateMemory();
        CreateProcess();
    }

    /// <summary>Version of this program, as built.</summary>
    public static string Version { get; } =
        typeof(RuntimeMetrics).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <inheritdoc/>
    public void Dispose()
    {
        _meter.Dispose();
        _process.Dispose();
    }

    private static IEnumerable<Measurement<long>> Collections()
    {
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            // CollectionCount of a generation includes those of the older ones; the label promises its own.
            var older = generation == GC.MaxGeneration ? 0 : GC.CollectionCount(generation + 1);
            yield return new Measurement<long>(
                GC.CollectionCount(generation) - older, new KeyValuePair<string, object?>("generation", generation));
        }
    }

    private void CreateMemory()
    {
        _meter.CreateObservableCounter(
            "mediarecorder.runtime.gc.collections", Collections, "{collection}", "Garbage collections by generation.");
        _meter.CreateObservableCounter(
            "mediarecorder.runtime.gc.pause",
            static () => GC.GetTotalPauseDuration().TotalSeconds,
            "s",
            "Time during which the garbage collector held all managed threads.");
        _meter.CreateObservableCounter(
            "mediarecorder.runtime.allocated",
            static () => GC.GetTotalAllocatedBytes(),
            "By",
            "Managed memory allocated since the start.");
        _meter.CreateObservableGauge(
            "mediarecorder.runtime.heap",
            static () => GC.GetTotalMemory(forceFullCollection: false),
            "By",
            "Managed memory in use.");
    }

    private void CreateProcess()
    {
        _meter.CreateObservableGauge(
            "mediarecorder.process.working_set",
            static () => Environment.WorkingSet,
            "By",
            "Resident memory of the process.");
        _meter.CreateObservableGauge(
            "mediarecorder.process.threads", CountThreads, "{thread}", "Threads of the process.");
        _meter.CreateObservableCounter(
            "mediarecorder.process.cpu",
            static () => Environment.CpuUsage.TotalTime.TotalSeconds,
            "s",
            "Processor time used, user and system.");
        _meter.CreateObservableGauge(
            "mediarecorder.process.uptime",
            () => _time.GetElapsedTime(_started).TotalSeconds,
            "s",
            "Time since the start.");
        _meter.CreateObservableGauge("mediarecorder.build_info", Build, null, "Always 1; the labels say what runs.");
        if (Directory.Exists(DescriptorFolder))
        {
            _meter.CreateObservableGauge(
                "mediarecorder.process.open_files",
                static () => Directory.EnumerateFileSystemEntries(DescriptorFolder).Count(),
                "{file}",
                "Open file descriptors, sockets included.");
        }
    }

    private long CountThreads()
    {
        _process.Refresh();
        return _process.Threads.Count;
    }

    private static Measurement<long> Build()
    {
        return new Measurement<long>(
            1,
            new KeyValuePair<string, object?>("version", Version),
            new KeyValuePair<string, object?>("runtime", RuntimeInformation.FrameworkDescription));
    }
}
