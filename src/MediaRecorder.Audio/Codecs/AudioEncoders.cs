using System.Diagnostics.CodeAnalysis;
using MediaRecorder.Audio.Codecs.G722;
using MediaRecorder.Audio.Codecs.G729;
using MediaRecorder.Audio.Codecs.Opus;

namespace MediaRecorder.Audio.Codecs;

/// <summary>What the recorder can say itself, to a leg of its own bridge: all that it can decode.</summary>
public static class AudioEncoders
{
    /// <summary>A new encoder for an <c>a=rtpmap</c> encoding; as <see cref="AudioDecoders.TryCreate"/>.</summary>
    /// <param name="encoder">The caller's, to be disposed of by whoever ends the stream.</param>
    /// <param name="highestRate">In Hz; an encoder that has the choice takes no more samples a second.</param>
    public static bool TryCreate(
        AudioFormat format,
        [NotNullWhen(true)] out AudioEncoder? encoder,
        int highestRate = AudioDecoders.DefaultHighestRate)
    {
        encoder = AudioCodecs.Find(format) switch
        {
            AudioCodec.Pcmu => new PcmuEncoder(),
            AudioCodec.Pcma => new PcmaEncoder(),
            AudioCodec.G722 => new G722Encoder(),
            AudioCodec.L16 => new L16Encoder(format.ClockRate, format.Channels),
            AudioCodec.Opus => new OpusEncoder(highestRate),
            AudioCodec.G729 => new G729Encoder(),
            _ => null,
        };
        return encoder is not null;
    }
}
