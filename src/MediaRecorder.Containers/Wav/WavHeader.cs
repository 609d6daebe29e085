using System.Buffers.Binary;

namespace MediaRecorder.Containers.Wav;

/// <summary>
/// The head of every WAV file we write. Always the same size, so that it can be written over at any instant.
/// <code>
/// offset  bytes
///      0     12   "RIFF" size "WAVE"
///     12     36   "JUNK" 28, zeros       becomes "ds64" 28 past 4 GiB; must be the first chunk (EBU Tech 3306 §3)
///     48     26   "fmt " 18, WAVEFORMATEX with cbSize 0
///     74     12   "fact" 4, frames       required for G.711, allowed for PCM
///     86      8   "data" size
///     94          audio to the end of the file
/// </code>
/// All numbers are little-endian. Sizes that do not fit in 32 bits are written as 0xFFFFFFFF.
/// </summary>
public static class WavHeader
{
    /// <summary>Offset of the first audio byte.</summary>
    public const int Bytes = 94;

    /// <summary>Body of the JUNK chunk: a ds64 body without table entries.</summary>
    public const int ReservedBytes = 28;

    internal const int RiffSizeOffset = 4;

    /// <summary>Bytes of a file that RIFF's own size field does not count.</summary>
    internal const int UncountedBytes = 8;

    internal const ushort PcmTag = 1;
    internal const ushort AlawTag = 6;
    internal const ushort MulawTag = 7;

    /// <summary>Writes the header that is true for a file with <paramref name="audioBytes"/> behind it. A torn last
    /// frame is not claimed (<see cref="WavFormat.ClaimableBytes"/>), so any length is allowed.</summary>
    /// <exception cref="ArgumentException"><paramref name="into"/> is shorter than <see cref="Bytes"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Negative length, or a format no WAV file can have.</exception>
    public static int WriteTo(Span<byte> into, WavFormat format, long audioBytes)
    {
        if (into.Length < Bytes)
            throw new ArgumentException("A WAV header takes 94 bytes.", nameof(into));
        ArgumentOutOfRangeException.ThrowIfNegative(audioBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(format.ChannelCount, nameof(format));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(format.BytesPerFrame, ushort.MaxValue, nameof(format));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(format.SampleRate, nameof(format));
        var claimed = format.ClaimableBytes(audioBytes);

        into[..Bytes].Clear();
        "RIFF"u8.CopyTo(into);
        WriteSize(into[RiffSizeOffset..], claimed + Bytes - UncountedBytes);
        "WAVEJUNK"u8.CopyTo(into[8..]);
        WriteSize(into[16..], ReservedBytes);
        WriteFormat(into[48..], format);
        "fact"u8.CopyTo(into[74..]);
        WriteSize(into[78..], 4);
        WriteSize(into[82..], claimed / format.BytesPerFrame);
        "data"u8.CopyTo(into[86..]);
        WriteSize(into[90..], claimed);
        return Bytes;
    }

    internal static void WriteSize(Span<byte> into, long size) =>
        BinaryPrimitives.WriteUInt32LittleEndian(into, (uint)Math.Min(size, uint.MaxValue));

    private static void WriteFormat(Span<byte> into, WavFormat format)
    {
        "fmt "u8.CopyTo(into);
        WriteSize(into[4..], 18);
        BinaryPrimitives.WriteUInt16LittleEndian(into[8..], format.Encoding switch
        {
            WavEncoding.Mulaw => MulawTag,
            WavEncoding.Alaw => AlawTag,
            _ => PcmTag,
        });
        BinaryPrimitives.WriteUInt16LittleEndian(into[10..], (ushort)format.ChannelCount);
        WriteSize(into[12..], format.SampleRate);
        WriteSize(into[16..], (long)format.SampleRate * format.BytesPerFrame);
        BinaryPrimitives.WriteUInt16LittleEndian(into[20..], (ushort)format.BytesPerFrame);
        BinaryPrimitives.WriteUInt16LittleEndian(into[22..], (ushort)(8 * format.BytesPerSample));
    }
}
