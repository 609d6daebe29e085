namespace MediaRecorder.Sip.SessionTimers;

/// <summary>What a <see cref="SessionTimer"/> asks at its deadline.</summary>
public enum SessionTimerStep
{
    Wait,

    /// <summary>Send an UPDATE, or a re-INVITE where the peer knows no UPDATE.</summary>
    Refresh,

    /// <summary>Send a BYE: the peer no longer refreshes, or no longer answers.</summary>
    Expire,
}
