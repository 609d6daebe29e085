using System.Buffers.Binary;
using System.Text;

namespace MediaRecorder.TestKit.Wav;

/// <summary>One chunk of a RIFF file: where its content starts and how long it says it is.</summary>
/// <param name="DeclaredBytes">As in the file; 0xFFFFFFFF of an RF64 data chunk replaced by what ds64 says.</param>
public sealed record RiffChunk(string Id, int Offset, long DeclaredBytes)
{
    private const uint SizeIsInDs64 = 0xFFFFFFFF;

    public long EndOffset => Offset + DeclaredBytes;

    /// <summary>
    /// All chunks from the first to the one that starts in the file and ends at or beyond its end. Knows nothing of
    /// MediaRecorder.Containers, which it is there to check.
    /// </summary>
    /// <exception cref="InvalidDataException">Not RIFF/RF64 WAVE.</exception>
    public static IReadOnlyList<RiffChunk> Walk(ReadOnlySpan<byte> file)
    {
        if (file.Length < 12 || Id4(file) is not ("RIFF" or "RF64") || Id4(file[8..]) != "WAVE")
            throw new InvalidDataException("not a RIFF or RF64 file of type WAVE");
        var chunks = new List<RiffChunk>();
        long dataBytes = SizeIsInDs64;
        long offset = 12;
        while (offset + 8 <= file.Length)
        {
            var at = (int)offset;
            var id = Id4(file[at..]);
            long size = BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
            // EBU Tech 3306: ds64 holds riffSize, dataSize, sampleCount, 64 bits each.
            if (id == "ds64" && at + 24 <= file.Length)
                dataBytes = BinaryPrimitives.ReadInt64LittleEndian(file[(at + 16)..]);
            if (id == "data" && size == SizeIsInDs64)
                size = dataBytes;
            chunks.Add(new RiffChunk(id, at + 8, size));
            offset += 8 + size + (size & 1);
        }

        return chunks;
    }

    private static string Id4(ReadOnlySpan<byte> at) => Encoding.ASCII.GetString(at[..4]);
}
