namespace MediaRecorder.Rtp.Events;

public enum TelephoneEventParseError
{
    None,

    /// <summary>Fewer than the 4 bytes of one event.</summary>
    TooShort,
}
