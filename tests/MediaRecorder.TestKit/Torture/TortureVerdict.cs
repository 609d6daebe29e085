namespace MediaRecorder.TestKit.Torture;

public enum TortureVerdict
{
    /// <summary>Nothing comes back: not readable, without a way back, or a response to nothing of ours.</summary>
    Dropped,

    /// <summary>Refused with the status of the outcome.</summary>
    Answered,

    /// <summary>Well formed: what it is told depends on who it is for, but it is told something (ACK apart).</summary>
    Taken,
}
