using System.Globalization;
using System.Text;
using MediaRecorder.Load.Recordings;

namespace MediaRecorder.Load.Reports;

/// <summary>Reports for people: one line per subject, in the order of callload's.</summary>
internal static class ReportText
{
    public static string Write(LoadReport report)
    {
        var text = new StringBuilder();
        var (calls, packets, latency, window) = (report.Calls, report.Packets, report.LatencyMs, report.Window);
        Line(text, "calls", $"asked {calls.Asked}, established {calls.Established}, failed {calls.Failed}{Statuses(calls)}, dropped {calls.Dropped}, not ended {calls.Unended}");
        Line(text, "set-up", $"INVITE to 200: p50 {calls.SetupMs.P50:F1} ms, p95 {calls.SetupMs.P95:F1}, p99 {calls.SetupMs.P99:F1}, max {calls.SetupMs.Max:F1}");
        Line(text, "rtp", $"sent {packets.Sent} (errors {packets.SendErrors}), received {packets.Received}, unmarked {packets.Unmarked}, duplicate {packets.Duplicates}, crossed {packets.Crossed}, stale {packets.Stale}, reordered {packets.Reordered}");
        Line(text, "loss", $"after settling: sent {packets.CountedSent}, lost {packets.Lost}");
        Line(text, "latency", $"p50 {latency.P50:F3} ms, p90 {latency.P90:F3}, p99 {latency.P99:F3}, p99.9 {latency.P999:F3}, max {latency.Max:F3} (to the {latency.StampedBy}'s time stamp)");
        Line(
            text, "window",
            $"{window.Seconds:F1} s, {window.CallSeconds:F0} call-seconds, {window.AverageCalls:F1} calls on average");
        if (report.Target is { } target)
            Line(text, "target", $"{target.CpuMsPerCallSecond:F3} CPU ms per call-second (user {target.UserMsPerCallSecond:F3}, system {target.SystemMsPerCallSecond:F3}); {target.CorePercent:F1} % of one core; set-up and end {target.SetupCpuMsPerCall:F2} CPU ms per call; resident {target.ResidentKbBefore:F0} to {target.ResidentKb:F0} kB = {target.ResidentKbPerCall:F1} kB per call; {target.Threads} threads");
        if (report.Metrics is { } metrics)
            Line(text, "metrics", $"allocated {Number(metrics.AllocatedBytesPerPacket, "F3")} bytes per packet ({Number(metrics.AllocatedBytes, "F0")} in {Number(metrics.Packets, "F0")}), collections {Number(metrics.GcCount, "F0")} ({Number(metrics.GcPauseMs, "F1")} ms), ring drops {Number(metrics.RingDrops, "F0")}, relay drops {Number(metrics.RelayDrops, "F0")}, stalls {Number(metrics.MediaStalls, "F0")}");
        var generator = report.Generator;
        Line(text, "generator", $"{Number(generator.CorePercent, "F1")} % of one core; ticks late: p99 {generator.P99TickMs:F2} ms, max {generator.LatestTickMs:F1} ms, {generator.LateTicks} of {generator.Ticks} over 5 ms, {generator.SkippedTicks} left out; {generator.AllocatedBytes} bytes allocated in the window");
        Line(text, "machine", $"{Number(window.MachineBusyPercent, "F1")} % busy of {window.Processors} cores, others {Number(window.OthersCorePercent, "F1")} % of one core");
        if (report.Recordings is { } recordings)
            text.Append(Write(recordings));
        Line(text, "verdict", $"{(report.IsClean ? "clean" : "NOT CLEAN")}");
        return text.ToString();
    }

    public static string Write(RecordingsReport report)
    {
        var text = new StringBuilder();
        Line(text, "recordings", $"{report.Files} of {report.Expected}, {report.NotClean} not clean; packets {report.Packets}, missing {report.Missing}, doubled {report.Duplicates}, out of order {report.Backward}, of another leg {report.Foreign}; largest drift {report.LargestDriftMs:F1} ms");
        foreach (var complaint in report.Complaints)
            Line(text, "", $"{complaint}");
        return text.ToString();
    }

    private static void Line(StringBuilder text, string subject, FormattableString content) =>
        text.Append(subject.PadRight(11)).AppendLine(FormattableString.Invariant(content));

    private static string Number(double? value, string format) =>
        value?.ToString(format, CultureInfo.InvariantCulture) ?? "unknown";

    private static string Statuses(CallsReport calls) => calls.FailuresByStatus.Count == 0
        ? ""
        : $" ({string.Join(", ", calls.FailuresByStatus.Select(f => f.Key == 0 ? $"{f.Value} timed out" : $"{f.Value} × {f.Key}"))})";
}
