namespace MediaRecorder.Media.Paths;

/// <summary>What passes on an m-line, as the newest SDP of one side says.</summary>
public enum LineKind
{
    /// <summary>Refused or ended by port 0, or not described yet: nothing is accepted from this side.</summary>
    Off,

    /// <summary>RTP with RTCP; anything else is dropped.</summary>
    Rtp,

    /// <summary>Datagrams that we do not look into: T.38 over UDPTL, BFCP, profiles we do not know.</summary>
    Datagrams,
}
