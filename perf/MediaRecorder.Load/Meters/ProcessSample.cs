using System.Globalization;

namespace MediaRecorder.Load.Meters;

/// <summary>What a process has used until now, from /proc/PID/stat (proc(5)).</summary>
/// <param name="UserMs">Processor time of all threads. The sum with <paramref name="SystemMs"/> is exact to 10 ms; how
/// it is split between the two, the kernel samples.</param>
internal readonly record struct ProcessSample(double UserMs, double SystemMs, double ResidentKb, int Threads)
{
    // USER_HZ, which is 100 on every Linux that .NET runs on.
    private const double MsPerTick = 10;

    // Counted from the state, the first field after the program's name.
    private const int UserField = 11;
    private const int SystemField = 12;
    private const int ThreadsField = 17;
    private const int ResidentField = 21;

    public double TotalMs => UserMs + SystemMs;

    /// <summary>Null when there is no such process, or no /proc.</summary>
    public static ProcessSample? Read(int pid)
    {
        string text;
        try
        {
            text = File.ReadAllText($"/proc/{pid}/stat");
        }
        catch (IOException)
        {
            return null;
        }

        // The name stands in parentheses and may hold anything, blanks and parentheses too.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessSample(
            Number(fields, UserField) * MsPerTick,
            Number(fields, SystemField) * MsPerTick,
            Number(fields, ResidentField) * Environment.SystemPageSize / 1024.0,
            (int)Number(fields, ThreadsField));
    }

    private static long Number(string[] fields, int index) => long.Parse(fields[index], CultureInfo.InvariantCulture);
}
