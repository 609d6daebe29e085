namespace MediaRecorder.Calls.B2bua;

/// <summary>Where a call stands; the table is at <see cref="Call"/>.</summary>
internal enum CallState
{
    /// <summary>The INVITE was sent on and has no final response.</summary>
    Offered,

    /// <summary>The caller has its failure; the callee's INVITE is being cancelled.</summary>
    Cancelling,

    /// <summary>Answered.</summary>
    Talking,

    /// <summary>One side has hung up; the other has not acknowledged our 2xx yet, and gets its BYE only then.</summary>
    Closing,

    /// <summary>Over; it leaves the tables.</summary>
    Ended,
}
