using MediaRecorder.Media.Paths;
using MediaRecorder.Net;

namespace MediaRecorder.Media.Workers;

/// <summary>What the SipWorker tells a MediaWorker, by mailbox.</summary>
internal abstract record MediaCommand(RelayPath Path)
{
    /// <summary>Attach both legs' sockets and relay from now on.</summary>
    public sealed record Open(RelayPath Path) : MediaCommand(Path);

    /// <summary>The newest SDP of one side; empty endpoints mean that nothing may be sent there.</summary>
    public sealed record SetRemote(RelayPath Path, LegSide Side, SocketEndpoint Rtp, SocketEndpoint Rtcp)
        : MediaCommand(Path);

    /// <summary>Detach and close the sockets; the path then goes back to the plane, which frees its ports.</summary>
    public sealed record Close(RelayPath Path) : MediaCommand(Path);
}
