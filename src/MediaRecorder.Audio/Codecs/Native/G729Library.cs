using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MediaRecorder.Audio.Codecs.Native;

/// <summary>libbcg729 1.1, its C interface as decoder.h and encoder.h declare it. A frame is 80 samples.</summary>
internal static partial class G729Library
{
    public const string File = "libbcg729.so.0";

    [LibraryImport(File, EntryPoint = "initBcg729DecoderChannel")]
    public static partial Decoder CreateDecoder();

    /// <summary>One frame, or the place of one: flags are 0 or 1.</summary>
    [LibraryImport(File, EntryPoint = "bcg729Decoder")]
    public static partial void Decode(
        Decoder decoder, ReadOnlySpan<byte> frame, byte frameBytes, byte isErased, byte isSid, byte isRfc3389, Span<short> pcm);

    /// <param name="enableVad">1 for discontinuous transmission by Annex B.</param>
    [LibraryImport(File, EntryPoint = "initBcg729EncoderChannel")]
    public static partial Encoder CreateEncoder(byte enableVad);

    [LibraryImport(File, EntryPoint = "bcg729Encoder")]
    public static partial void Encode(Encoder encoder, ReadOnlySpan<short> pcm, Span<byte> frame, out byte frameBytes);

    [LibraryImport(File, EntryPoint = "closeBcg729DecoderChannel")]
    private static partial void DestroyDecoder(nint decoder);

    [LibraryImport(File, EntryPoint = "closeBcg729EncoderChannel")]
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
