using MediaRecorder.Audio.Codecs;
using MediaRecorder.Rtp.Events;
using MediaRecorder.Rtp.Packets;
using MediaRecorder.TestKit.Phones;

namespace MediaRecorder.Sip.Tests.TestKit;

public sealed class RtpSourceTests
{
    private const long PtimeNs = 20_000_000;

    [Fact]
    public void A_packet_leaves_every_ptime_with_numbers_that_go_on_across_their_ends()
    {
        var source = new RtpSource(new RtpSourceOptions
        {
            FirstSequenceNumber = new SequenceNumber(65535),
            FirstTimestamp = new RtpTimestamp(uint.MaxValue - 79),
            Ssrc = new Ssrc(7),
        });
        Assert.False(source.TryTake(long.MaxValue - 1, out _));
        source.Start(1000);
        var packets = Take(source, 1000 + (2 * PtimeNs));
        Assert.Equal([1000, 1000 + PtimeNs, 1000 + (2 * PtimeNs)], packets.Select(packet => packet.SentNs));
        Assert.Equal([65535, 0, 1], packets.Select(packet => (int)Header(packet).SequenceNumber.Value));
        Assert.Equal([uint.MaxValue - 79, 80u, 240u], packets.Select(packet => Header(packet).Timestamp.Value));
        Assert.Equal([true, false, false], packets.Select(packet => Header(packet).Marker));
        Assert.All(packets, packet => Assert.Equal(172, packet.Bytes.Length));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public void Samples_are_coded_and_the_rest_of_the_last_packet_is_silent(byte payloadType)
    {
        var source = new RtpSource(new RtpSourceOptions { PayloadType = new PayloadType(payloadType) });
        source.Play([.. Enumerable.Repeat((short)1000, 200)]);
        source.Start(0);
        var pcm = new short[320];
        foreach (var (packet, index) in Take(source, PtimeNs).Select((packet, index) => (packet, index)))
        {
            var half = pcm.AsSpan(160 * index, 160);
            if (payloadType == 0)
                MuLaw.Decode(packet.Bytes.AsSpan(12), half);
            else
                ALaw.Decode(packet.Bytes.AsSpan(12), half);
        }

        Assert.All(pcm[..200], sample => Assert.InRange(sample, 970, 1030)); // within one step of either law
        Assert.All(pcm[200..], sample => Assert.InRange(sample, -8, 8));
        Assert.True(source.IsIdle);
    }

    [Fact]
    public void A_key_is_one_marker_growing_durations_and_three_equal_ends()
    {
        var source = new RtpSource(new RtpSourceOptions { FirstTimestamp = new RtpTimestamp(5000) });
        source.SetTone(440);
        source.Start(0);
        Take(source, 0);
        source.Press('#', 80);
        var packets = Take(source, 7 * PtimeNs);
        var events = packets.Take(6).Select(packet => Event(packet)).ToList();
        Assert.Equal([160, 320, 480, 640, 640, 640], events.Select(e => (int)e.DurationTicks));
        Assert.Equal([false, false, false, true, true, true], events.Select(e => e.End));
        Assert.All(events, e => Assert.Equal('#', e.Digit));
        Assert.All(packets.Take(6), packet => Assert.Equal(5160u, Header(packet).Timestamp.Value));
        Assert.Equal(
            [true, false, false, false, false, false], packets.Take(6).Select(packet => Header(packet).Marker));
        Assert.Equal(PayloadType.Pcmu, Header(packets[6]).PayloadType);
        Assert.Equal(5000u + (7 * 160), Header(packets[6]).Timestamp.Value);
        Assert.Equal(Enumerable.Range(2, 7), packets.Select(packet => (int)Header(packet).SequenceNumber.Value));
    }

    [Fact]
    public void Suppressed_silence_sends_nothing_but_keeps_the_media_clock()
    {
        var source = new RtpSource(new RtpSourceOptions { SuppressSilence = true });
        source.Start(0);
        Assert.Empty(Take(source, 9 * PtimeNs));
        source.SetTone(440);
        var packet = Assert.Single(Take(source, 10 * PtimeNs));
        Assert.Equal(
            (1600u, 1, true),
            (Header(packet).Timestamp.Value, Header(packet).SequenceNumber.Value, Header(packet).Marker));
    }

    [Fact]
    public void A_restart_and_a_jump_are_what_the_next_packet_shows()
    {
        var source = new RtpSource();
        source.Start(0);
        Take(source, 0);
        source.JumpTimestamp(-160);
        Assert.Equal(0u, Header(Assert.Single(Take(source, PtimeNs))).Timestamp.Value);
        source.Restart(new Ssrc(9), new RtpTimestamp(77), new SequenceNumber(500));
        var header = Header(Assert.Single(Take(source, 2 * PtimeNs)));
        Assert.Equal(
            (9u, 77u, 500, true),
            (header.Ssrc.Value, header.Timestamp.Value, header.SequenceNumber.Value, header.Marker));
        source.Stop();
        Assert.Empty(Take(source, 10 * PtimeNs));
    }

    private static List<RtpPacket> Take(RtpSource source, long nowNs)
    {
        var packets = new List<RtpPacket>();
        while (source.TryTake(nowNs, out var packet))
            packets.Add(packet);
        return packets;
    }

    private static Fields Header(RtpPacket packet)
    {
        Assert.True(RtpHeader.TryParse(packet.Bytes, out var header, out _));
        return new Fields(header.PayloadType, header.Marker, header.SequenceNumber, header.Timestamp, header.Ssrc);
    }

    private static TelephoneEvent Event(RtpPacket packet)
    {
        Assert.Equal(101, Header(packet).PayloadType.Value);
        Assert.True(TelephoneEvent.TryParse(packet.Bytes.AsSpan(12), out var telephoneEvent, out _));
        return telephoneEvent;
    }

    private sealed record Fields(
        PayloadType PayloadType, bool Marker, SequenceNumber SequenceNumber, RtpTimestamp Timestamp, Ssrc Ssrc);
}
