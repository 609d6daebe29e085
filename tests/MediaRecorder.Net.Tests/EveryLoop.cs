namespace MediaRecorder.Net.Tests;

/// <summary>Each kind of loop this system has: one suite holds for all.</summary>
public sealed class EveryLoop : TheoryData<LoopKind>
{
    public EveryLoop()
    {
        Add(LoopKind.Managed);
        if (!EpollLoop.IsSupported)
            return;
        Add(LoopKind.Epoll);
        Add(LoopKind.EpollMilliseconds);
    }

    public static EventLoop Create(LoopKind kind) => kind switch
    {
        LoopKind.Epoll => new EpollLoop(),
        LoopKind.EpollMilliseconds => new EpollLoop(mayWaitInNanoseconds: false),
        _ => new ManagedLoop(),
    };
}
