namespace MediaRecorder.Benchmarks.Gates;

/// <summary>Counts the bytes that an operation allocates on the thread that calls it.</summary>
internal static class AllocationMeter
{
    private const int Operations = 2000;

    // The first rounds also pay for what happens once: compilation, static fields, collections that grow. Code that is
    // not yet optimised may allocate what optimised code keeps on the stack, and is replaced after some 100 ms.
    private const int MaxRounds = 200;
    private const double SettlingMs = 400;

    /// <summary>Bytes for each operation, rounded up to a tenth: the least of many rounds, or the first that is not above
    /// <paramref name="enough"/>.</summary>
    public static double Measure(Func<int> operation, TimeProvider time, double enough = -1)
    {
        var least = double.MaxValue;
        var start = time.GetTimestamp();
        for (var round = 0; round < MaxRounds && least > enough; round++)
        {
            least = Math.Min(least, MeasureOnce(operation));
            if (time.GetElapsedTime(start).TotalMilliseconds > SettlingMs)
                break;
        }

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
