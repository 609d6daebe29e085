namespace MediaRecorder.Policy.Cues;

/// <summary>How a key came to us; one key may come by several.</summary>
public enum KeyWay
{
    /// <summary>RFC 4733, beside the audio.</summary>
    TelephoneEvent,

    /// <summary>Its sound in the audio.</summary>
    Tones,

    /// <summary>A SIP INFO.</summary>
    SipInfo,
}
