using MediaRecorder.Audio.Codecs;
using MediaRecorder.Rtp.Packets;

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

    private LegFormats()
    {
    }

    /// <summary>RTP ticks per second of telephone-event; 8000 unless the SDP said otherwise.</summary>
    internal int EventClockRate { get; private set; } = Recording.SampleRate;

    /// <summary>
    /// Builds the table. Payload types out of 0–127 are left out; a codec that cannot be decoded to 8000 Hz is ignored,
    /// which records silence.
    /// </summary>
    public static LegFormats Create(IEnumerable<PayloadFormat> formats)
    {
        var table = new LegFormats();
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
                table.EventClockRate = format.ClockRate;
            }
            else if (AudioDecoders.TryCreate(
                    new AudioFormat(format.EncodingName, format.ClockRate, format.Channels), out AudioDecoder? decoder))
            {
                table._decoders[payloadType] = decoder;
                if (decoder.SampleRate == Recording.SampleRate)
                    table._uses[payloadType] = PayloadUse.Audio;
            }
        }

        return table;
    }

    /// <summary>What holds before any SDP is known. RFC 3551 §6: 0 is PCMU, 8 is PCMA.</summary>
    public static LegFormats CreateStatic() => Create([new(0, "PCMU", 8000), new(8, "PCMA", 8000)]);

    internal PayloadUse UseOf(PayloadType type) => _uses[type.Value & PayloadType.MaxValue];

    /// <summary>Not null for <see cref="PayloadUse.Audio"/>.</summary>
    internal AudioDecoder? DecoderOf(PayloadType type) => _decoders[type.Value & PayloadType.MaxValue];
}
