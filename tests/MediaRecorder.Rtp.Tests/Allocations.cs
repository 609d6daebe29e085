namespace MediaRecorder.Rtp.Tests;

internal static class Allocations
{
    /// <summary>Bytes that <paramref name="steadyState"/> allocates on this thread once it has run warm.</summary>
    public static long Of(Action steadyState)
    {
        steadyState();
        steadyState();
        var before = GC.GetAllocatedBytesForCurrentThread();
        steadyState();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
