using System.Buffers.Binary;

namespace MediaRecorder.Containers.Tests.Wav;

/// <summary>Builds RIFF files by hand.</summary>
internal static class WavBytes
{
    public static byte[] Riff(params byte[][] chunks)
    {
        byte[] body = [.. "WAVE"u8, .. chunks.SelectMany(chunk => chunk)];
        return [.. "RIFF"u8, .. Size(body.Length), .. body];
    }

    public static byte[] Chunk(ReadOnlySpan<byte> id, params byte[] body) =>
        [.. id, .. Size(body.Length), .. body, .. new byte[body.Length % 2]];

    public static byte[] Pcm16Format(ushort channels = 2) => Format(1, channels, 16, (ushort)(2 * channels));

    public static byte[] Format(ushort tag, ushort channels, ushort bits, ushort frameBytes, uint rate = 8000) =>
        Chunk("fmt "u8,
            [
                .. Word(tag), .. Word(channels), .. Size(rate), .. Size(rate * frameBytes),
                .. Word(frameBytes), .. Word(bits),
            ]);

    public static byte[] Size(long size)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)size);
        return bytes;
    }

    public static byte[] Word(ushort value) => [(byte)value, (byte)(value >> 8)];
}
