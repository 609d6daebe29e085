namespace MediaRecorder.Net.Streams;

public enum StreamFrameKind
{
    /// <summary>Not whole yet.</summary>
    NeedMore,

    /// <summary>One message for the <see cref="IStreamReceiver"/>.</summary>
    Message,

    /// <summary>The peer asks whether we live; answered by the connection.</summary>
    Ping,

    /// <summary>The peer's answer to a ping of ours.</summary>
    Pong,

    /// <summary>Beyond understanding; the connection is closed.</summary>
    Broken,
}
