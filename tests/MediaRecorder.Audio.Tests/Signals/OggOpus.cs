using System.Buffers.Binary;

namespace MediaRecorder.Audio.Tests.Signals;

/// <summary>
/// The packets of an Ogg Opus file (RFC 3533 §6, RFC 7845): pages of segments, of which one shorter than 255 bytes ends a
/// packet; two packets of headers come first.
/// </summary>
internal sealed class OggOpus
{
    private const int PageHeaderBytes = 27;

    private OggOpus(List<byte[]> packets)
    {
        PreSkip = BinaryPrimitives.ReadUInt16LittleEndian(packets[0].AsSpan(10));
        Packets = packets.GetRange(2, packets.Count - 2);
    }

    /// <summary>Samples at 48 kHz that come before the first that was given to the encoder.</summary>
    public int PreSkip { get; }

    public IReadOnlyList<byte[]> Packets { get; }

    public static OggOpus Read(string name)
    {
        var file = GoldenVector.Bytes(name);
        var packets = new List<byte[]>();
        var packet = new List<byte>();
        for (var page = 0; page < file.Length;)
        {
            var lengths = file.AsSpan(page + PageHeaderBytes, file[page + PageHeaderBytes - 1]);
            page += PageHeaderBytes + lengths.Length;
            foreach (var length in lengths)
            {
                packet.AddRange(file.AsSpan(page, length));
                page += length;
                if (length == 255)
                    continue;
                packets.Add([.. packet]);
                packet.Clear();
            }
        }
        return new OggOpus(packets);
    }
}
