namespace MediaRecorder.Sip.Messages;

/// <summary>How a request that could not be accepted is answered.</summary>
public static class SipParseErrors
{
    /// <summary>Status for an answerable message: 505 for another version, 400 for everything else.</summary>
    public static int StatusFor(SipParseError error) => error == SipParseError.UnsupportedVersion ? 505 : 400;
}
