using MediaRecorder.Audio.Codecs;
using MediaRecorder.Audio.Tones;
using MediaRecorder.Rtp.Events;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.TestKit.Phones;

/// <summary>
/// Makes the packets of one RTP stream by virtual time: one every ptime from <see cref="Start"/> on. What it says is a
/// microphone: queued sounds first, then the steady tone if there is one, then silence. While a key is pressed its
/// event packets take the place of the audio, which goes on unheard. The media clock never stops. One owner.
/// </summary>
public sealed class RtpSource
{
    private const int SampleRate = 8000;
    private const short DefaultAmplitude = 8000;

    private readonly RtpSourceOptions _options;
    private readonly int _ticksPerPacket;
    private readonly long _ptimeNs;
    private readonly Queue<short[]> _sounds = new();
    private readonly Queue<(byte Code, int Updates)> _keys = new();
    private readonly short[] _pcm;
    private int _playedOfSound;
    private ToneGenerator? _tone;
    private KeyPressInProgress? _key;
    private RtpTimestamp _timestamp;
    private SequenceNumber _sequenceNumber;
    private Ssrc _ssrc;
    private bool _markNext = true;

    public RtpSource(RtpSourceOptions? options = null)
    {
        _options = options ?? new RtpSourceOptions();
        if (_options.PayloadType != PayloadType.Pcmu && _options.PayloadType != PayloadType.Pcma)
            throw new ArgumentException("PCMU (0) or PCMA (8)", nameof(options));
        _ticksPerPacket = _options.PtimeMs * SampleRate / 1000;
        _ptimeNs = _options.PtimeMs * 1_000_000L;
        _pcm = new short[_ticksPerPacket];
        _timestamp = _options.FirstTimestamp;
        _sequenceNumber = _options.FirstSequenceNumber;
        _ssrc = _options.Ssrc;
    }

    /// <summary>When the next packet leaves; long.MaxValue while stopped.</summary>
    public long NextDeadlineNs { get; private set; } = long.MaxValue;

    public bool IsRunning => NextDeadlineNs != long.MaxValue;

    /// <summary>Nothing queued: neither sound nor key.</summary>
    public bool IsIdle => _sounds.Count == 0 && _keys.Count == 0 && _key is null;

    public long PacketsSent { get; private set; }

    /// <summary>The timestamp and sequence number of the next packet.</summary>
    public RtpTimestamp NextTimestamp => _timestamp;

    public SequenceNumber NextSequenceNumber => _sequenceNumber;

    public Ssrc Ssrc => _ssrc;

    /// <summary>The first packet leaves now. After a stop the numbers go on where they stopped.</summary>
    public void Start(long nowNs)
    {
        if (!IsRunning)
            NextDeadlineNs = nowNs;
    }

    public void Stop() => NextDeadlineNs = long.MaxValue;

    /// <summary>Queues 8 kHz samples; a rest shorter than a packet is filled up with silence.</summary>
    public void Play(ReadOnlySpan<short> samples)
    {
        if (!samples.IsEmpty)
            _sounds.Enqueue(samples.ToArray());
    }

    /// <summary>Queues a tone of this length.</summary>
    public void PlayTone(double hz, TimeSpan duration, short amplitude = DefaultAmplitude)
    {
        var samples = new short[(int)Math.Round(duration.TotalSeconds * SampleRate)];
        new ToneGenerator(hz, amplitude, SampleRate).Fill(samples);
        Play(samples);
    }

    /// <summary>Says this tone whenever nothing is queued, until changed; null = silence.</summary>
    public void SetTone(double? hz, short amplitude = DefaultAmplitude) =>
        _tone = hz is { } steady ? new ToneGenerator(steady, amplitude, SampleRate) : null;

    /// <summary>
    /// Queues a key: 0–9 * # A–D. Its packets begin with the next packet time, or after the key before it.
    /// </summary>
    public void Press(char key, int durationMs = 100)
    {
        if (!TelephoneEvent.TryGetCode(key, out var code))
            throw new ArgumentException($"no key: {key}", nameof(key));
        _keys.Enqueue((code, Math.Max(1, durationMs / _options.PtimeMs)));
    }

    /// <summary>A new stream from the next packet on: another SSRC with its own numbers.</summary>
    public void Restart(Ssrc ssrc, RtpTimestamp timestamp, SequenceNumber sequenceNumber)
    {
        (_ssrc, _timestamp, _sequenceNumber) = (ssrc, timestamp, sequenceNumber);
        _markNext = true;
    }

    /// <summary>Moves the RTP timestamp without moving time, as a faulty sender does.</summary>
    public void JumpTimestamp(long rtpTicks) => _timestamp = _timestamp.Plus(rtpTicks);

    /// <summary>The next packet due at <paramref name="nowNs"/>; call until false.</summary>
    public bool TryTake(long nowNs, out RtpPacket packet)
    {
        while (NextDeadlineNs <= nowNs)
        {
            var atNs = NextDeadlineNs;
            NextDeadlineNs += _ptimeNs;
            var bytes = Next();
            _timestamp = _timestamp.Plus(_ticksPerPacket);
            if (bytes is null)
                continue;
            PacketsSent++;
            packet = new RtpPacket(atNs, bytes);
            return true;
        }

        packet = default;
        return false;
    }

    private byte[]? Next()
    {
        var hasSound = FillFrame();
        if (_key is null && _keys.TryDequeue(out var press))
            _key = new KeyPressInProgress(press.Code, press.Updates, _timestamp);
        if (_key is not null)
            return NextEvent(_key);
        if (!hasSound && _options.SuppressSilence)
        {
            _markNext = true;
            return null;
        }

        var bytes = new byte[RtpHeader.FixedBytes + _ticksPerPacket];
        WriteHeader(bytes, _options.PayloadType, _markNext, _timestamp);
        _markNext = false;
        var payload = bytes.AsSpan(RtpHeader.FixedBytes);
        if (_options.PayloadType == PayloadType.Pcma)
            ALaw.Encode(_pcm, payload);
        else
            MuLaw.Encode(_pcm, payload);
        return bytes;
    }

    private byte[] NextEvent(KeyPressInProgress key)
    {
        // RFC 4733 §2.2.1: all packets of an event carry the timestamp of its beginning.
        var bytes = new byte[RtpHeader.FixedBytes + TelephoneEvent.Bytes];
        WriteHeader(bytes, _options.EventPayloadType, key.IsFirst, key.StartedAt);
        key.Next(_ticksPerPacket).WriteTo(bytes.AsSpan(RtpHeader.FixedBytes));
        if (key.IsOver)
            _key = null;
        return bytes;
    }

    private void WriteHeader(byte[] bytes, PayloadType payloadType, bool marker, RtpTimestamp timestamp)
    {
        RtpHeader.Write(bytes, payloadType, marker, _sequenceNumber, timestamp, _ssrc);
        _sequenceNumber = _sequenceNumber.Plus(1);
    }

    private bool FillFrame()
    {
        if (_sounds.Count == 0)
        {
            _pcm.AsSpan().Clear();
            _tone?.Fill(_pcm);
            return _tone is not null;
        }

        var filled = 0;
        while (filled < _pcm.Length && _sounds.TryPeek(out var sound))
        {
            var take = Math.Min(_pcm.Length - filled, sound.Length - _playedOfSound);
            sound.AsSpan(_playedOfSound, take).CopyTo(_pcm.AsSpan(filled));
            filled += take;
            _playedOfSound += take;
            if (_playedOfSound < sound.Length)
                continue;
            _sounds.Dequeue();
            _playedOfSound = 0;
        }

        _pcm.AsSpan(filled).Clear();
        return true;
    }
}
