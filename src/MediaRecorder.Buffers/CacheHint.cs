using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace MediaRecorder.Buffers;

/// <summary>
/// Tells the processor what will be read soon. What is touched once in 20 ms is in no cache when its packet comes, and
/// each line that is waited for costs as much as a hundred instructions. Elsewhere than on x86 it does nothing.
/// </summary>
public static unsafe class CacheHint
{
    private const int LineBytes = 64;

    /// <summary>Fetches the first bytes of an object. Any thread; null is nothing to fetch.</summary>
    public static void Prefetch(object? value, int bytes = 1)
    {
        if (!Sse.IsSupported || value is null)
            return;
        // The collector may move the object at any time: then a line is fetched in vain, which is never a fault.
        var start = *(byte**)Unsafe.AsPointer(ref value);
        Prefetch(start, bytes);
    }

    /// <summary>The same of memory that is no object's.</summary>
    internal static void Prefetch(byte* start, int bytes)
    {
        if (!Sse.IsSupported)
            return;
        for (var at = 0; at < bytes; at += LineBytes)
            Sse.Prefetch0(start + at);
    }
}
