using MediaRecorder.Audio.Codecs;
using MediaRecorder.Containers.Wav;
using MediaRecorder.Rtp.Packets;
using MediaRecorder.Rtp.Statistics;

namespace MediaRecorder.Recording.Timelines;

/// <summary>
/// What each RTP payload type means on one leg, as its SDP says. Built by the call, given away with the command that
/// carries it: decoders may hold state, so one table serves one leg.
/// </summary>
public sealed class LegFormats
{
    private const string TelephoneEventName = "telephone-event";

    private readonly PayloadUse[] _uses = new PayloadUse[PayloadType.MaxValue + 1];
    private readonly AudioDecoder?[] _decoders = new AudioDecoder?[PayloadType.MaxValue + 1];

    // Of senders beside the first, where the codec has a memory: by the sender's place and the payload type.
    private readonly Dictionary<(int Place, int Type), AudioDecoder> _others = [];
    private readonly Ssrc?[] _senders = new Ssrc?[LegTimeline.MaxStreams];

    // One for each clock rate that the codecs have (RFC 4733 §2.1), so a handful at most.
    private readonly List<(PayloadType Type, int ClockRate)> _eventClocks = [];

    // Few of the 128: looked up only when codecs change.
    private readonly Dictionary<int, AudioFormat> _formats = [];

    private int _highestRate = AudioDecoders.DefaultHighestRate;

    private LegFormats()
    {
    }

    /// <summary>Whether keys are looked for in the leg's audio.</summary>
    public bool HearsTones { get; private init; }

    /// <summary>Samples per second of the best agreed codec; 0 when none that can be decoded is agreed.</summary>
    public int SampleRate { get; private set; }

    /// <summary>The law that the leg will speak, as far as SDP tells: that of the first agreed codec. Null when that is not
    /// G.711, or nothing is agreed.</summary>
    internal WavEncoding? Law { get; private set; }

    /// <summary>
    /// Builds the table, the preferred format first. Payload types out of 0–127 are left out; a codec that cannot be
    /// decoded is ignored, which records silence.
    /// </summary>
    /// <param name="hearsTones">Look for keys in the audio, too.</param>
    /// <param name="highestRate">Of the file: a codec that has the choice is decoded to no more.</param>
    public static LegFormats Create(
        IEnumerable<PayloadFormat> formats,
        bool hearsTones = false,
        int highestRate = AudioDecoders.DefaultHighestRate)
    {
        var table = new LegFormats { HearsTones = hearsTones, _highestRate = highestRate };
        foreach (PayloadFormat format in formats)
        {
            int payloadType = format.PayloadType;
            if (payloadType is < 0 or > PayloadType.MaxValue)
                continue;
            if (format.EncodingName.Equals(TelephoneEventName, StringComparison.OrdinalIgnoreCase))
            {
                if (format.ClockRate <= 0)
                    continue;
                table._uses[payloadType] = PayloadUse.TelephoneEvent;
                table._eventClocks.Add((new PayloadType((byte)payloadType), format.ClockRate));
            }
            else if (new AudioFormat(format.EncodingName, format.ClockRate, format.Channels) is var audio
                && AudioDecoders.TryCreate(audio, out AudioDecoder? decoder, highestRate))
            {
                table._decoders[payloadType]?.Dispose();
                table._decoders[payloadType] = decoder;
                table._formats[payloadType] = audio;
                table._uses[payloadType] = PayloadUse.Audio;
                if (format.IsAgreed)
                    table.Agree(decoder);
            }
        }

        return table;
    }

    /// <summary>Whether this codec is heard in a recording; what is not is recorded as silence. REQ A-08.</summary>
    public static bool CanRecord(PayloadFormat format) =>
        AudioDecoders.CanDecode(new AudioFormat(format.EncodingName, format.ClockRate, format.Channels));

    /// <summary>What holds before any SDP is known. RFC 3551 §6: 0 is PCMU, 8 is PCMA.</summary>
    public static LegFormats CreateStatic() =>
        Create([new(0, "PCMU", 8000, IsAgreed: false), new(8, "PCMA", 8000, IsAgreed: false)]);

    /// <summary>A table of one codec that has no name in SDP: for decoders from elsewhere.</summary>
    internal static LegFormats CreateFor(int payloadType, AudioDecoder decoder)
    {
        var table = new LegFormats();
        table._uses[payloadType] = PayloadUse.Audio;
        table._decoders[payloadType] = decoder;
        table._formats[payloadType] = new AudioFormat("", decoder.RtpClockRate);
        return table;
    }

    /// <summary>The law whose codes this decoder takes, one byte a sample; null when it is not G.711.</summary>
    internal static WavEncoding? LawOf(AudioDecoder decoder) => decoder switch
    {
        PcmuDecoder => WavEncoding.Mulaw,
        PcmaDecoder => WavEncoding.Alaw,
        _ => null,
    };

    internal PayloadUse UseOf(PayloadType type) => _uses[type.Value & PayloadType.MaxValue];

    /// <summary>RTP ticks per second of a payload type that is <see cref="PayloadUse.TelephoneEvent"/>.</summary>
    internal int EventClockRateOf(PayloadType type)
    {
        foreach ((PayloadType known, int clockRate) in _eventClocks)
        {
            if (known == type)
                return clockRate;
        }

        throw new ArgumentException("No payload type of telephone-events.", nameof(type));
    }

    /// <summary>Not null for <see cref="PayloadUse.Audio"/>.</summary>
    internal AudioDecoder? DecoderOf(PayloadType type) => _decoders[type.Value & PayloadType.MaxValue];

    internal bool Has(AudioDecoder decoder) =>
        Array.IndexOf(_decoders, decoder) >= 0 || _others.ContainsValue(decoder);

    /// <summary>The decoder for one of the leg's senders: that of a codec with a memory serves no other, and begins anew
    /// with a new one. Only for <see cref="PayloadUse.Audio"/>.</summary>
    /// <param name="place">Of the sender among those of the leg, from 0.</param>
    internal AudioDecoder DecoderOf(PayloadType type, int place, Ssrc sender)
    {
        int index = type.Value & PayloadType.MaxValue;
        AudioDecoder decoder = _decoders[index]!;
        if (!decoder.HasMemory)
            return decoder;
        if (_senders[place] != sender)
        {
            if (_senders[place] is not null)
                Forget(place);
            _senders[place] = sender;
        }

        if (place == 0)
            return _decoders[index]!;
        if (_others.TryGetValue((place, index), out AudioDecoder? own))
            return own;
        if (!AudioDecoders.TryCreate(_formats[index], out own, _highestRate))
            return decoder;
        _others.Add((place, index), own);
        return own;
    }

    /// <summary>What the codec costs in quality. Only for <see cref="PayloadUse.Audio"/>.</summary>
    internal CodecImpairment ImpairmentOf(PayloadType type) =>
        CodecImpairment.Of(_formats[type.Value & PayloadType.MaxValue].EncodingName);

    /// <summary>Continues the decoders of the table before where the format is the same, so that a refresh of the SDP is
    /// not heard; the others of it are disposed of.</summary>
    internal void TakeOver(LegFormats before)
    {
        foreach ((int i, AudioFormat format) in _formats)
        {
            if (before._decoders[i] is null || before._formats[i] != format)
                continue;
            _decoders[i]?.Dispose();
            _decoders[i] = before._decoders[i];
            before._decoders[i] = null;
            for (int place = 1; place < LegTimeline.MaxStreams; place++)
            {
                if (before._others.Remove((place, i), out AudioDecoder? other))
                    _others[(place, i)] = other;
            }
        }

        before._senders.CopyTo(_senders, 0);
        before.Release();
    }

    /// <summary>Ends all decoders; packets are ignored from then on.</summary>
    internal void Release()
    {
        foreach (AudioDecoder decoder in _others.Values)
            decoder.Dispose();
        _others.Clear();
        for (int i = 0; i < _decoders.Length; i++)
        {
            _decoders[i]?.Dispose();
            _decoders[i] = null;
            if (_uses[i] == PayloadUse.Audio)
                _uses[i] = PayloadUse.Ignored;
        }
    }

    // The sender of a place has gone, and what the decoders know is of no use to the next one.
    private void Forget(int place)
    {
        foreach ((int i, AudioFormat format) in _formats)
        {
            if (place > 0)
            {
                if (_others.Remove((place, i), out AudioDecoder? other))
                    other.Dispose();
            }
            else if (_decoders[i] is { HasMemory: true } first && AudioDecoders.TryCreate(format, out AudioDecoder? fresh, _highestRate))
            {
                first.Dispose();
                _decoders[i] = fresh;
            }
        }
    }

    private void Agree(AudioDecoder decoder)
    {
        if (SampleRate == 0)
            Law = LawOf(decoder);
        SampleRate = Math.Max(SampleRate, decoder.SampleRate);
    }
}
