using BenchmarkDotNet.Attributes;
using MediaRecorder.Rtp.Packets;
using MediaRecorder.Rtp.Statistics;

namespace MediaRecorder.Benchmarks.Rtp;

/// <summary>RFC 3550 A.1 and A.8 for a stream in order.</summary>
public class ReceiverStatisticsBenchmarks
{
    private readonly ReceiverStatistics _statistics = new(clockRate: 8000);
    private SequenceNumber _sequenceNumber;
    private RtpTimestamp _timestamp;
    private long _nowNs;

    [Benchmark]
    public int Receive()
    {
        _sequenceNumber = _sequenceNumber.Plus(1);
        _timestamp = _timestamp.Plus(G711Packet.Samples);
        _nowNs += G711Packet.DurationNs;
        return (int)_statistics.Receive(_sequenceNumber, _timestamp, _nowNs);
    }
}
