using MediaRecorder.Audio.Codecs;
using MediaRecorder.Audio.Codecs.G722;
using MediaRecorder.Audio.Tones;
using MediaRecorder.Buffers;
using MediaRecorder.Rtp.Events;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Recording.Tests.Fakes;

/// <summary>One side of a call: a tone as G.711 packets of 20 ms, and keys of RFC 4733.</summary>
#pragma warning disable CA1001 // The encoder owns nothing that is native.
internal sealed class Talker(TapId tap, double hz, uint ssrc)
#pragma warning restore CA1001
{
    public const int PacketSamples = 160;
    public const byte EventPayloadType = 101;

    private readonly G722Encoder _wide = new();
    private ToneGenerator _tone = new(hz, 8000, 8000);
    private short[] _pcm = new short[PacketSamples];
    private (char Key, ToneGenerator Low, ToneGenerator High)? _keySound;

    public TapId Tap => tap;

    /// <summary>The codec of the next packet, PCMU or PCMA, or <see cref="SpeakWide"/>.</summary>
    public PayloadType Codec { get; set; } = PayloadType.Pcmu;

    /// <summary>The payloads that were spoken, one after the other.</summary>
    public List<byte> Spoken { get; } = [];

    public Ssrc Ssrc { get; set; } = new(ssrc);

    public SequenceNumber Next { get; set; } = new(65_500);

    public RtpTimestamp Time { get; set; } = new(uint.MaxValue - 4000);

    /// <summary>Speaks G.722 from now on: 16,000 samples a second, 8000 RTP ticks.</summary>
    public void SpeakWide()
    {
        Codec = new PayloadType(9);
        _tone = new ToneGenerator(hz, 8000, 16_000);
        _pcm = new short[2 * PacketSamples];
    }

    /// <summary>The next packet of the tone.</summary>
    public byte[] Speak(bool marker = false)
    {
        _tone.Fill(_pcm);
        return Packet(marker);
    }

    /// <summary>20 ms of a key's tones instead of its own.</summary>
    public byte[] SpeakKey(char key)
    {
        if (_keySound is null || _keySound.Value.Key != key)
        {
            Assert.True(DtmfTones.TryGetFrequencies(key, out int low, out int high));
            _keySound = (key, new ToneGenerator(low, 7000, 8000), new ToneGenerator(high, 7000, 8000));
        }

        _pcm.AsSpan().Clear();
        _keySound.Value.Low.AddTo(_pcm);
        _keySound.Value.High.AddTo(_pcm);
        return Packet(marker: false);
    }

    /// <summary>20 ms of silence that is not sent.</summary>
    public void Rest() => Time = Time.Plus(PacketSamples);

    /// <summary>A packet of a key that began at <paramref name="start"/>.</summary>
    public byte[] Key(byte code, RtpTimestamp start, ushort durationTicks, bool end)
    {
        byte[] packet = new byte[RtpHeader.FixedBytes + 4];
        RtpHeader.Write(
            packet, new PayloadType(EventPayloadType), marker: durationTicks == PacketSamples, Next, start, Ssrc);
        new TelephoneEvent(code, end, 10, durationTicks).WriteTo(packet.AsSpan(RtpHeader.FixedBytes));
        Next = Next.Plus(1);
        return packet;
    }

    private byte[] Packet(bool marker)
    {
        byte[] packet = new byte[RtpHeader.FixedBytes + PacketSamples];
        RtpHeader.Write(packet, Codec, marker, Next, Time, Ssrc);
        Span<byte> payload = packet.AsSpan(RtpHeader.FixedBytes);
        if (_pcm.Length > PacketSamples)
            _wide.Encode(_pcm, payload);
        else if (Codec == PayloadType.Pcma)
            ALaw.Encode(_pcm, payload);
        else
            MuLaw.Encode(_pcm, payload);
        Spoken.AddRange(payload);
        Next = Next.Plus(1);
        Time = Time.Plus(PacketSamples);
        return packet;
    }
}
