using System.Buffers;

namespace MediaRecorder.Sip.Tests.Transports;

/// <summary>A stream as its reader sees it: bytes in segments, more of them each time.</summary>
internal static class Chopped
{
    /// <summary>The bytes in segments of <paramref name="segmentBytes"/>, as a pipe would hold them.</summary>
    internal static ReadOnlySequence<byte> Sequence(ReadOnlyMemory<byte> bytes, int segmentBytes)
    {
        if (bytes.Length <= segmentBytes)
        {
            return new ReadOnlySequence<byte>(bytes);
        }

        var first = new Segment(bytes[..segmentBytes], 0);
        var last = first;
        for (var at = segmentBytes; at < bytes.Length; at += segmentBytes)
        {
            last = last.Append(bytes.Slice(at, Math.Min(segmentBytes, bytes.Length - at)));
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        internal Segment(ReadOnlyMemory<byte> memory, long runningIndex)
        {
            Memory = memory;
            RunningIndex = runningIndex;
        }

        internal Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
