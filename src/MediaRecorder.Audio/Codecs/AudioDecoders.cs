using System.Diagnostics.CodeAnalysis;

namespace MediaRecorder.Audio.Codecs;

/// <summary>Which encodings of an SDP can be recorded.</summary>
public static class AudioDecoders
{
    /// <summary>A new decoder for an <c>a=rtpmap</c> encoding; names compare without case (RFC 8866 §6.6). False when
    /// the encoding or its clock rate is not known here.</summary>
    public static bool TryCreate(string encodingName, int clockRate, [NotNullWhen(true)] out AudioDecoder? decoder)
    {
        decoder = clockRate != 8000 ? null : encodingName.ToUpperInvariant() switch
        {
            "PCMU" => new PcmuDecoder(),
            "PCMA" => new PcmaDecoder(),
            _ => null,
        };
        return decoder is not null;
    }
}
