using MediaRecorder.Net.Tls;

namespace MediaRecorder.Net.Streams;

/// <summary>What the connections of one transport share.</summary>
/// <param name="Tls">Null for TCP.</param>
internal sealed record StreamScope(
    Func<IStreamFraming> NewFraming,
    IStreamReceiver Receiver,
    StreamLimits Limits,
    StreamCounters Counters,
    MonotonicClock Clock,
    TlsEnd? Tls);
