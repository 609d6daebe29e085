namespace MediaRecorder.Sip.Messages.Headers;

/// <summary>RFC 3261 §20.16. <paramref name="Number"/> is below 2^31 (§8.1.1.5).</summary>
public readonly record struct CSeq(uint Number, SipMethod Method, string MethodToken)
{
    /// <summary>Reads <c>number LWS method</c>; leading zeros are accepted.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out CSeq value)
    {
        value = new CSeq(0, SipMethod.Unknown, "");
        text = text.Trim(SipGrammar.Blanks);
        var digits = text.IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0 || !SipGrammar.TryParseNumber(text[..digits], int.MaxValue, out var number))
        {
            return false;
        }

        var rest = text[digits..];
        var token = rest.TrimStart(SipGrammar.Blanks);
        if (token.Length == rest.Length || !SipGrammar.IsToken(token))
        {
            return false;
        }

        var method = SipMethods.FromToken(token);
        var spelling = method == SipMethod.Unknown ? token.ToString() : SipMethods.Token(method);
        value = new CSeq((uint)number, method, spelling);
        return true;
    }

    public override string ToString() => $"{Number} {MethodToken}";
}
