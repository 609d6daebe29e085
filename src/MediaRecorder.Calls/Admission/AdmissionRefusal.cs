namespace MediaRecorder.Calls.Admission;

/// <summary>Why a call was not taken. A closed set: it is used as a label.</summary>
public enum AdmissionRefusal
{
    /// <summary>As many calls are running as may.</summary>
    AdmissionLimit,

    /// <summary>The process is about to end.</summary>
    Draining,

    /// <summary>The SIP loop has been behind its socket for too long.</summary>
    Overload,

    /// <summary>Too many new calls a second, over all sources.</summary>
    RateLimit,

    /// <summary>Too many new calls a second from this source.</summary>
    SourceRateLimit,
}
