using MediaRecorder.Media.Workers;

namespace MediaRecorder.Media.Paths;

/// <summary>
/// The media of one call: two legs that relay to each other. The ports are for the SDP that each side is sent.
/// </summary>
/// <param name="ingressPort">RTP port that the caller sends to; RTCP is the next one.</param>
/// <param name="egressPort">RTP port that the callee sends to; RTCP is the next one.</param>
public sealed class RelayPath(int ingressPort, int egressPort)
{
    public int IngressPort { get; } = ingressPort;

    public int EgressPort { get; } = egressPort;

    internal MediaLeg? Ingress { get; init; }

    internal MediaLeg? Egress { get; init; }

    internal MediaWorker? Worker { get; init; }

    internal MediaLeg? Leg(LegSide side) => side == LegSide.Ingress ? Ingress : Egress;
}
