using MediaRecorder.Load.Calls;
using MediaRecorder.Load.Commands;
using MediaRecorder.Load.Media;
using MediaRecorder.Load.Meters;
using MediaRecorder.Load.Workers;

namespace MediaRecorder.Load.Reports;

/// <summary>Turns counts and meter readings into the numbers of a report.</summary>
internal static class LoadReports
{
    private const double NsPerMs = 1e6;
    private const double NsPerSecond = 1e9;

    public static CallsReport Calls(LoadOptions options, CallCounts counts)
    {
        var setupNs = counts.SetupNs.Order().ToArray();
        return new CallsReport(
            options.Calls, counts.Started, counts.Established, counts.Failed, counts.Dropped, counts.Unended,
            counts.FailuresByStatus,
            new SetupReport(Share(setupNs, 0.5), Share(setupNs, 0.95), Share(setupNs, 0.99), Share(setupNs, 1)));
    }

    public static PacketsReport Packets(MediaCounts counts) => new(
        counts.Sent, counts.SendErrors, counts.Received, counts.CountedSent,
        counts.CountedSent - counts.CountedReceived,
        counts.Duplicates, counts.Crossed, counts.Unmarked, counts.Stale, counts.Reordered);

    public static LatencyReport Latency(MediaCounts counts, string stampedBy)
    {
        var histogram = counts.Latency;
        return new LatencyReport(
            stampedBy, Ms(histogram, 0.5), Ms(histogram, 0.9), Ms(histogram, 0.99), Ms(histogram, 0.999),
            histogram.LargestNs / NsPerMs);
    }

    public static WindowReport Window(MeterReading open, MeterReading close)
    {
        var seconds = Seconds(open, close);
        var processors = Environment.ProcessorCount;
        double? busy = null;
        double? others = null;
        if (open.Machine is { } before && close.Machine is { } after && seconds > 0)
        {
            var busySeconds = Math.Clamp(
                seconds * processors - (after.IdleSeconds - before.IdleSeconds), 0, seconds * processors);
            busy = 100 * busySeconds / (seconds * processors);
            var oursMs = Used(open.Own, close.Own) + Used(open.Target, close.Target);
            others = Math.Max(100 * (busySeconds - oursMs / 1000) / seconds, 0);
        }

        var callSeconds = CallSeconds(open, close);
        return new WindowReport(seconds, callSeconds, Quotient(callSeconds, seconds), processors, busy, others);
    }

    /// <summary>Null when the process could not be read.</summary>
    public static TargetReport? Target(
        LoadOptions options, CallCounts counts, MeterReading before, MeterReading open, MeterReading close,
        MeterReading after)
    {
        if (options.Pid is not { } pid || before.Target is not { } idle || open.Target is not { } from || close.Target is not { } to)
            return null;

        var callSeconds = CallSeconds(open, close);
        var averageCalls = Quotient(callSeconds, Seconds(open, close));
        var cpuMs = to.TotalMs - from.TotalMs;
        var perCallSecond = Quotient(cpuMs, callSeconds);
        var talkingMs = perCallSecond * CallSeconds(before, after);
        return new TargetReport(
            pid,
            perCallSecond,
            Quotient(to.UserMs - from.UserMs, callSeconds),
            Quotient(to.SystemMs - from.SystemMs, callSeconds),
            Quotient(cpuMs / 10, Seconds(open, close)),
            Quotient(Used(before.Target, after.Target) - talkingMs, counts.Established),
            idle.ResidentKb,
            to.ResidentKb,
            Quotient(to.ResidentKb - idle.ResidentKb, averageCalls),
            to.Threads);
    }

    public static GeneratorReport Generator(LoadWorker worker, MeterReading open, MeterReading close)
    {
        var lateness = worker.Lateness;
        var seconds = Seconds(open, close);
        return new GeneratorReport(
            seconds > 0 && open.Own is not null ? Used(open.Own, close.Own) / 10 / seconds : null,
            lateness.Histogram.LargestNs / NsPerMs, Ms(lateness.Histogram, 0.99), lateness.LateTicks,
            lateness.SkippedTicks, lateness.Ticks, worker.AllocatedBytes);
    }

    private static double Seconds(MeterReading from, MeterReading to) => (to.AtNs - from.AtNs) / NsPerSecond;

    private static double CallSeconds(MeterReading from, MeterReading to) => (to.UpNs - from.UpNs) / NsPerSecond;

    private static double Used(ProcessSample? from, ProcessSample? to) => to?.TotalMs - from?.TotalMs ?? 0;

    // A run without calls has no call-seconds; JSON has no NaN.
    private static double Quotient(double dividend, double divisor) => divisor > 0 ? dividend / divisor : 0;

    private static double Ms(LatencyHistogram histogram, double share) => histogram.Percentile(share) / NsPerMs;

    private static double Share(long[] sortedNs, double share) =>
        sortedNs.Length == 0 ? 0 : sortedNs[(int)Math.Ceiling(share * sortedNs.Length) - 1] / NsPerMs;
}
