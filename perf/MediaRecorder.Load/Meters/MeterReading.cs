using MediaRecorder.Load.Workers;
using MediaRecorder.Net;

namespace MediaRecorder.Load.Meters;

/// <summary>All meters at one instant.</summary>
/// <param name="UpNs">Call-nanoseconds until now.</param>
/// <param name="Target">The recorder; null without its process id.</param>
internal sealed record MeterReading(
    long AtNs, long UpNs, ProcessSample? Target, ProcessSample? Own, MachineSample? Machine)
{
    public static MeterReading Take(MonotonicClock clock, LoadWorker worker, int? pid) => new(
        clock.NowNs,
        worker.UpNs,
        pid is { } id ? ProcessSample.Read(id) : null,
        ProcessSample.Read(Environment.ProcessId),
        MachineSample.Read());
}
