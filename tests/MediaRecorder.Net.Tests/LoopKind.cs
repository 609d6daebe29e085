namespace MediaRecorder.Net.Tests;

public enum LoopKind
{
    Epoll,

    /// <summary>Epoll as on a kernel that waits in milliseconds only.</summary>
    EpollMilliseconds,

    Managed,
}
