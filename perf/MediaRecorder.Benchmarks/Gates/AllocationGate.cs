using System.Text.Json;

namespace MediaRecorder.Benchmarks.Gates;

/// <summary>Compares what every hot path allocates with what was committed (perf/allocations.json). More is a failure,
/// and so is a path that the file does not know, or one that is gone; less asks for a new file.</summary>
internal sealed class AllocationGate(TextWriter output)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <returns>True when nothing allocates more than the file says.</returns>
    public bool Check(string file)
    {
#if DEBUG
        output.WriteLine("note: a Debug build allocates more than was committed; build with -c Release");
#endif
        var committed = JsonSerializer.Deserialize<SortedDictionary<string, double>>(File.ReadAllText(file))!;
        var passes = true;
        foreach (var path in HotPath.FindAll())
        {
            using (path)
            {
                passes &= Check(path, committed);
                committed.Remove(path.Name);
            }
        }

        foreach (var gone in committed.Keys)
        {
            output.WriteLine($"FAILED  {gone}: committed, but there is no such benchmark");
            passes = false;
        }

        output.WriteLine(passes ? "allocation gate: passed" : "allocation gate: FAILED");
        return passes;
    }

    /// <summary>Writes the file anew from what is measured now.</summary>
    public void Update(string file)
    {
        var measured = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var path in HotPath.FindAll())
        {
            using (path)
                measured[path.Name] = AllocationMeter.Measure(path.Run);
        }

        File.WriteAllText(file, JsonSerializer.Serialize(measured, Indented) + "\n");
        output.WriteLine($"{measured.Count} hot paths written to {file}");
    }

    private bool Check(HotPath path, SortedDictionary<string, double> committed)
    {
        if (!committed.TryGetValue(path.Name, out var allowed))
        {
            output.WriteLine($"FAILED  {path.Name}: not committed");
            return false;
        }

        var bytes = AllocationMeter.Measure(path.Run);
        var passes = bytes <= allowed;
        output.WriteLine(FormattableString.Invariant(
            $"{(passes ? "ok    " : "FAILED")}  {path.Name}: {bytes} bytes, committed {allowed}"));
        return passes;
    }
}
