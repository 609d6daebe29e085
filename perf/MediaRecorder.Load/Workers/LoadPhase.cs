namespace MediaRecorder.Load.Workers;

/// <summary>Phases of a run, in their order.</summary>
internal enum LoadPhase
{
    /// <summary>Calls are being started.</summary>
    Ramp,

    /// <summary>All are up or have failed; what their set-up has stirred shall calm down.</summary>
    Settling,

    /// <summary>The steady window.</summary>
    Steady,

    /// <summary>All are still up, while the meters are read.</summary>
    Reading,

    /// <summary>Calls are being ended.</summary>
    HangingUp,

    Done,
}
