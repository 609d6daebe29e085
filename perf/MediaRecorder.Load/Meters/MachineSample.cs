using System.Globalization;

namespace MediaRecorder.Load.Meters;

/// <summary>What all processors have not used until now, from the first line of /proc/stat (proc(5)).</summary>
/// <param name="IdleSeconds">Idle and waiting for disks, summed over the processors. The busy rest is computed from
/// this, because user and system ticks are sampled and blind to work that runs in step with the tick.</param>
internal readonly record struct MachineSample(double IdleSeconds)
{
    private const double SecondsPerTick = 0.01;
    private const int IdleField = 4;
    private const int DiskWaitField = 5;

    public static MachineSample? Read()
    {
        try
        {
            using var reader = File.OpenText("/proc/stat");
            var fields = reader.ReadLine()?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields is { Length: > DiskWaitField }
                ? new MachineSample((Number(fields[IdleField]) + Number(fields[DiskWaitField])) * SecondsPerTick)
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static long Number(string field) => long.Parse(field, CultureInfo.InvariantCulture);
}
