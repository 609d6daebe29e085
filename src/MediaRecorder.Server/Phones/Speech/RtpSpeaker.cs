using MediaRecorder.Audio.Codecs;
using MediaRecorder.Rtp.Events;
using MediaRecorder.Rtp.Packets;
using MediaRecorder.Server.Phones.Scripts;

namespace MediaRecorder.Server.Phones.Speech;

/// <summary>
/// One outgoing RTP stream, 20 ms a packet: A-law audio, keys as telephone-events, nothing while it is silenced. The
/// RTP time goes on through all of it. Owner: its phone's thread.
/// </summary>
internal sealed class RtpSpeaker
{
    public const int FrameSamples = 160;
    public const int MaxPacketBytes = RtpHeader.FixedBytes + FrameSamples;
    public const byte EventPayloadType = 101;

    // RFC 4733 §2.5.1.4: the packet with the end bit is sent three times, because one may be lost.
    private const int EndPackets = 3;

    // RFC 4733 §2.3.3: −10 dBm0, as a phone's keys sound.
    private const byte KeyVolume = 10;

    private readonly Ssrc _ssrc;
    private SequenceNumber _sequence;
    private RtpTimestamp _time;
    private bool _talkspurt = true;
    private DemoKey? _key;
    private RtpTimestamp _keyTime;
    private int _keyTicks;
    private int _endsToSend;

    public RtpSpeaker(int seed)
    {
        var random = new Random(seed);
        _ssrc = new Ssrc((uint)random.NextInt64(1, uint.MaxValue));
        _sequence = new SequenceNumber((ushort)random.Next(ushort.MaxValue));
        _time = new RtpTimestamp((uint)random.NextInt64(uint.MaxValue));
    }

    /// <summary>20 ms in which nothing is sent.</summary>
    public void SkipFrame()
    {
        Advance();
        _talkspurt = true;
    }

    /// <summary>The packet of the next 20 ms of audio; returns its bytes.</summary>
    public int WriteAudio(ReadOnlySpan<short> pcm, Span<byte> packet)
    {
        var header = WriteHeader(packet, PayloadType.Pcma, _talkspurt, _time);
        ALaw.Encode(pcm, packet[header..]);
        _talkspurt = false;
        Advance();
        return header + pcm.Length;
    }

    /// <summary>
    /// The packet of the next 20 ms of a key that is down, or of the end of one; 0 when there is nothing to say of
    /// keys.
    /// </summary>
    public int WriteKey(DemoKey? down, Span<byte> packet)
    {
        if (down is { } key && key != _key)
        {
            _key = key;
            _keyTime = _time;
            _keyTicks = 0;
            _endsToSend = EndPackets;
        }

        if (_key is not { } current || _endsToSend == 0)
        {
            return 0;
        }

        var first = _keyTicks == 0;
        var held = down == current;
        if (held)
        {
            _keyTicks += FrameSamples;
        }
        else
        {
            _endsToSend--;
        }

        TelephoneEvent.TryGetCode(current.Digit, out var code);
        var header = WriteHeader(packet, new PayloadType(EventPayloadType), first, _keyTime);
        var payload = new TelephoneEvent(code, End: !held, KeyVolume, (ushort)_keyTicks).WriteTo(packet[header..]);
        Advance();
        _talkspurt = true;
        if (_endsToSend == 0)
        {
            _key = null;
        }

        return header + payload;
    }

    private int WriteHeader(Span<byte> packet, PayloadType type, bool marker, RtpTimestamp time)
    {
        var bytes = RtpHeader.Write(packet, type, marker, _sequence, time, _ssrc);
        _sequence = _sequence.Plus(1);
        return bytes;
    }

    private void Advance() => _time = _time.Plus(FrameSamples);
}
