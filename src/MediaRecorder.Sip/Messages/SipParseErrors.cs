namespace MediaRecorder.Sip.Messages;

/// <summary>How a request that could not be accepted is answered.</summary>
public static class SipParseErrors
{
    /// <summary>Status for an answerable message (RFC 3261 §21.4, §21.5).</summary>
    public static int StatusFor(SipParseError error) => error switch
    {
        SipParseError.UnsupportedVersion => 505,
        SipParseError.StartLineTooLong => 414,
        SipParseError.TooManyVias => 483,
        SipParseError.HeaderTooLong => 513,
        _ => 400,
    };
}
