namespace MediaRecorder.Sip.Sdp;

/// <summary>Whether an m-line can be anchored. All but <see cref="Usable"/> get port 0, or 488 where none is left.</summary>
public enum SdpAnchorOutcome
{
    Usable,

    /// <summary>No audio m-line at all.</summary>
    NoAudio,

    /// <summary>Port 0: refused, or ended.</summary>
    Disabled,

    /// <summary>See <see cref="MediaProfile.Unsupported"/>; or secure RTP without a key that can be read.</summary>
    UnsupportedProfile,

    /// <summary>No formats, or no literal address to send to.</summary>
    NoAddressOrFormat,
}
