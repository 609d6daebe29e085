using System.Buffers.Binary;
using System.Net;
using MediaRecorder.Audio.Codecs;
using MediaRecorder.Audio.Tones;
using MediaRecorder.Media.Bridges;
using MediaRecorder.Media.Security;
using MediaRecorder.Media.Tests.Workers;
using MediaRecorder.Net;
using MediaRecorder.Rtp.Events;
using MediaRecorder.Rtp.Packets;
using MediaRecorder.TestKit.Srtp;

namespace MediaRecorder.Media.Tests.Bridges;

/// <summary>How a party of a bridge sounds, and what its network does to its packets.</summary>
internal sealed record BridgePhoneOptions
{
    public BridgeFormat Format { get; init; } = new(0, "PCMU", 8000);

    public double Hz { get; init; }

    public short Amplitude { get; init; } = 4000;

    /// <summary>Of its clock, to ours.</summary>
    public int SkewPpm { get; init; }

    public double Loss { get; init; }

    public int JitterMs { get; init; }

    /// <summary>So many packets in a hundred change places with the next.</summary>
    public int SwapsPercent { get; init; }

    public int DelayMs { get; init; } = 5;

    /// <summary>SRTP both ways.</summary>
    public bool IsSecure { get; init; }
}

/// <summary>A party of a bridge: says a tone, keeps all that it hears. It plays what comes without any buffer.</summary>
internal sealed class BridgePhone : IDisposable
{
    public const byte EventType = 101;

    private const string Suite = "AES_CM_128_HMAC_SHA1_80";

    private readonly BridgePhoneOptions _options;
    private readonly AudioEncoder _encoder;
    private readonly AudioDecoder _decoder;
    private readonly ToneGenerator _tone;
    private readonly Random _chance;
    private readonly PriorityQueue<(byte[] Plain, byte[] Wire), (long, int)> _onTheWay = new();
    private readonly List<short> _heard = [];
    private ushort _sequence = 65_500;
    private uint _timestamp = uint.MaxValue - 5000;
    private double _nextNs;
    private int _sent;
    private int _read;
    private ReferenceSrtp? _seals;
    private readonly ReferenceSrtp? _opens;
    private byte[] _key = [];
    private readonly byte[] _ourKey = [];
    private uint _rollover;
    private uint _heardRollover;

    public BridgePhone(FakeSocket socket, IPEndPoint rtp, BridgePhoneOptions options, int seed)
    {
        Socket = socket;
        Rtp = rtp;
        _options = options;
        _chance = new Random(seed);
        var format = new AudioFormat(options.Format.EncodingName, options.Format.ClockRate, options.Format.Channels);
#pragma warning disable CA2000 // Kept and disposed of with this phone.
        Assert.True(AudioEncoders.TryCreate(format, out var encoder));
        Assert.True(AudioDecoders.TryCreate(format, out var decoder));
#pragma warning restore CA2000
        (_encoder, _decoder) = (encoder, decoder);
        _tone = new ToneGenerator(options.Hz, options.Amplitude, encoder.SampleRate);
        Ssrc = new Ssrc((uint)seed + 1000);
        if (options.IsSecure)
        {
            SealWith(seed + 100);
            _ourKey = KeyOf(seed + 200);
            _opens = new ReferenceSrtp(Suite, _ourKey);
        }

        _nextNs = seed * 3_100_000L;
    }

    public FakeSocket Socket { get; }

    public IPEndPoint Rtp { get; }

    public Ssrc Ssrc { get; set; }

    public double Hz => _options.Hz;

    public int SampleRate => _decoder.SampleRate;

    /// <summary>Sends nothing at all while it is set.</summary>
    public bool IsSilent { get; set; }

    public List<(SequenceNumber Number, RtpTimestamp At, Ssrc Ssrc, PayloadType Type, bool Marker)> Headers { get; } = [];

    public List<(RtpTimestamp At, TelephoneEvent Event)> Events { get; } = [];

    /// <summary>Every packet as it was handed to our socket, but for its seal.</summary>
    public List<byte[]> Delivered { get; } = [];

    /// <summary>Seals from now on with another key; 0 for none.</summary>
    public void SealWith(int seed)
    {
        _key = KeyOf(seed);
        _seals = seed == 0 ? null : new ReferenceSrtp(Suite, _key);
    }

    /// <summary>What both ends have agreed on; null for a plain phone.</summary>
    public LineKeys? Keys()
    {
        if (_opens is null)
        {
            return null;
        }

        Assert.True(LineKey.TryCreate(Suite, _key, [], out var theirs));
        Assert.True(LineKey.TryCreate(Suite, _ourKey, [], out var ours));
        return new LineKeys([theirs], ours, this);
    }

    public byte[] SealRtcp(byte[] packet, uint index) => _seals!.ProtectRtcp(packet, index);

    /// <summary>A sealed report of ours, opened; null when it is not authentic.</summary>
    public byte[]? OpenRtcp(byte[] packet) => _opens!.UnprotectRtcp(packet);

    public void Advance(long nowNs)
    {
        for (; _nextNs <= nowNs; _nextNs += 20_000_000 / (1 + (_options.SkewPpm / 1e6)))
        {
            var pcm = new short[_encoder.SampleRate / 50];
            _tone.Fill(pcm);
            var payload = new byte[_encoder.MaxBytes(pcm.Length)];
            var bytes = _encoder.Encode(pcm, payload);
            var at = _timestamp;
            _timestamp += (uint)(_encoder.RtpClockRate / 50);
            if (!IsSilent)
            {
                Send(_options.Format.PayloadType, at, payload.AsSpan(0, bytes), (long)_nextNs);
            }
        }

        while (_onTheWay.TryPeek(out var packet, out var due) && due.Item1 <= nowNs)
        {
            _onTheWay.Dequeue();
            Delivered.Add(packet.Plain);
            Socket.Deliver(packet.Wire, SocketEndpoint.From(Rtp));
        }
    }

    /// <summary>Sends one packet, past what its network does.</summary>
    public void Send(byte type, uint at, ReadOnlySpan<byte> payload, long nowNs)
    {
        var packet = new byte[RtpHeader.FixedBytes + payload.Length];
        RtpHeader.Write(packet, new PayloadType(type), false, new SequenceNumber(_sequence++), new RtpTimestamp(at), Ssrc);
        payload.CopyTo(packet.AsSpan(RtpHeader.FixedBytes));
        var wire = _seals?.Protect(packet, _rollover) ?? packet;
        _rollover += _sequence == 0 ? 1u : 0;
        if (_chance.NextDouble() < _options.Loss)
        {
            return;
        }

        var swap = _chance.Next(100) < _options.SwapsPercent ? 25 : 0;
        var delayMs = _options.DelayMs + (_chance.NextDouble() * _options.JitterMs) + swap;
        _onTheWay.Enqueue((packet, wire), (nowNs + (long)(delayMs * 1e6), _sent++));
    }

    /// <summary>Its next packets of silence, sealed and not sent.</summary>
    public List<byte[]> SealAhead(int packets)
    {
        for (var i = 0; i < packets; i++)
        {
            Send(_options.Format.PayloadType, _timestamp, new byte[160], 0);
            _timestamp += 160;
        }

        var ahead = _onTheWay.UnorderedItems.OrderBy(item => item.Priority.Item2).Select(item => item.Element.Wire).ToList();
        _onTheWay.Clear();
        return ahead;
    }

    /// <summary>One packet of a key that began now, or goes on.</summary>
    public void Key(byte code, int durationMs, bool end, uint at, long nowNs)
    {
        var payload = new byte[TelephoneEvent.Bytes];
        new TelephoneEvent(code, end, 10, (ushort)(durationMs * 8)).WriteTo(payload);
        Send(EventType, at, payload, nowNs);
    }

    public uint Timestamp
    {
        get => _timestamp;
        set => _timestamp = value;
    }

    public void Renumber(ushort next) => _sequence = next;

    /// <summary>Reads what has come since the last time; RTP only.</summary>
    public void Listen()
    {
        for (; _read < Socket.Sent.Count; _read++)
        {
            var (bytes, destination) = Socket.Sent[_read];
            Assert.Equal(Rtp, destination);
            Assert.True(RtpHeader.TryParse(Opened(bytes), out var header, out _));
            Headers.Add((header.SequenceNumber, header.Timestamp, header.Ssrc, header.PayloadType, header.Marker));
            if (header.PayloadType.Value == EventType)
            {
                Assert.True(TelephoneEvent.TryParse(header.Payload, out var key, out _));
                Events.Add((header.Timestamp, key));
                continue;
            }

            Assert.Equal(_options.Format.PayloadType, header.PayloadType.Value);
            var pcm = new short[_decoder.MaxSamples(header.Payload.Length)];
            _heard.AddRange(pcm[.._decoder.Decode(header.Payload, pcm)]);
        }
    }

    public short[] Heard(int lastMs) => [.. _heard.TakeLast(SampleRate / 1000 * lastMs)];

    /// <summary>
    /// Of a tone in the last so many ms, in dB to that tone as it was said with this amplitude. By blocks of 100 ms: while
    /// a delay is worked off tones are off by 0.1 %.
    /// </summary>
    public double LevelDb(double hz, int amplitude = 4000, int lastMs = 1000) =>
        10 * Math.Log10(Math.Max(1e-9, Power(hz, lastMs) / (amplitude * (double)amplitude / 2)));

    /// <summary>Mean square of a tone in the last so many ms.</summary>
    public double Power(double hz, int lastMs = 1000) =>
        Heard(lastMs).Chunk(SampleRate / 10).Average(block => new Goertzel(hz, SampleRate).Power(block));

    // RFC 3711 §3.3.1: our numbers are a row without gaps, so that only a wrap of them moves the counter on.
    private byte[] Opened(byte[] packet)
    {
        if (_opens is null)
        {
            return packet;
        }

        var number = BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(2));
        _heardRollover += number == 0 && Headers.Count > 0 ? 1u : 0;
        var opened = _opens.Unprotect(packet, _heardRollover);
        Assert.NotNull(opened);
        return opened;
    }

    private static byte[] KeyOf(int seed)
    {
        var bytes = new byte[MediaSecurity.KeyAndSaltBytes(Suite)];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _decoder.Dispose();
    }
}
