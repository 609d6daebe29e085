namespace MediaRecorder.Policy.Model;

/// <summary>Why a recording ended. A closed set: it is used as a label.</summary>
public enum EndCause
{
    CallerHungUp,
    CalleeHungUp,
    MediaTimeout,
    SignallingFailed,
    Shutdown,
}
