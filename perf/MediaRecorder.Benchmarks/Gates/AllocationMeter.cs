namespace MediaRecorder.Benchmarks.Gates;

/// <summary>Counts the bytes that an operation allocates on the thread that calls it.</summary>
internal static class AllocationMeter
{
    private const int Operations = 2000;

    // The first rounds also pay for what happens once: static fields, collections that grow.
    private const int Rounds = 5;

    /// <summary>Bytes for each operation, rounded up to a tenth: the least of some rounds.</summary>
    public static double Measure(Func<int> operation)
    {
        var least = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
            least = Math.Min(least, MeasureOnce(operation));
        return least;
    }

    private static double MeasureOnce(Func<int> operation)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Operations; i++)
            _ = operation();
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        return Math.Ceiling(bytes * 10.0 / Operations) / 10;
    }
}
