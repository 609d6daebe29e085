using MediaRecorder.Audio.Codecs;
using MediaRecorder.Audio.Resampling;

namespace MediaRecorder.Media.Bridges;

/// <summary>What decodes one payload type of a member, and brings it to the bridge's rate. Owner: the bridge's
/// MediaWorker.</summary>
internal sealed class EarCodec : IDisposable
{
    private EarCodec(byte payloadType, AudioDecoder decoder)
    {
        PayloadType = payloadType;
        Decoder = decoder;
        ToBridge = new Resampler(decoder.SampleRate, Bridge.SampleRate);
    }

    public byte PayloadType { get; }

    public AudioDecoder Decoder { get; }

    public Resampler ToBridge { get; }

    /// <summary>Null for a format that is not audio or cannot be decoded.</summary>
    public static EarCodec? Create(BridgeFormat format) =>
        format.IsMixable && AudioDecoders.TryCreate(format.Audio, out var decoder, Bridge.SampleRate)
            ? new EarCodec(format.PayloadType, decoder)
            : null;

    public int SamplesOf(long rtpTicks) => (int)(rtpTicks * Decoder.SampleRate / Decoder.RtpClockRate);

    public int TicksOf(int samples) => (int)((long)samples * Decoder.RtpClockRate / Decoder.SampleRate);

    public int TicksOfMs(int ms) => Decoder.RtpClockRate * ms / 1000;

    public void Dispose() => Decoder.Dispose();
}
