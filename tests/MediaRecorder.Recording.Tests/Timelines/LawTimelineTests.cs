using MediaRecorder.Audio.Codecs;
using MediaRecorder.Containers.Wav;
using MediaRecorder.Recording.Timelines;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Recording.Tests.Timelines;

// REQ: B-03
public sealed class LawTimelineTests
{
    private static readonly RecordingClock Clock = new(0, 8000);

    private readonly LegFormats _formats = LegFormats.CreateStatic();

    [Theory]
    [InlineData(WavEncoding.Mulaw, 0)]
    [InlineData(WavEncoding.Alaw, 8)]
    public void Payloads_of_the_files_law_stay_the_bytes_they_are(WavEncoding law, byte payloadType)
    {
        var timeline = new LegTimeline(Clock, law);
        byte[] every = [.. Enumerable.Range(0, 256).Select(code => (byte)code)];
        Put(timeline, payloadType, 0, every);
        Assert.Equal(every, timeline.PeekCodes(256).ToArray());
        Assert.Equal(256, timeline.PlacedSamples);
    }

    // REQ: A-08
    [Fact]
    public void A_leg_that_changes_to_the_other_law_is_encoded_to_that_of_the_file()
    {
        var timeline = new LegTimeline(Clock, WavEncoding.Mulaw);
        short[] tone = [.. Enumerable.Range(0, 160).Select(i => (short)(8000 * Math.Sin(i * 0.3)))];
        byte[] alaw = new byte[160];
        byte[] expected = new byte[160];
        short[] heard = new short[160];
        ALaw.Encode(tone, alaw);
        ALaw.Decode(alaw, heard);
        MuLaw.Encode(heard, expected);
        Put(timeline, 8, 0, alaw);
        Assert.Equal(expected, timeline.PeekCodes(160).ToArray());
        Assert.Equal(MuLaw.Silence, timeline.PeekCodes(161)[160]);
    }

    [Fact]
    public void Of_a_payload_that_begins_before_the_window_the_rest_is_kept()
    {
        var timeline = new LegTimeline(Clock, WavEncoding.Mulaw);
        Put(timeline, 0, 0, [1, 2, 3]);
        timeline.Consume(162);
        Put(timeline, 0, 1, [.. Enumerable.Range(0, 160).Select(i => (byte)i)]);
        Assert.Equal([2, 3, 4], timeline.PeekCodes(3).ToArray());
    }

    private void Put(LegTimeline timeline, byte payloadType, int number, byte[] payload)
    {
        byte[] packet = new byte[RtpHeader.FixedBytes + payload.Length];
        RtpHeader.Write(
            packet, new PayloadType(payloadType), marker: false, new SequenceNumber((ushort)number),
            new RtpTimestamp((uint)(160 * number)), new Ssrc(7));
        payload.CopyTo(packet.AsSpan(RtpHeader.FixedBytes));
        Assert.True(RtpHeader.TryParse(packet, out RtpHeader header, out _));
        Assert.Equal(Placement.Placed, timeline.Receive(header, number * 20_000_000L, _formats));
    }
}
