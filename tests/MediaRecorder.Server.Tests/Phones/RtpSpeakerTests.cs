using MediaRecorder.Audio.Codecs;
using MediaRecorder.Rtp.Events;
using MediaRecorder.Rtp.Packets;
using MediaRecorder.Server.Phones.Scripts;
using MediaRecorder.Server.Phones.Speech;

namespace MediaRecorder.Server.Tests.Phones;

public class RtpSpeakerTests
{
    private readonly RtpSpeaker _speaker = new(seed: 5);
    private readonly byte[] _packet = new byte[RtpSpeaker.MaxPacketBytes];
    private readonly short[] _pcm = Enumerable.Range(0, RtpSpeaker.FrameSamples).Select(i => (short)(i * 50)).ToArray();

    [Fact]
    public void Audio_is_A_law_with_consecutive_numbers_and_times()
    {
        var first = Audio();
        var second = Audio();

        Assert.Equal(PayloadType.Pcma, first.Type);
        Assert.Equal(1, second.Sequence.Distance(first.Sequence));
        Assert.Equal(160, second.Time.Distance(first.Time));
        Assert.Equal(first.Ssrc, second.Ssrc);
        Assert.Equal((true, false), (first.Marker, second.Marker));
        var heard = new short[160];
        ALaw.Decode(first.Payload, heard);
        Assert.InRange(heard[100], 4900, 5100);
    }

    [Fact]
    public void Silence_takes_time_but_no_numbers_and_speech_after_it_is_marked()
    {
        var before = Audio();
        _speaker.SkipFrame();
        _speaker.SkipFrame();
        var after = Audio();

        Assert.Equal(1, after.Sequence.Distance(before.Sequence));
        Assert.Equal(3 * 160, after.Time.Distance(before.Time));
        Assert.True(after.Marker);
    }

    // RFC 4733 §2.5.1: one timestamp, growing durations, the end three times.
    [Fact]
    public void A_key_is_one_event_whose_end_is_sent_three_times()
    {
        var key = new DemoKey('#', 0);
        var down = Enumerable.Range(0, 6).Select(_ => Key(key)!.Value).ToList();
        var up = Enumerable.Range(0, 3).Select(_ => Key(null)!.Value).ToList();

        Assert.All(down, packet => Assert.Equal(101, packet.Type.Value));
        Assert.Equal(
            [160, 320, 480, 640, 800, 960, 960, 960, 960], down.Concat(up).Select(p => (int)Event(p).DurationTicks));
        Assert.Single(down.Concat(up).Select(p => p.Time).Distinct());
        Assert.Equal(
            [false, false, false, false, false, false, true, true, true], down.Concat(up).Select(p => Event(p).End));
        Assert.All(down.Concat(up), packet => Assert.Equal('#', Event(packet).Digit));
        Assert.Equal([true, false, false, false, false, false], down.Select(p => p.Marker));
        Assert.Null(Key(null));
    }

    [Fact]
    public void Audio_after_a_key_goes_on_at_the_time_that_has_passed()
    {
        var before = Audio();
        for (var i = 0; i < 6; i++)
            Key(new DemoKey('1', 1));
        for (var i = 0; i < 3; i++)
            Key(null);

        Assert.Equal(10 * 160, Audio().Time.Distance(before.Time));
    }

    [Fact]
    public void Two_equal_keys_are_two_events()
    {
        var first = Key(new DemoKey('1', 1))!.Value;
        Key(null);
        var second = Key(new DemoKey('1', 2))!.Value;

        Assert.NotEqual(first.Time, second.Time);
        Assert.True(second.Marker);
    }

    private Sent Audio() => Read(_speaker.WriteAudio(_pcm, _packet));

    private Sent? Key(DemoKey? key)
    {
        var bytes = _speaker.WriteKey(key, _packet);
        return bytes == 0 ? null : Read(bytes);
    }

    private static TelephoneEvent Event(Sent packet)
    {
        Assert.True(TelephoneEvent.TryParse(packet.Payload, out var sent, out _));
        return sent;
    }

    private Sent Read(int bytes)
    {
        Assert.True(RtpHeader.TryParse(_packet.AsSpan(0, bytes), out var header, out _));
        return new Sent(
            header.PayloadType,
            header.Marker,
            header.SequenceNumber,
            header.Timestamp,
            header.Ssrc,
            header.Payload.ToArray());
    }

    private readonly record struct Sent(
        PayloadType Type, bool Marker, SequenceNumber Sequence, RtpTimestamp Time, Ssrc Ssrc, byte[] Payload);
}
