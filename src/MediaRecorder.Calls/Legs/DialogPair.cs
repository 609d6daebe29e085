namespace MediaRecorder.Calls.Legs;

/// <summary>
/// Two dialogs whose messages pass between each other: that of a callee, or of one branch of a fork, and the one of the
/// caller that stands for it. Owner: the SipWorker.
/// </summary>
internal sealed class DialogPair(LegDialog ingress, LegDialog egress)
{
    public LegDialog Ingress { get; } = ingress;

    public LegDialog Egress { get; } = egress;

    /// <summary>
    /// Whose offer has no answer yet, in whatever message it travelled; null when another may be made. RFC 3264 §4: one
    /// at a time. An INVITE without an offer counts as one of its receiver, who is to make it.
    /// </summary>
    public SipLeg? Offerer { get; set; }

    public LegDialog Of(SipLeg leg) => leg == Ingress.Leg ? Ingress : Egress;

    public LegDialog Other(SipLeg leg) => leg == Ingress.Leg ? Egress : Ingress;
}
