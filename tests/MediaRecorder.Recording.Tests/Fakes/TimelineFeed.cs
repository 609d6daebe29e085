using MediaRecorder.Containers.Wav;
using MediaRecorder.Recording.Timelines;
using MediaRecorder.Recording.Workers;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Recording.Tests.Fakes;

/// <summary>A leg's timeline, and packets for it from the test's hand. Nothing is consumed.</summary>
internal sealed class TimelineFeed(
    LegFormats formats, int sampleRate = 8000, WavEncoding encoding = WavEncoding.Pcm16)
{
    private readonly TimelineScratch _scratch = new(new WorkerCounters());

    public LegTimeline Timeline => field ??= new LegTimeline(
        new RecordingClock(0, sampleRate), encoding, scratch: _scratch);

    /// <summary>Of the worker that it belongs to.</summary>
    public WorkerCounters Counters => _scratch.Counters;

    public LegFormats Formats { get; set; } = formats;

    public static LegFormats G711 { get; } = LegFormats.Create([new(0, "PCMU", 8000), new(8, "PCMA", 8000)]);

    public Placement Put(
        int number, long time, double atMs, byte[] payload, byte type = 0, uint ssrc = 1, bool marker = false)
    {
        byte[] packet = new byte[RtpHeader.FixedBytes + payload.Length];
        RtpHeader.Write(
            packet, new PayloadType(type), marker, new SequenceNumber((ushort)number),
            new RtpTimestamp((uint)time), new Ssrc(ssrc));
        payload.CopyTo(packet.AsSpan(RtpHeader.FixedBytes));
        Assert.True(RtpHeader.TryParse(packet, out RtpHeader header, out _));
        return Timeline.Receive(header, (long)(atMs * 1e6), Formats);
    }

    public void AdvanceTo(double ms) => Timeline.Advance((long)(ms * 1e6), Formats);

    /// <summary>Samples of PCM, all in one piece.</summary>
    public short[] Samples(int from, int count) => Timeline.Peek(from + count)[from..].ToArray();
}
