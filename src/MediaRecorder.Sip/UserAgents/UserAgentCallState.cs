namespace MediaRecorder.Sip.UserAgents;

/// <summary>Where a call of a <see cref="UserAgent"/> is; the table of transitions stands at UserAgentCall.</summary>
public enum UserAgentCallState
{
    /// <summary>The INVITE is out, or in; nobody has said anything but 100.</summary>
    Calling,

    /// <summary>A provisional response above 100 was sent or received.</summary>
    Ringing,

    /// <summary>A 2xx was sent or received, its ACK was not.</summary>
    Answered,

    /// <summary>The ACK was sent or received.</summary>
    Confirmed,

    /// <summary>Our BYE is out and not yet answered.</summary>
    Ending,

    Ended,
}
