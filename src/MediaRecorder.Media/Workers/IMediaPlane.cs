using System.Diagnostics.CodeAnalysis;
using System.Net;
using MediaRecorder.Media.Paths;

namespace MediaRecorder.Media.Workers;

/// <summary>What a call asks of the media room. Called by the SipWorker only.</summary>
public interface IMediaPlane
{
    /// <summary>Binds an RTP and RTCP port pair for each leg and starts to relay. False when no port is free.</summary>
    /// <param name="taps">Where to copy the packets; null when the call is not recorded.</param>
    bool TryOpen(TapPair? taps, [NotNullWhen(true)] out RelayPath? path);

    /// <summary>Takes one side's address from its newest SDP. Null means that nothing may be sent there.</summary>
    void SetRemote(RelayPath path, LegSide side, IPEndPoint? rtp, IPEndPoint? rtcp);

    /// <summary>Ends the relay; the ports come back once the sockets are closed.</summary>
    void Close(RelayPath path);
}
