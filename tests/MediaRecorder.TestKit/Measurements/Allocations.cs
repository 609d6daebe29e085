namespace MediaRecorder.TestKit.Measurements;

/// <summary>Counts what a piece of code allocates once it is warm; for the paths that must allocate nothing.</summary>
public static class Allocations
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
