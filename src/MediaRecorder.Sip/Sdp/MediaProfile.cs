namespace MediaRecorder.Sip.Sdp;

/// <summary>What the protocol of an m-line (RFC 8866 §5.14) means to somebody who relays it.</summary>
public enum MediaProfile
{
    /// <summary>RTP/AVP, RTP/AVPF.</summary>
    Rtp,

    /// <summary>RTP/SAVP, RTP/SAVPF: keys in the description (RFC 4568).</summary>
    SecureRtp,

    /// <summary>Over UDP, and more need not be known: udptl (T.38), UDP/BFCP, profiles of RTP that are new to us.</summary>
    Datagrams,

    /// <summary>Over TCP or SCTP, or with keys that are exchanged in the media itself (DTLS).</summary>
    Unsupported,
}
