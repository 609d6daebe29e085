using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MediaRecorder.Containers.Wav;
using MediaRecorder.Policy.Model;

namespace MediaRecorder.Recording.Layouts;

/// <summary>
/// Two legs side by side, 0 the customer and 1 the agent (B-02), as interleaved 16-bit little-endian frames.
/// </summary>
internal static class StereoLayout
{
    public const int ChannelCount = 2;
    public const int BytesPerFrame = 4;

    public static WavFormat Format => new(WavEncoding.Pcm16, ChannelCount, Recording.SampleRate);

    /// <summary>The channel a role is heard on, -1 for none. By role, never by who sent first.</summary>
    public static int IndexOf(LegRole role) => role switch
    {
        LegRole.Customer => 0,
        LegRole.Agent => 1,
        _ => -1,
    };

    /// <summary>Writes one frame per sample of <paramref name="first"/>; both legs have the same length.</summary>
    public static void Interleave(ReadOnlySpan<short> first, ReadOnlySpan<short> second, Span<byte> frames)
    {
        second = second[..first.Length];
        frames = frames[..(first.Length * BytesPerFrame)];
        int i = 0;
        if (BitConverter.IsLittleEndian && Vector128.IsHardwareAccelerated)
        {
            Span<uint> into = MemoryMarshal.Cast<byte, uint>(frames);
            ReadOnlySpan<ushort> low = MemoryMarshal.Cast<short, ushort>(first);
            ReadOnlySpan<ushort> high = MemoryMarshal.Cast<short, ushort>(second);
            for (; i <= first.Length - Vector128<ushort>.Count; i += Vector128<ushort>.Count)
            {
                (Vector128<uint> low0, Vector128<uint> low1) = Vector128.Widen(Vector128.Create(low[i..]));
                (Vector128<uint> high0, Vector128<uint> high1) = Vector128.Widen(Vector128.Create(high[i..]));
                (low0 | (high0 << 16)).CopyTo(into[i..]);
                (low1 | (high1 << 16)).CopyTo(into[(i + Vector128<uint>.Count)..]);
            }
        }

        for (; i < first.Length; i++)
        {
            Span<byte> frame = frames.Slice(i * BytesPerFrame, BytesPerFrame);
            BinaryPrimitives.WriteInt16LittleEndian(frame, first[i]);
            BinaryPrimitives.WriteInt16LittleEndian(frame[2..], second[i]);
        }
    }
}
