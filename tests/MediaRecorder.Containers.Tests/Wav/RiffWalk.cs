using System.Buffers.Binary;
using System.Text;

namespace MediaRecorder.Containers.Tests.Wav;

/// <summary>A second reading of RIFF, straight from its definition, that shares nothing with the code under test: a
/// list of (id, size, body offset), ended by the size RIFF claims.</summary>
internal sealed class RiffWalk
{
    public RiffWalk(byte[] file)
    {
        Id = Encoding.ASCII.GetString(file, 0, 4);
        ClaimedBytes = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(4)) + 8L;
        Form = Encoding.ASCII.GetString(file, 8, 4);
        for (long at = 12; at < Math.Min(ClaimedBytes, file.Length);)
        {
            var id = Encoding.ASCII.GetString(file, (int)at, 4);
            var size = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan((int)at + 4));
            Chunks.Add(new Chunk(id, size, at + 8));
            at += 8L + size + (size % 2);
        }
    }

    public string Id { get; }

    public string Form { get; }

    /// <summary>Length of the file if RIFF's own size is true.</summary>
    public long ClaimedBytes { get; }

    public List<Chunk> Chunks { get; } = [];

    public Chunk this[string id] => Chunks.Single(chunk => chunk.Id == id);

    public sealed record Chunk(string Id, uint Size, long Offset);
}
