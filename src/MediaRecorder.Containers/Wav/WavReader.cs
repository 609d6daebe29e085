using System.Buffers.Binary;

namespace MediaRecorder.Containers.Wav;

/// <summary>Reads the head of a WAV file. Knows our own files and those of others: unknown chunks are skipped, the
/// format may be plain or extensible.</summary>
public static class WavReader
{
    /// <summary>A head of this size holds everything before the audio in any file we wrote.</summary>
    public const int RecommendedHeadBytes = 4096;

    private const int RiffHeadBytes = 12;
    private const int PlainFormatBytes = 16;
    private const int ExtensibleFormatBytes = 40;
    private const int Ds64DataSizeOffset = 8;

    /// <param name="head">The first bytes of the file, up to and including the head of its data chunk.</param>
    /// <param name="fileBytes">Length of the whole file: the header is not believed beyond it.</param>
    public static bool TryParse(ReadOnlySpan<byte> head, long fileBytes, out WavFile file, out WavParseError error)
    {
        file = default;
        error = CheckRiffHead(head);
        if (error != WavParseError.None)
            return false;

        WavFormat? format = null;
        long? largeBytes = null;
        long offset = RiffHeadBytes;
        while (offset + WavHeader.ChunkHeadBytes <= Math.Min(head.Length, fileBytes))
        {
            var chunk = head[(int)offset..];
            var size = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            offset += WavHeader.ChunkHeadBytes;
            if (chunk.StartsWith("data"u8))
                return TryLocateAudio(format, offset, size, largeBytes, fileBytes, out file, out error);
            if (offset + size > fileBytes)
            {
                error = WavParseError.ChunkTruncated;
                return false;
            }
            var body = chunk[WavHeader.ChunkHeadBytes..];
            if (body.Length > size)
                body = body[..(int)size];
            if (chunk.StartsWith("ds64"u8) && body.Length >= Ds64DataSizeOffset + sizeof(long))
                largeBytes = BinaryPrimitives.ReadInt64LittleEndian(body[Ds64DataSizeOffset..]);
            if (chunk.StartsWith("fmt "u8))
            {
                if (!TryReadFormat(body, out var read, out error))
                    return false;
                format = read;
            }
            // RIFF: chunks start at even offsets; the pad byte is not counted in the size.
            offset += size + (size & 1);
        }
        error = WavParseError.NoAudio;
        return false;
    }

    private static WavParseError CheckRiffHead(ReadOnlySpan<byte> head)
    {
        if (head.Length < RiffHeadBytes)
            return WavParseError.TooShort;
        // EBU Tech 3306 §3: RF64 is RIFF with sizes in ds64; ITU-R BS.2088 calls it BW64.
        if (!head.StartsWith("RIFF"u8) && !head.StartsWith("RF64"u8) && !head.StartsWith("BW64"u8))
            return WavParseError.NotRiff;
        return head[8..].StartsWith("WAVE"u8) ? WavParseError.None : WavParseError.NotWave;
    }

    private static bool TryLocateAudio(
        WavFormat? format,
        long offset,
        uint claimedBytes,
        long? largeBytes,
        long fileBytes,
        out WavFile file,
        out WavParseError error)
    {
        file = default;
        error = WavParseError.NoFormat;
        if (format is not { } known)
            return false;
        var presentBytes = fileBytes - offset;
        // 0xFFFFFFFF: ds64 says it, or the writer could not (a stream), so the file's end does.
        var claimed = claimedBytes < uint.MaxValue ? claimedBytes : largeBytes ?? presentBytes;
        file = new WavFile(known, (int)offset, known.WholeFrameBytes(Math.Clamp(claimed, 0, presentBytes)));
        error = WavParseError.None;
        return true;
    }

    private static bool TryReadFormat(ReadOnlySpan<byte> body, out WavFormat format, out WavParseError error)
    {
        format = default;
        error = WavParseError.BadFormat;
        if (body.Length < PlainFormatBytes)
            return false;
        var tag = BinaryPrimitives.ReadUInt16LittleEndian(body);
        // WAVEFORMATEXTENSIBLE: the subformat GUID begins with the tag it stands for.
        if (tag == WavHeader.ExtensibleTag && body.Length >= ExtensibleFormatBytes)
            tag = BinaryPrimitives.ReadUInt16LittleEndian(body[24..]);
        WavEncoding? encoding = (tag, BitsPerSample: BinaryPrimitives.ReadUInt16LittleEndian(body[14..])) switch
        {
            (WavHeader.PcmTag, 16) => WavEncoding.Pcm16,
            (WavHeader.MulawTag, 8) => WavEncoding.Mulaw,
            (WavHeader.AlawTag, 8) => WavEncoding.Alaw,
            _ => null,
        };
        if (encoding is not { } known)
        {
            error = WavParseError.UnsupportedFormat;
            return false;
        }
        var sampleRate = BinaryPrimitives.ReadUInt32LittleEndian(body[4..]);
        format = new WavFormat(known, BinaryPrimitives.ReadUInt16LittleEndian(body[2..]), (int)sampleRate);
        if (format.ChannelCount == 0
            || sampleRate is 0 or > int.MaxValue
            || BinaryPrimitives.ReadUInt16LittleEndian(body[12..]) != format.BytesPerFrame)
        {
            return false;
        }
        error = WavParseError.None;
        return true;
    }
}
