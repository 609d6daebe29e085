namespace MediaRecorder.Load.Meters;

/// <summary>What the recorder says of itself over the steady window; null where its page has no such family.</summary>
/// <param name="Packets">RTP packets it accepted.</param>
/// <param name="AllocatedBytes">Managed, of the whole process, less what one scrape allocates.</param>
/// <param name="GcCount">Collections of all generations.</param>
/// <param name="RingDrops">Packets that the recording lost.</param>
/// <param name="RelayDrops">Packets that the call lost.</param>
internal sealed record RecorderMetricsDelta(
    double? Packets,
    double? AllocatedBytes,
    double? AllocatedBytesPerPacket,
    double? GcCount,
    double? GcPauseMs,
    double? RingDrops,
    double? RelayDrops,
    double? MediaStalls);
