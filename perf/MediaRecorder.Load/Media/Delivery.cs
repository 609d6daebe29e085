namespace MediaRecorder.Load.Media;

/// <summary>What a packet that came out is worth.</summary>
internal enum Delivery
{
    /// <summary>Sent while its call was up and settled: latency and order are measured.</summary>
    Counted,

    /// <summary>Sent while its call was being set up or ended.</summary>
    Uncounted,

    /// <summary>Came out before.</summary>
    Duplicate,

    /// <summary>Sent so long ago that it is forgotten, or never.</summary>
    Stale,
}
