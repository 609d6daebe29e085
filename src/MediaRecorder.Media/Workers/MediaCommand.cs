using MediaRecorder.Media.Bridges;
using MediaRecorder.Media.Paths;
using MediaRecorder.Media.Security;
using MediaRecorder.Net;

namespace MediaRecorder.Media.Workers;

/// <summary>What the SipWorker tells a MediaWorker, by mailbox.</summary>
internal abstract record MediaCommand
{
    /// <summary>Attach both legs' sockets and relay from now on.</summary>
    public sealed record Attach(RelayLine Line) : MediaCommand;

    /// <summary>The newest SDP of one side; empty endpoints mean that nothing may be sent there.</summary>
    /// <param name="Behind">See <see cref="SourceRule.Nat"/>; its port says nothing.</param>
    public sealed record SetRemote(
        MediaLeg Leg, LineKind Kind, SocketEndpoint Rtp, SocketEndpoint Rtcp, SourceRule Rule, SocketEndpoint Behind)
        : MediaCommand;

    /// <summary>The keys of the newest SDP of one side; null makes it plain.</summary>
    public sealed record SetKeys(MediaLeg Leg, LineKeys? Keys) : MediaCommand;

    /// <summary>Copy what this leg receives to this ring, or no longer to any.</summary>
    public sealed record Tap(MediaLeg Leg, Buffers.PacketRing? Ring) : MediaCommand;

    /// <summary>Attach the sockets of a third party.</summary>
    public sealed record AttachGuest(MediaLeg Leg) : MediaCommand;

    /// <summary>From now on a bridge hears this leg, or another way than before; null: its peer does.</summary>
    public sealed record Join(MediaLeg Leg, BridgeMember? Member) : MediaCommand;

    /// <summary>A third party takes the place of one that left: it and <paramref name="Other"/> relay to each other.</summary>
    public sealed record Seat(MediaLeg Guest, MediaLeg Replaced, MediaLeg Other) : MediaCommand;

    /// <summary>Detach and close one leg.</summary>
    public sealed record CloseLeg(MediaLeg Leg) : MediaCommand;

    /// <summary>Detach and close the sockets; the legs then go back to the plane, which frees their ports.</summary>
    public sealed record Close(RelayPath Path) : MediaCommand;
}
