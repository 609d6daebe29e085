namespace MediaRecorder.Policy.Control;

/// <summary>How far a call is, as <see cref="RecordingControl"/> sees it.</summary>
public enum RecordingPhase
{
    /// <summary>Nothing is known of the call.</summary>
    Idle,

    /// <summary>The legs are known, nobody has answered.</summary>
    Offered,

    /// <summary>Answered, and to be recorded.</summary>
    Running,

    /// <summary>Answered, and by policy not to be recorded.</summary>
    Unrecorded,

    Ended,
}
