namespace MediaRecorder.Sip.Sdp;

/// <summary>Whether a description could be anchored. All but <see cref="Anchored"/> are answered 488.</summary>
public enum SdpAnchorOutcome
{
    Anchored,

    /// <summary>No audio m-line at all.</summary>
    NoAudio,

    /// <summary>Audio is there, but every such m-line has port 0.</summary>
    AudioDisabled,

    /// <summary>Audio over a profile other than RTP/AVP and RTP/AVPF: SRTP, T.38, …</summary>
    UnsupportedProfile,

    /// <summary>No formats, or no literal address to send to.</summary>
    NoAddressOrFormat,
}
