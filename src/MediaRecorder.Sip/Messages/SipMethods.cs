namespace MediaRecorder.Sip.Messages;

/// <summary>Method tokens on the wire. RFC 3261 §7.1: methods are case-sensitive.</summary>
public static class SipMethods
{
    private static readonly string[] Tokens =
    [
        "", "INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "REGISTER", "PRACK", "UPDATE", "INFO", "MESSAGE",
        "SUBSCRIBE", "NOTIFY", "REFER", "PUBLISH",
    ];

    /// <summary>The token of a known method; empty for <see cref="SipMethod.Unknown"/>.</summary>
    public static string Token(SipMethod method) =>
        (uint)method < (uint)Tokens.Length ? Tokens[(int)method] : "";

    /// <summary>The method a token names, or <see cref="SipMethod.Unknown"/>.</summary>
    public static SipMethod FromToken(ReadOnlySpan<char> token)
    {
        for (var i = 1; i < Tokens.Length; i++)
        {
            if (token.SequenceEqual(Tokens[i]))
            {
                return (SipMethod)i;
            }
        }

        return SipMethod.Unknown;
    }
}
