namespace MediaRecorder.Net;

/// <summary>
/// The weight of one thread against the others, where the system has one for each (Linux; the runtime's own thread
/// priorities do nothing there). Asked by P/Invoke, because the runtime has no call for it.
/// </summary>
public static class ThreadNice
{
    /// <summary>For threads that may come a moment later: recording and disk. Needs no privilege.</summary>
    public const int Later = 5;

    /// <summary>For threads that packets wait for. Needs CAP_SYS_NICE, or a limit in RLIMIT_NICE.</summary>
    public const int Sooner = -5;

    /// <summary>
    /// Sets the nice value of the calling thread, −20 (sooner) to 19 (later). False, and nothing changed, where the system
    /// refuses or has none: then threads share evenly.
    /// </summary>
    // setpriority(2): who 0 is the calling thread on Linux, though POSIX says process.
    public static bool TrySet(int nice) =>
        EpollLoop.IsSupported && LibC.SetPriority(LibC.PrioProcess, 0, nice) == 0;
}
