using System.Diagnostics.CodeAnalysis;
using MediaRecorder.Audio.Codecs.G722;
using MediaRecorder.Audio.Codecs.G729;
using MediaRecorder.Audio.Codecs.Opus;

namespace MediaRecorder.Audio.Codecs;

/// <summary>Which encodings of an SDP can be recorded.</summary>
public static class AudioDecoders
{
    /// <summary>What recordings have unless they are asked for more: Opus at 48 kHz has no more of a voice.</summary>
    public const int DefaultHighestRate = 16000;

    /// <summary>Whether <see cref="TryCreate"/> would yield a decoder, on this machine with its libraries.</summary>
    public static bool CanDecode(AudioFormat format) => AudioCodecs.Find(format) != AudioCodec.None;

    /// <summary>A new decoder for an <c>a=rtpmap</c> encoding; names compare without case (RFC 8866 §6.6). False when
    /// the encoding, its clock rate or its channels are not known here, or its library is missing.</summary>
    /// <param name="decoder">The caller's, to be disposed of by whoever ends the stream.</param>
    /// <param name="highestRate">In Hz; a decoder that has the choice writes no more samples a second. The others keep
    /// their own rate.</param>
    public static bool TryCreate(
        AudioFormat format, [NotNullWhen(true)] out AudioDecoder? decoder, int highestRate = DefaultHighestRate)
    {
        decoder = AudioCodecs.Find(format) switch
        {
            AudioCodec.Pcmu => new PcmuDecoder(),
            AudioCodec.Pcma => new PcmaDecoder(),
            AudioCodec.G722 => new G722Decoder(),
            AudioCodec.L16 => new L16Decoder(format.ClockRate, format.Channels),
            AudioCodec.Opus => new OpusDecoder(highestRate),
            AudioCodec.G729 => new G729Decoder(),
            _ => null,
        };
        return decoder is not null;
    }
}
