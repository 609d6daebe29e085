using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Messages.References;

/// <summary>
/// A dialog named in a header: <c>callid ;first-tag=… ;second-tag=…</c>, each tag exactly once, in any order
/// (RFC 3891 §6.1, RFC 3911 §7.1, RFC 4538 §7). Further parameters are read over.
/// </summary>
public readonly record struct DialogReference(string CallId, string FirstTag, string SecondTag)
{
    /// <summary>Longer ones name no dialog of any peer seen; each of the three is bounded by it.</summary>
    public const int MaxIdChars = 256;

    /// <param name="flag">The parameter without a value whose presence is reported by <paramref name="hasFlag"/>.</param>
    internal static bool TryParse(
        string? text, string firstName, string secondName, string flag, out DialogReference reference, out bool hasFlag)
    {
        reference = default;
        hasFlag = false;
        var value = text.AsSpan().Trim(SipGrammar.Blanks);
        var semicolon = value.IndexOf(';');
        if (semicolon < 0)
        {
            return false;
        }

        var callId = value[..semicolon].TrimEnd(SipGrammar.Blanks);
        if (!IsCallId(callId))
        {
            return false;
        }

        string? first = null;
        string? second = null;
        var parameters = new SipParameters(value[semicolon..]);
        while (parameters.MoveNext())
        {
            if (parameters.Name.Equals(firstName, StringComparison.OrdinalIgnoreCase))
            {
                if (!TryTake(parameters.Value, ref first))
                {
                    return false;
                }
            }
            else if (parameters.Name.Equals(secondName, StringComparison.OrdinalIgnoreCase))
            {
                if (!TryTake(parameters.Value, ref second))
                {
                    return false;
                }
            }
            else
            {
                hasFlag |= parameters.Name.Equals(flag, StringComparison.OrdinalIgnoreCase);
            }
        }

        if (parameters.IsMalformed || first is null || second is null)
        {
            return false;
        }

        reference = new DialogReference(callId.ToString(), first, second);
        return true;
    }

    internal string Write(string firstName, string secondName) =>
        $"{CallId};{firstName}={FirstTag};{secondName}={SecondTag}";

    // RFC 3261 §25.1 word [ "@" word ]. The comma is no word character: two references in one header are none.
    private static bool IsCallId(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (c is <= ' ' or >= '\x7f' or ',' or ';' or '=' or '&')
            {
                return false;
            }
        }

        return text.Length is > 0 and <= MaxIdChars;
    }

    private static bool TryTake(ReadOnlySpan<char> value, ref string? tag)
    {
        if (tag is not null || value.Length > MaxIdChars || !SipGrammar.IsToken(value))
        {
            return false;
        }

        tag = value.ToString();
        return true;
    }
}
