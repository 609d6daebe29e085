using System.Buffers.Binary;
using MediaRecorder.Audio.Codecs;
using MediaRecorder.Audio.Mixing;
using MediaRecorder.Audio.Resampling;
using MediaRecorder.Rtp.Events;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Media.Bridges;

/// <summary>
/// What a bridge says to one member: each 20 ms one RTP packet of our own stream, the mix of the others or, while one of
/// them presses a key, that key. Owner: the bridge's MediaWorker.
/// </summary>
internal sealed class MemberMouth : IDisposable
{
    private const int TicksPerSecond = 1000 / Bridge.TickMs;

    // RFC 4733 §2.5.1.4.
    private const int LastPackets = 3;

    // In −dBm0: what phones write.
    private const byte KeyVolume = 10;

    private const int SourceDescriptionType = 202;
    private const byte CanonicalName = 1;

    // Header, SSRC, type, length, eight hex digits, and the null that ends the list, in whole words.
    private const int DescriptionBytes = 20;

    private readonly BridgeFormat _format;
    private readonly BridgeFormat? _events;
    private readonly AudioEncoder _encoder;
    private readonly Resampler? _fromBridge;
    private readonly Mixer _mixer = new(Bridge.SampleRate, Bridge.TickSamples);
    private readonly short[] _mix = new short[Bridge.TickSamples];
    private readonly short[] _block;
    private readonly SpeechFifo _speech;
    private Ssrc _ssrc;
    private SequenceNumber _sequence;
    private RtpTimestamp _timestamp;
    private bool _isFirst = true;
    private long _key = -1;
    private RtpTimestamp _keyAt;
    private int _keyTicks;
    private int _lastPackets;
    private uint _packets;
    private uint _payloadBytes;

    private MemberMouth(BridgeVoice voice, AudioEncoder encoder, uint ssrc)
    {
        _format = voice.Says;
        _events = voice.Events;
        _encoder = encoder;
        _ssrc = new Ssrc(ssrc);

        // RFC 3550 §5.1: both begin anywhere. The SSRC is random, and SRTP wants a first number below 2^15 (RFC 3711 §3.3.1).
        _sequence = new SequenceNumber((ushort)(ssrc & 0x7FFF));
        _timestamp = new RtpTimestamp(ssrc * 2_654_435_761);
        _block = new short[encoder.SampleRate / TicksPerSecond];
        _speech = new SpeechFifo(2 * _block.Length + 16);
        _fromBridge = encoder.SampleRate == Bridge.SampleRate ? null : new Resampler(Bridge.SampleRate, encoder.SampleRate);
    }

    /// <summary>False for a codec that cannot be encoded.</summary>
    /// <param name="ssrc">Random.</param>
    public static bool TryCreate(
        BridgeVoice voice, uint ssrc, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out MemberMouth? mouth)
    {
        mouth = voice.Says.IsMixable
            && AudioEncoders.TryCreate(voice.Says.Audio, out var encoder, Bridge.SampleRate)
                ? new MemberMouth(voice, encoder, ssrc)
                : null;
        return mouth is not null;
    }

    /// <summary>Goes on as the same stream where the one before it ends: another codec, or another way to listen.</summary>
    public void Follow(MemberMouth before)
    {
        (_ssrc, _sequence, _timestamp, _key, _isFirst) =
            (before._ssrc, before._sequence, before._timestamp, before._key, before._isFirst);
        (_packets, _payloadBytes) = (before._packets, before._payloadBytes);
    }

    /// <summary>Adds what one of the others says in this tick.</summary>
    public void Add(ReadOnlySpan<short> frame) => _mixer.Add(frame, Gain.Unity);

    /// <summary>The packet of this tick; 0 bytes when there is none.</summary>
    /// <param name="listens">Whether it is sent at all; its clock goes on.</param>
    public int Speak(Span<byte> packet, bool listens, BridgeMember self, KeyLog keys)
    {
        _mixer.Take(_mix);
        var at = _timestamp;
        _timestamp = _timestamp.Plus(_encoder.RtpClockRate / TicksPerSecond);
        if (!TryEncodable())
        {
            return 0;
        }

        // The codec hears all of it, so that it has no break where a key ends.
        var isKey = TryFindKey(self, keys);
        var bytes = _encoder.Encode(_block, packet[RtpHeader.FixedBytes..]);
        if (!listens || (bytes == 0 && !isKey))
        {
            _isFirst = true;
            return 0;
        }

        var type = _format.PayloadType;
        var marker = _isFirst;
        if (isKey)
        {
            type = _events!.Value.PayloadType;
            marker = _keyTicks == 0;
            _keyAt = marker ? at : _keyAt;
            bytes = PressKey(packet[RtpHeader.FixedBytes..], ref keys[_key]);
            at = _keyAt;
        }

        RtpHeader.Write(packet, new PayloadType(type), marker, _sequence, at, _ssrc);
        _sequence = _sequence.Plus(1);
        _isFirst = isKey;
        unchecked
        {
            _packets++;
            _payloadBytes += (uint)bytes;
        }

        return RtpHeader.FixedBytes + bytes;
    }

    /// <summary>Ticks that did not happen: the stream has a pause there.</summary>
    public void Miss(long ticks)
    {
        _timestamp = _timestamp.Plus(ticks * (_encoder.RtpClockRate / TicksPerSecond));
        _isFirst = true;
    }

    /// <summary>A compound RTCP packet about our stream (RFC 3550 §6.1): SR and SDES; 0 bytes before the first packet.</summary>
    public int Report(Span<byte> into, NtpTimestamp ntp)
    {
        if (_packets == 0)
        {
            return 0;
        }

        var written = new RtcpSenderReport(_ssrc, ntp, _timestamp, _packets, _payloadBytes).WriteTo(into);
        var description = into.Slice(written, DescriptionBytes);
        description.Clear();
        description[0] = 0x81;
        description[1] = SourceDescriptionType;
        BinaryPrimitives.WriteUInt16BigEndian(description[2..], DescriptionBytes / 4 - 1);
        BinaryPrimitives.WriteUInt32BigEndian(description[4..], _ssrc.Value);
        description[8] = CanonicalName;
        description[9] = 8;
        _ssrc.Value.TryFormat(description[10..], out _, "x8", System.Globalization.CultureInfo.InvariantCulture);
        return written + DescriptionBytes;
    }

    public void Dispose() => _encoder.Dispose();

    private bool TryEncodable()
    {
        if (_fromBridge is null)
        {
            _mix.CopyTo(_block, 0);
            return true;
        }

        _speech.Wrote(_fromBridge.Resample(_mix, _speech.Room));
        return _speech.TryRead(_block);
    }

    // The next key that another member has pressed.
    private bool TryFindKey(BridgeMember self, KeyLog keys)
    {
        if (_key < 0)
        {
            // Whoever joins does not hear what was pressed before.
            _key = keys.Count;
        }

        if (_key < keys.Oldest)
        {
            _key = keys.Oldest;
            (_keyTicks, _lastPackets) = (0, 0);
        }

        while (_key < keys.Count && (_events is null || keys[_key].By == self))
        {
            _key++;
        }

        return _key < keys.Count;
    }

    private int PressKey(Span<byte> payload, ref PassedKey key)
    {
        // RFC 4733 §2.5.1.3 would go on in another segment above 8 s; nobody means it.
        var clock = _events!.Value.ClockRate;
        var isLast = _lastPackets > 0;
        if (!isLast)
        {
            _keyTicks = Math.Min(_keyTicks + (clock / TicksPerSecond), ushort.MaxValue);
            isLast = (key.IsReleased && _keyTicks * 1000L / clock >= key.DurationMs) || _keyTicks == ushort.MaxValue;
        }

        var bytes = new TelephoneEvent(key.Code, isLast, KeyVolume, (ushort)_keyTicks).WriteTo(payload);
        if (isLast && ++_lastPackets == LastPackets)
        {
            _key++;
            (_keyTicks, _lastPackets) = (0, 0);
        }

        return bytes;
    }
}
