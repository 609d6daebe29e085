using System.Buffers.Binary;

namespace MediaRecorder.Containers.Wav;

/// <summary>
/// The head of every WAV file we write. Its size depends on the format alone, so that it can be written over at any
/// instant.
/// <code>
/// offset  bytes
///      0     12   "RIFF" size "WAVE"      "RF64" 0xFFFFFFFF from 4 GiB on
///     12     36   "JUNK" 28, zeros        "ds64" 28, sizes from 4 GiB on; must be the first chunk (EBU Tech 3306 §3)
///     48     26   "fmt " 18, WAVEFORMATEX with cbSize 0; over two channels 48: "fmt " 40, WAVEFORMATEXTENSIBLE
///            12   "fact" 4, frames        required for G.711, allowed for PCM
///             8   "data" size
///                 audio to the end of the file
/// </code>
/// All numbers are little-endian. Sizes that stand in ds64 are 0xFFFFFFFF in their own place.
/// </summary>
public static class WavHeader
{
    /// <summary>The head of a file of one or two channels.</summary>
    public const int PlainBytes = 94;

    /// <summary>The head of a file of more channels: the longest there is.</summary>
    public const int MaxBytes = PlainBytes + ExtensibleFormatBytes - PlainFormatBytes;

    /// <summary>Body of the JUNK chunk: a ds64 body without table entries.</summary>
    public const int ReservedBytes = 28;

    internal const int ReservedOffset = 12;
    internal const int ChunkHeadBytes = 8;

    internal const ushort PcmTag = 1;
    internal const ushort AlawTag = 6;
    internal const ushort MulawTag = 7;
    internal const ushort ExtensibleTag = 0xFFFE;

    private const int RiffSizeOffset = 4;
    private const int FormatOffset = 48;
    private const int PlainFormatBytes = 18;
    private const int ExtensibleFormatBytes = 40;

    // Bytes of a file that RIFF's own size field does not count.
    private const int UncountedBytes = 8;

    /// <summary>Offset of the first audio byte in a file of this format.</summary>
    public static int BytesOf(WavFormat format) => IsExtensible(format) ? MaxBytes : PlainBytes;

    /// <summary>Writes the header that is true for a file with <paramref name="audioBytes"/> behind it; answers
    /// <see cref="BytesOf"/>. A torn last frame is not claimed, so any length is allowed.</summary>
    /// <param name="isComplete">No audio follows. Until then an odd number of bytes is not claimed either
    /// (<see cref="WavFormat.ClaimableBytes"/>); afterwards it is, and the file ends with
    /// <see cref="WavFormat.PadBytes"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="into"/> is shorter than <see cref="BytesOf"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Negative length, or a format no WAV file can have.</exception>
    public static int WriteTo(Span<byte> into, WavFormat format, long audioBytes, bool isComplete = false)
    {
        var headBytes = BytesOf(format);
        if (into.Length < headBytes)
            throw new ArgumentException("Shorter than the WAV header of this format.", nameof(into));
        ArgumentOutOfRangeException.ThrowIfNegative(audioBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(format.ChannelCount, nameof(format));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(format.BytesPerFrame, ushort.MaxValue, nameof(format));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(format.SampleRate, nameof(format));

        into = into[..headBytes];
        into.Clear();
        "WAVEJUNK"u8.CopyTo(into[8..]);
        WriteSize(into[16..], ReservedBytes);
        WriteFormat(into[FormatOffset..], format);
        "fact"u8.CopyTo(into[(headBytes - 20)..]);
        WriteSize(into[(headBytes - 16)..], 4);
        "data"u8.CopyTo(into[(headBytes - 8)..]);
        var claimed = isComplete ? format.WholeFrameBytes(audioBytes) : format.ClaimableBytes(audioBytes);
        WriteSizes(into, format, claimed);
        return headBytes;
    }

    /// <summary>Makes the sizes in a head true, up to and including the head of its data chunk.</summary>
    internal static void WriteSizes(Span<byte> head, WavFormat format, long audioBytes)
    {
        var riffBytes = head.Length + audioBytes + WavFormat.PadBytes(audioBytes) - UncountedBytes;
        var frames = audioBytes / format.BytesPerFrame;
        var isLarge = riffBytes >= uint.MaxValue;
        var reserved = head[ReservedOffset..];
        var hasRoom = (reserved.StartsWith("JUNK"u8) || reserved.StartsWith("ds64"u8))
            && BinaryPrimitives.ReadUInt32LittleEndian(reserved[4..]) >= ReservedBytes;
        (isLarge && hasRoom ? "RF64"u8 : "RIFF"u8).CopyTo(head);
        WriteSize(head[RiffSizeOffset..], riffBytes);
        if (hasRoom)
        {
            (isLarge ? "ds64"u8 : "JUNK"u8).CopyTo(reserved);
            var sizes = reserved[ChunkHeadBytes..];
            BinaryPrimitives.WriteInt64LittleEndian(sizes, isLarge ? riffBytes : 0);
            BinaryPrimitives.WriteInt64LittleEndian(sizes[8..], isLarge ? audioBytes : 0);
            BinaryPrimitives.WriteInt64LittleEndian(sizes[16..], isLarge ? frames : 0);
        }

        var isElsewhere = isLarge && hasRoom;
        WriteSize(head[^4..], isElsewhere ? uint.MaxValue : audioBytes);
        WriteFact(head, isElsewhere ? uint.MaxValue : frames);
    }

    private static bool IsExtensible(WavFormat format) => format.ChannelCount > 2;

    private static void WriteFact(Span<byte> head, long frames)
    {
        long offset = ReservedOffset;
        while (offset + ChunkHeadBytes + 4 <= head.Length)
        {
            var chunk = head[(int)offset..];
            var size = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (chunk.StartsWith("fact"u8) && size >= 4)
                WriteSize(chunk[ChunkHeadBytes..], frames);
            offset += ChunkHeadBytes + size + (size & 1);
        }
    }

    private static void WriteSize(Span<byte> into, long size) =>
        BinaryPrimitives.WriteUInt32LittleEndian(into, (uint)Math.Min(size, uint.MaxValue));

    private static void WriteFormat(Span<byte> into, WavFormat format)
    {
        ushort tag = format.Encoding switch
        {
            WavEncoding.Mulaw => MulawTag,
            WavEncoding.Alaw => AlawTag,
            _ => PcmTag,
        };
        var isExtensible = IsExtensible(format);
        "fmt "u8.CopyTo(into);
        WriteSize(into[4..], isExtensible ? ExtensibleFormatBytes : PlainFormatBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(into[8..], isExtensible ? ExtensibleTag : tag);
        BinaryPrimitives.WriteUInt16LittleEndian(into[10..], (ushort)format.ChannelCount);
        WriteSize(into[12..], format.SampleRate);
        WriteSize(into[16..], (long)format.SampleRate * format.BytesPerFrame);
        BinaryPrimitives.WriteUInt16LittleEndian(into[20..], (ushort)format.BytesPerFrame);
        BinaryPrimitives.WriteUInt16LittleEndian(into[22..], (ushort)(8 * format.BytesPerSample));
        if (!isExtensible)
            return;

        // cbSize, valid bits, and a channel mask of zero: these are parties of a call and no loudspeakers. Then the
        // subformat, a GUID whose first field is the tag.
        BinaryPrimitives.WriteUInt16LittleEndian(into[24..], 22);
        BinaryPrimitives.WriteUInt16LittleEndian(into[26..], (ushort)(8 * format.BytesPerSample));
        BinaryPrimitives.WriteUInt16LittleEndian(into[32..], tag);
        ReadOnlySpan<byte> rest = [0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71];
        rest.CopyTo(into[34..]);
    }
}
