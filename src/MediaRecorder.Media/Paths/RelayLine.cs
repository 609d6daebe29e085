namespace MediaRecorder.Media.Paths;

/// <summary>
/// One m-line of a call: two legs that relay to each other. The ports are for the SDP that each side is sent.
/// </summary>
/// <param name="ingressPort">RTP port that the caller sends to; RTCP is the next one.</param>
/// <param name="egressPort">RTP port that the callee sends to; RTCP is the next one.</param>
public sealed class RelayLine(int ingressPort, int egressPort)
{
    internal MediaLeg? Ingress { get; init; }

    internal MediaLeg? Egress { get; init; }

    public int PortOf(LegSide side) => side == LegSide.Ingress ? ingressPort : egressPort;

    internal MediaLeg? Leg(LegSide side) => side == LegSide.Ingress ? Ingress : Egress;
}
