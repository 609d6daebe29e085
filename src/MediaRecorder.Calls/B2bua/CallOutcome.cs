using MediaRecorder.Policy.Model;

namespace MediaRecorder.Calls.B2bua;

/// <summary>How a call ended. A closed set: it is used as a label.</summary>
public enum CallOutcome
{
    CallerHungUp,
    CalleeHungUp,

    /// <summary>The caller gave up before an answer.</summary>
    Cancelled,

    /// <summary>The far side answered with a failure, or not at all.</summary>
    Rejected,

    /// <summary>It rang longer than the configured limit.</summary>
    NoAnswer,

    /// <summary>The caller never acknowledged the answer.</summary>
    NoAck,

    /// <summary>An answer without usable audio, or a dialog that the far side no longer knows.</summary>
    SignallingFailed,

    /// <summary>A party no longer refreshed its session, or could not be refreshed (RFC 4028 §10).</summary>
    SessionExpired,

    /// <summary>Nothing was heard of either side for the configured time (RTP timeout).</summary>
    MediaTimeout,

    /// <summary>Handling it failed: a defect of ours.</summary>
    Faulted,

    /// <summary>The recorder stopped.</summary>
    Shutdown,
}

internal static class CallOutcomes
{
    /// <summary>What the outcome of a call means for its recording.</summary>
    public static EndCause RecordingEnd(CallOutcome outcome) => outcome switch
    {
        CallOutcome.CalleeHungUp => EndCause.CalleeHungUp,
        CallOutcome.CallerHungUp or CallOutcome.Cancelled => EndCause.CallerHungUp,
        CallOutcome.MediaTimeout => EndCause.MediaTimeout,
        CallOutcome.Shutdown => EndCause.Shutdown,
        _ => EndCause.SignallingFailed,
    };
}
