using System.Net.Sockets;

namespace MediaRecorder.Media.Paths;

/// <summary>The media of a third party of a call: one port pair, for its voice. Owner: the SipWorker.</summary>
/// <param name="port">RTP port that it sends to; RTCP is the next one.</param>
public sealed class GuestLeg(AddressFamily family, int port)
{
    public AddressFamily Family => family;

    public int Port => port;

    internal MediaLeg? Leg { get; init; }
}
