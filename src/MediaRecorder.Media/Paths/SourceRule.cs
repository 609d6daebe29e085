namespace MediaRecorder.Media.Paths;

/// <summary>Whose packets a party's ports take, and where that party is sent its own. REQ A-07.</summary>
public enum SourceRule
{
    /// <summary>From the address of its SDP, whatever the port until one is latched; to the endpoint of its SDP.</summary>
    Address,

    /// <summary>From the endpoint of its SDP alone, and to it.</summary>
    Strict,

    /// <summary>
    /// From the address of its SDP or the one its SIP comes from, and back to where they come from: for peers behind a NAT,
    /// whose SDP names a private address. Not "from anybody first": whoever guesses a port would have the call.
    /// </summary>
    Nat,
}
