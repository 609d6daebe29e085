using BenchmarkDotNet.Attributes;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Benchmarks.Rtp;

/// <summary>Looking at a packet: once by each MediaWorker and once by each RecordingWorker.</summary>
public class RtpHeaderBenchmarks
{
    private readonly byte[] _packet = G711Packet.Create();

    [Benchmark]
    public int Classify() => (int)PacketClassifier.Classify(_packet);

    [Benchmark]
    public int Parse() => RtpHeader.TryParse(_packet, out var header, out _) ? header.Payload.Length : 0;
}
