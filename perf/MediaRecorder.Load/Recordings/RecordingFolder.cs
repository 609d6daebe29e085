namespace MediaRecorder.Load.Recordings;

/// <summary>Finds finished recordings.</summary>
internal static class RecordingFolder
{
    /// <summary>
    /// Files named *.wav in the folder and below, written at <paramref name="sinceUtc"/> or later, by name.
    /// </summary>
    public static string[] Find(string folder, DateTime sinceUtc)
    {
        if (!Directory.Exists(folder))
            return [];
        string[] paths =
        [
            .. Directory.EnumerateFiles(folder, "*.wav", SearchOption.AllDirectories)
                .Where(path => File.GetLastWriteTimeUtc(path) >= sinceUtc),
        ];
        Array.Sort(paths, StringComparer.Ordinal);
        return paths;
    }

    /// <summary>The same, once there are as many as expected, or after the limit.</summary>
    public static async Task<string[]> WaitAsync(
        string folder, DateTime sinceUtc, int expected, TimeSpan limit, TimeProvider time,
        CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        var paths = Find(folder, sinceUtc);
        while (paths.Length < expected && time.GetElapsedTime(start) < limit)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(250), time, cancellation);
            paths = Find(folder, sinceUtc);
        }

        return paths;
    }
}
