using System.Runtime.InteropServices;

namespace MediaRecorder.Audio.Tests.Signals;

/// <summary>A file of the folder Vectors; how each was made stands in its README.</summary>
internal static class GoldenVector
{
    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", name));

    /// <summary>Raw 16-bit little-endian samples.</summary>
    public static short[] Samples(string name) => MemoryMarshal.Cast<byte, short>(Bytes(name)).ToArray();
}
