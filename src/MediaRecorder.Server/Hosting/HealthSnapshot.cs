using System.Collections.Immutable;

namespace MediaRecorder.Server.Hosting;

/// <summary>How the recorder is at one instant.</summary>
/// <param name="Heartbeats">One per worker thread that runs.</param>
/// <param name="Listening">SIP is bound and answered.</param>
/// <param name="Draining">No new calls are taken, because the process is about to end.</param>
/// <param name="DiskWritable">The spool took a write lately; see <see cref="DiskProbe"/>.</param>
public sealed record HealthSnapshot(
    ImmutableArray<WorkerHeartbeat> Heartbeats,
    bool Listening,
    bool Draining,
    bool DiskWritable);
