using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using MediaRecorder.Buffers;
using MediaRecorder.Media.Bridges;
using MediaRecorder.Media.Paths;
using MediaRecorder.Media.Security;

namespace MediaRecorder.Media.Workers;

/// <summary>
/// What a call asks of the media room. Called by the SipWorker only. A room without bridges takes no third party.
/// </summary>
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

    /// <summary>
    /// Binds a port pair for a third party of the voice, which nobody hears before <see cref="TryJoinGuest"/>. False when no
    /// port is free, there is no media address of the family, or the call is full.
    /// </summary>
    /// <param name="tap">Where to copy what it says once it has joined; not looked at when the call is not recorded.</param>
    bool TryAddGuest(RelayPath path, AddressFamily family, TapId tap, [NotNullWhen(true)] out GuestLeg? guest)
    {
        guest = null;
        return false;
    }

    /// <summary>As <see cref="SetRemote"/>.</summary>
    void SetGuestRemote(RelayPath path, GuestLeg guest, LineRemote remote) => throw new NotSupportedException();

    /// <summary>As <see cref="SetKeys"/>.</summary>
    void SetGuestKeys(RelayPath path, GuestLeg guest, LineKeys? keys) => throw new NotSupportedException();

    /// <summary>
    /// A side of the voice becomes a member of the call's bridge, or is heard and told in another way than before: it is
    /// told what the others say instead of what its peer sends. False when the bridge cannot speak to it; then nothing
    /// has changed.
    /// </summary>
    bool TryJoin(RelayPath path, int place, LegSide side, BridgeVoice voice) => false;

    /// <summary>As <see cref="TryJoin"/>.</summary>
    bool TryJoinGuest(RelayPath path, GuestLeg guest, BridgeVoice voice) => false;

    /// <summary>A side leaves the bridge, and is relayed to the other side again.</summary>
    void Leave(RelayPath path, int place, LegSide side) => throw new NotSupportedException();

    /// <summary>A third party has gone: its ports come back.</summary>
    void RemoveGuest(RelayPath path, GuestLeg guest) => throw new NotSupportedException();

    /// <summary>
    /// A third party takes the side of one that has left, out of any bridge: it and the other side relay to each other. The
    /// ports it was told of are those of the side from now on.
    /// </summary>
    void Seat(RelayPath path, int place, LegSide side, GuestLeg guest) => throw new NotSupportedException();

    /// <summary>Ends the relay; the ports come back once the sockets are closed.</summary>
    void Close(RelayPath path);
}
