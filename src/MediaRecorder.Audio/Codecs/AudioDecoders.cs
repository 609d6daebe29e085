using System.Diagnostics.CodeAnalysis;
using MediaRecorder.Audio.Codecs.G722;

namespace MediaRecorder.Audio.Codecs;

/// <summary>Which encodings of an SDP can be recorded.</summary>
public static class AudioDecoders
{
    /// <summary>A new decoder for an <c>a=rtpmap</c> encoding; names compare without case (RFC 8866 §6.6). False when
    /// the encoding or its clock rate is not known here.</summary>
    public static bool TryCreate(AudioFormat format, [NotNullWhen(true)] out AudioDecoder? decoder)
    {
        decoder = format is not { ClockRate: 8000, Channels: 1 } ? null : format.EncodingName.ToUpperInvariant() switch
        {
            "PCMU" => new PcmuDecoder(),
            "PCMA" => new PcmaDecoder(),
            "G722" => new G722Decoder(),
            _ => null,
        };
        return decoder is not null;
    }
}
