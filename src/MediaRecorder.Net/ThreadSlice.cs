using System.Runtime.InteropServices;

namespace MediaRecorder.Net;

/// <summary>
/// How long one thread may run before others get their turn, where the scheduler takes a wish (Linux 6.12 and later, EEVDF).
/// A thread that asks for little is let in at once when it wakes up, in the place of one that asked for more; it gets no
/// larger share. Needs no privilege.
/// </summary>
public static unsafe class ThreadSlice
{
    /// <summary>The least that the kernel takes: for threads that packets wait for.</summary>
    public const long ShortestNs = 100_000;

    /// <summary>
    /// Sets the slice of the calling thread. False, and nothing changed, where the system refuses or has none; an older Linux
    /// answers true and does nothing.
    /// </summary>
    public static bool TrySet(long sliceNs)
    {
        if (!EpollLoop.IsSupported || Number(RuntimeInformation.ProcessArchitecture) is not { } number)
        {
            return false;
        }

        // The nice value is part of what is set: it is kept.
        LibC.SchedulingAttributes attributes = default;
        if (LibC.SystemCall(number.Get, 0, &attributes, sizeof(LibC.SchedulingAttributes), 0) < 0)
        {
            return false;
        }

        attributes.RuntimeNs = (ulong)sliceNs;
        return LibC.SystemCall(number.Set, 0, &attributes, 0, 0) == 0;
    }

    // sched_setattr(2) has a function in the newest libraries only.
    private static (nint Get, nint Set)? Number(Architecture architecture) => architecture switch
    {
        Architecture.X64 => (315, 314),
        Architecture.Arm64 => (275, 274),
        _ => null,
    };
}
