namespace MediaRecorder.Calls.Lines;

/// <summary>Whether the media of a trunk's parties are secured by SDES (RFC 4568).</summary>
public enum SrtpMode
{
    /// <summary>Plain only: RTP/SAVP is refused.</summary>
    Disabled,

    /// <summary>What a party offers, plain or secure, is answered alike; what is offered to a party is plain.</summary>
    Optional,

    /// <summary>As <see cref="Optional"/>, but a party is offered RTP/AVP with keys, to take or to leave (RFC 8643).</summary>
    Opportunistic,

    /// <summary>RTP/SAVP is offered, and what is not secure is refused.</summary>
    Required,
}
