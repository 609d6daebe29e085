using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MediaRecorder.Audio.Codecs.Native;

/// <summary>libopus 1.x, its C interface as opus.h declares it. Counts of samples are per audio channel.</summary>
internal static partial class OpusLibrary
{
    public const string File = "libopus.so.0";

    public const int Ok = 0;

    /// <summary>OPUS_APPLICATION_VOIP.</summary>
    public const int ForVoice = 2048;

    /// <summary>Negative for a payload that is no Opus packet.</summary>
    [LibraryImport(File, EntryPoint = "opus_packet_get_nb_samples")]
    public static partial int CountSamples(ReadOnlySpan<byte> packet, int packetBytes, int sampleRate);

    [LibraryImport(File, EntryPoint = "opus_decoder_create")]
    public static partial Decoder CreateDecoder(int sampleRate, int channels, out int error);

    /// <summary>Returns samples, or a negative error. An empty packet asks for concealment of frameSamples.</summary>
    [LibraryImport(File, EntryPoint = "opus_decode")]
    public static partial int Decode(
        Decoder decoder, ReadOnlySpan<byte> packet, int packetBytes, Span<short> pcm, int frameSamples, int decodeFec);

    [LibraryImport(File, EntryPoint = "opus_encoder_create")]
    public static partial Encoder CreateEncoder(int sampleRate, int channels, int application, out int error);

    /// <summary>Returns bytes, or a negative error.</summary>
    [LibraryImport(File, EntryPoint = "opus_encode")]
    public static partial int Encode(
        Encoder encoder, ReadOnlySpan<short> pcm, int frameSamples, Span<byte> packet, int maxBytes);

    [LibraryImport(File, EntryPoint = "opus_decoder_destroy")]
    private static partial void DestroyDecoder(nint decoder);

    [LibraryImport(File, EntryPoint = "opus_encoder_destroy")]
    private static partial void DestroyEncoder(nint encoder);

    public sealed class Decoder() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        protected override bool ReleaseHandle()
        {
            DestroyDecoder(handle);
            return true;
        }
    }

    public sealed class Encoder() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        protected override bool ReleaseHandle()
        {
            DestroyEncoder(handle);
            return true;
        }
    }
}
