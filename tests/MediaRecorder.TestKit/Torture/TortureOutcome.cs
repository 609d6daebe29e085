using MediaRecorder.Sip.Messages;

namespace MediaRecorder.TestKit.Torture;

/// <summary>What becomes of a message.</summary>
/// <param name="Verdict">What its sender sees.</param>
/// <param name="Status">Of an answer that is fixed; else 0.</param>
/// <param name="Error">What the parser says of it.</param>
public sealed record TortureOutcome(TortureVerdict Verdict, int Status, SipParseError Error)
{
    public static readonly TortureOutcome Taken = new(TortureVerdict.Taken, 0, SipParseError.None);

    /// <summary>A well-formed response that no transaction of ours waits for.</summary>
    public static readonly TortureOutcome Stray = new(TortureVerdict.Dropped, 0, SipParseError.None);

    public static TortureOutcome Dropped(SipParseError error) => new(TortureVerdict.Dropped, 0, error);

    /// <summary>Refused by the parser.</summary>
    public static TortureOutcome Malformed(SipParseError error, int status = 400) =>
        new(TortureVerdict.Answered, status, error);

    /// <summary>Well formed, and refused by every user agent.</summary>
    public static TortureOutcome Refused(int status) => new(TortureVerdict.Answered, status, SipParseError.None);
}
