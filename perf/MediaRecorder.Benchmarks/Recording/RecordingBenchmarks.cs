using BenchmarkDotNet.Attributes;
using MediaRecorder.Benchmarks.Rtp;
using MediaRecorder.Recording.Timelines;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Benchmarks.Recording;

/// <summary>What a RecordingWorker does with 20 ms of a call, up to the bytes that go to the disk.</summary>
public class RecordingBenchmarks
{
    private const int BytesPerFrame = 4;

    // The number of Placement.Placed.
    private const int Placed = 0;

    private readonly RecordingParts _customer = RecordingParts.CreateLeg();
    private readonly RecordingParts _agent = RecordingParts.CreateLeg();
    private readonly LegFormats _customerFormats = LegFormats.CreateStatic();
    private readonly LegFormats _agentFormats = LegFormats.CreateStatic();
    private readonly byte[] _customerPacket = G711Packet.Create(ssrc: 1);
    private readonly byte[] _agentPacket = G711Packet.Create(ssrc: 2);
    private readonly byte[] _frames = new byte[G711Packet.Samples * BytesPerFrame];
    private readonly RecordingParts _placed = RecordingParts.CreateLeg();
    private readonly byte[] _placedPacket = G711Packet.Create(ssrc: 3);
    private long _nowNs;
    private long _placedNs;

    /// <summary>One packet onto its timeline, decoded, and off it again.</summary>
    [Benchmark]
    public int Place()
    {
        var samples = Place(_placed, _placedPacket, _customerFormats, _placedNs);
        _placedNs += G711Packet.DurationNs;
        _placed.Consume(G711Packet.Samples);
        return samples;
    }

    /// <summary>A packet of each leg onto its timeline, through the gate and into stereo frames.</summary>
    [Benchmark]
    public int PlaceGateAndLayOut()
    {
        Place(_customer, _customerPacket, _customerFormats, _nowNs);
        Place(_agent, _agentPacket, _agentFormats, _nowNs);
        _nowNs += G711Packet.DurationNs;

        RecordingParts.Interleave(Gated(_customer), Gated(_agent), _frames);
        _customer.Consume(G711Packet.Samples);
        _agent.Consume(G711Packet.Samples);
        return _frames[0];
    }

    private static int Place(RecordingParts leg, byte[] packet, LegFormats formats, long arrivalNs)
    {
        G711Packet.Advance(packet);
        if (!RtpHeader.TryParse(packet, out var header, out _) || leg.Receive(header, arrivalNs, formats) != Placed)
            throw new InvalidOperationException("the packet found no place");
        return header.Payload.Length;
    }

    private static ReadOnlySpan<short> Gated(RecordingParts leg)
    {
        var pcm = leg.Peek(G711Packet.Samples);
        leg.Apply(pcm, 0);
        return pcm;
    }
}
