using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.TestKit.Phones;

/// <summary>How an <see cref="RtpSource"/> begins and packs. Sample rate and RTP clock are 8000 Hz.</summary>
public sealed record RtpSourceOptions
{
    /// <summary>PCMU (0) or PCMA (8).</summary>
    public PayloadType PayloadType { get; init; } = PayloadType.Pcmu;

    /// <summary>Payload type of telephone-event/8000.</summary>
    public PayloadType EventPayloadType { get; init; } = new(101);

    public int PtimeMs { get; init; } = 20;

    public Ssrc Ssrc { get; init; } = new(0x5EED_0001);

    public SequenceNumber FirstSequenceNumber { get; init; } = new(1);

    public RtpTimestamp FirstTimestamp { get; init; } = new(0);

    /// <summary>
    /// With nothing to play send nothing, and set the marker when sound begins again (RFC 3551 §4.1).
    /// </summary>
    public bool SuppressSilence { get; init; }
}
