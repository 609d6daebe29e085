namespace MediaRecorder.TestKit.Processes;

/// <summary>POSIX signal numbers, the same on every Linux architecture.</summary>
public enum ProcessSignal
{
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
}
