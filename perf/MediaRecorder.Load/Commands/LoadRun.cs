using System.Net;
using MediaRecorder.Load.Calls;
using MediaRecorder.Load.Media;
using MediaRecorder.Load.Meters;
using MediaRecorder.Load.Recordings;
using MediaRecorder.Load.Reports;
using MediaRecorder.Load.Sockets;
using MediaRecorder.Load.Workers;
using MediaRecorder.Net;

namespace MediaRecorder.Load.Commands;

/// <summary>One run from the first socket to the report. The calling thread reads the meters and the recordings; the
/// LoadWorker does everything else.</summary>
internal sealed class LoadRun(LoadOptions options, TimeProvider time)
{
    private const int PortsPerLeg = 2;

    // The recorder writes what it held back and finishes its files after the last BYE.
    private static readonly TimeSpan RecordingsTimeout = TimeSpan.FromSeconds(15);

    private readonly MonotonicClock _clock = new(time);
    private readonly CallCounts _callCounts = new();
    private readonly MediaCounts _mediaCounts = new();

    /// <summary>Throws <see cref="IOException"/> when an address cannot be bound.</summary>
    public async Task<LoadReport> RunAsync(CancellationToken cancellation)
    {
        var startedUtc = time.GetUtcNow().UtcDateTime;
        using var loop = EventLoop.Create();
        LegSockets sockets = KernelStampedSockets.IsSupported && !options.StampInLoop
            ? new KernelStampedSockets()
            : new LoopStampedSockets(loop, _clock);
        var plan = new MediaPlan(sockets, options.IsALaw);
        var legs = new List<LoadLeg>(2 * options.Calls);
        try
        {
            BindLegs(plan, legs);
            var calls = legs.Chunk(2).Select((pair, index) => new LoadCall(index, pair[0], pair[1], _callCounts))
                .ToArray();
            using var control = CreateControl(plan, calls, loop);
            using var metrics = options.Metrics is { } url ? new RecorderMetrics(url) : null;
            using var worker = new LoadWorker(options, _clock, loop, control, calls, _callCounts);
            using var stop = cancellation.Register(worker.Stop);
            return await MeasureAsync(worker, metrics, plan, legs, startedUtc);
        }
        finally
        {
            foreach (var leg in legs)
                leg.Dispose();
        }
    }

    // Cancelling makes the run shorter, never the report less true: the awaits below all end soon after it.
    private async Task<LoadReport> MeasureAsync(
        LoadWorker worker, RecorderMetrics? metrics, MediaPlan plan, List<LoadLeg> legs, DateTime startedUtc)
    {
        var before = MeterReading.Take(_clock, worker, options.Pid);
        worker.Start();
        await worker.WindowOpened;
        if (metrics is not null)
            await metrics.OpenAsync(CancellationToken.None);
        var open = MeterReading.Take(_clock, worker, options.Pid);
        await worker.WindowClosed;
        var close = MeterReading.Take(_clock, worker, options.Pid);
        var delta = metrics is null ? null : await metrics.CloseAsync(CancellationToken.None);
        await worker.Finished;

        var recordings = await CheckRecordingsAsync(plan, legs, startedUtc);
        var after = MeterReading.Take(_clock, worker, options.Pid);
        return new LoadReport(
            options.Label,
            LoadReports.Calls(options, _callCounts),
            LoadReports.Packets(_mediaCounts),
            LoadReports.Latency(_mediaCounts, plan.Sockets.StampedBy),
            LoadReports.Window(open, close),
            LoadReports.Target(options, _callCounts, before, open, close, after),
            delta,
            LoadReports.Generator(worker, open, close),
            recordings);
    }

    private CallControl CreateControl(MediaPlan plan, LoadCall[] calls, EventLoop loop) =>
        options.Bare is { } bare
            ? new BareControl(options.Target.Address, bare.BasePort, bare.Stride)
            : new SipControl(options, plan, calls, loop, seed: (int)time.GetTimestamp());

    private void BindLegs(MediaPlan plan, List<LoadLeg> legs)
    {
        // Callers and callees have the same ports on their two addresses; on one address the callees come after.
        var calleeOffset = options.Caller.Address.Equals(options.Callee.Address) ? options.Calls * PortsPerLeg : 0;
        for (var number = 0; number < 2 * options.Calls; number++)
        {
            var isCaller = number % 2 == 0;
            var port = options.FirstRtpPort + number / 2 * PortsPerLeg + (isCaller ? 0 : calleeOffset);
            var local = new IPEndPoint((isCaller ? options.Caller : options.Callee).Address, port);
#pragma warning disable CA2000 // The leg owns the socket from here on.
            if (!plan.Sockets.TryBind(local, out var socket, out var failure))
                throw new IOException(failure);
#pragma warning restore CA2000
            legs.Add(new LoadLeg(number, local, socket, plan, _mediaCounts));
        }
    }

    private async Task<RecordingsReport?> CheckRecordingsAsync(MediaPlan plan, List<LoadLeg> legs, DateTime startedUtc)
    {
        if (options.Recordings is not { } folder)
            return null;

        var expectedFiles = _callCounts.Established;
        var paths = await RecordingFolder.WaitAsync(
            folder, startedUtc, expectedFiles, RecordingsTimeout, time, CancellationToken.None);
        var expected = legs.ToDictionary(
            leg => leg.Number, leg => new ExpectedLeg(leg.FirstCounted, leg.LastCounted, leg.Counted));
        return new RecordingCheck(plan.Marks, options.CallerChannel).Run(paths, expected, expectedFiles);
    }
}
