using BenchmarkDotNet.Attributes;
using MediaRecorder.Rtp.Events;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Benchmarks.Rtp;

/// <summary>A packet that says that a key is still down.</summary>
public class TelephoneEventBenchmarks
{
    private const int PayloadBytes = 4;

    private readonly TelephoneEventReceiver _receiver = new();
    private readonly byte[] _packet = new byte[RtpHeader.FixedBytes + PayloadBytes];
    private SequenceNumber _sequenceNumber;

    [Benchmark]
    public int Receive()
    {
        _sequenceNumber = _sequenceNumber.Plus(1);
        RtpHeader.Write(
            _packet, new PayloadType(101), marker: false, _sequenceNumber, new RtpTimestamp(8000), new Ssrc(1));
        new TelephoneEvent(Code: 11, End: false, Volume: 10, DurationTicks: 160)
            .WriteTo(_packet.AsSpan(RtpHeader.FixedBytes));
        return RtpHeader.TryParse(_packet, out var header, out _) && _receiver.Receive(header, clockRate: 8000, arrivalNs: 0, out _)
            ? 1 : 0;
    }
}
