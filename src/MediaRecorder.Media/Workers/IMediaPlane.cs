using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using MediaRecorder.Media.Paths;
using MediaRecorder.Media.Security;

namespace MediaRecorder.Media.Workers;

/// <summary>What a call asks of the media room. Called by the SipWorker only.</summary>
public interface IMediaPlane
{
    /// <summary>Makes a path without a line. False when there is no media address of a family.</summary>
    /// <param name="taps">Where to copy the voice; null when the call is not recorded.</param>
    bool TryOpen(TapPair? taps, AddressFamily ingress, AddressFamily egress, [NotNullWhen(true)] out RelayPath? path);

    /// <summary>
    /// Binds an RTP and RTCP port pair on each side for the m-line at this place and starts to relay. False when no port
    /// is free, or the place is beyond <see cref="RelayPath.MaxLines"/>.
    /// </summary>
    bool TryAddLine(RelayPath path, int place);

    /// <summary>Which line is the voice that is recorded; null while there is none. The others are only relayed.</summary>
    void SetVoice(RelayPath path, int? place);

    /// <summary>Takes what one side's newest SDP says of a line that is open.</summary>
    void SetRemote(RelayPath path, int place, LegSide side, LineRemote remote);

    /// <summary>
    /// Makes one side of a line secure, or gives it the keys of its newest SDP; null makes it plain again. Comes ahead of
    /// the <see cref="SetRemote"/> of the same SDP.
    /// </summary>
    void SetKeys(RelayPath path, int place, LegSide side, LineKeys? keys);

    /// <summary>Packets of one side so far that could not be opened with its keys; as <see cref="PacketsOf"/>.</summary>
    long UnopenedPacketsOf(RelayPath path, LegSide side);

    /// <summary>
    /// Packets accepted from either side on any line so far; a value may be one turn of the relay old.
    /// </summary>
    long PacketsOf(RelayPath path);

    /// <summary>Ends the relay; the ports come back once the sockets are closed.</summary>
    void Close(RelayPath path);
}
