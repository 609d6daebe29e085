namespace MediaRecorder.Sip.Transports;

public enum SipFrameKind
{
    /// <summary>Not whole yet: ask again when more bytes are there.</summary>
    NeedMore,

    /// <summary>One message, ready for the parser.</summary>
    Message,

    /// <summary>RFC 5626 §3.5.1: a double CRLF, answered by a single one.</summary>
    Ping,

    /// <summary>The single CRLF that answers a ping of ours.</summary>
    Pong,

    /// <summary>Nobody can tell any more where the next message begins: close the connection.</summary>
    Broken,
}
