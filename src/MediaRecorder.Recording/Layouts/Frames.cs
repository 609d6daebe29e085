using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MediaRecorder.Audio.Codecs;
using MediaRecorder.Containers.Wav;

namespace MediaRecorder.Recording.Layouts;

/// <summary>Channels into the interleaved, little-endian frames of a file. Nothing here allocates.</summary>
internal static class Frames
{
    /// <summary>Two channels of 16 bits; one frame per sample of <paramref name="first"/>, both of one length.</summary>
    public static void Stereo(ReadOnlySpan<short> first, ReadOnlySpan<short> second, Span<byte> frames)
    {
        second = second[..first.Length];
        frames = frames[..(first.Length * 4)];
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
            BinaryPrimitives.WriteInt16LittleEndian(frames[(4 * i)..], first[i]);
            BinaryPrimitives.WriteInt16LittleEndian(frames[(4 * i + 2)..], second[i]);
        }
    }

    /// <summary>The same of codes: the bytes of two G.711 legs side by side, untouched.</summary>
    public static void Stereo(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> frames)
    {
        second = second[..first.Length];
        frames = frames[..(first.Length * 2)];
        int i = 0;
        if (BitConverter.IsLittleEndian && Vector128.IsHardwareAccelerated)
        {
            Span<ushort> into = MemoryMarshal.Cast<byte, ushort>(frames);
            for (; i <= first.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
            {
                (Vector128<ushort> low0, Vector128<ushort> low1) = Vector128.Widen(Vector128.Create(first[i..]));
                (Vector128<ushort> high0, Vector128<ushort> high1) = Vector128.Widen(Vector128.Create(second[i..]));
                (low0 | (high0 << 8)).CopyTo(into[i..]);
                (low1 | (high1 << 8)).CopyTo(into[(i + Vector128<ushort>.Count)..]);
            }
        }

        for (; i < first.Length; i++)
        {
            frames[2 * i] = first[i];
            frames[2 * i + 1] = second[i];
        }
    }

    /// <summary>One channel among several, of 16 bits.</summary>
    public static void Place(ReadOnlySpan<short> samples, int channel, int channelCount, Span<byte> frames)
    {
        if (channelCount == 1 && BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(samples).CopyTo(frames);
            return;
        }

        int at = 2 * channel;
        foreach (short sample in samples)
        {
            BinaryPrimitives.WriteInt16LittleEndian(frames[at..], sample);
            at += 2 * channelCount;
        }
    }

    /// <summary>One channel among several, of codes.</summary>
    public static void Place(ReadOnlySpan<byte> codes, int channel, int channelCount, Span<byte> frames)
    {
        if (channelCount == 1)
        {
            codes.CopyTo(frames);
            return;
        }

        int at = channel;
        foreach (byte code in codes)
        {
            frames[at] = code;
            at += channelCount;
        }
    }

    /// <summary>Adds a second leg of one channel to the first, in the law of both: where one of them is silent the
    /// other's code stays as it came.</summary>
    public static void Add(ReadOnlySpan<byte> codes, Span<byte> sum, WavEncoding law)
    {
        byte silence = law == WavEncoding.Alaw ? ALaw.Silence : MuLaw.Silence;
        Span<byte> pair = stackalloc byte[2];
        Span<short> pcm = stackalloc short[2];
        for (int i = 0; i < codes.Length; i++)
        {
            if (codes[i] == silence)
                continue;
            if (sum[i] == silence)
            {
                sum[i] = codes[i];
                continue;
            }

            pair[0] = sum[i];
            pair[1] = codes[i];
            if (law == WavEncoding.Alaw)
                ALaw.Decode(pair, pcm);
            else
                MuLaw.Decode(pair, pcm);
            pcm[0] = (short)Math.Clamp(pcm[0] + pcm[1], short.MinValue, short.MaxValue);
            if (law == WavEncoding.Alaw)
                ALaw.Encode(pcm[..1], sum[i..]);
            else
                MuLaw.Encode(pcm[..1], sum[i..]);
        }
    }
}
