namespace MediaRecorder.Sip.Messages.Headers;

/// <summary>
/// Splits a header value at its commas (RFC 3261 §7.3.1), leaving those inside quoted strings and angle brackets alone.
/// Elements come trimmed; an unbalanced quote or bracket runs to the end, for the element's own parser to refuse.
/// </summary>
internal ref struct CommaList(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _next;

    internal ReadOnlySpan<char> Current { get; private set; }

    /// <summary>
    /// Where the element after <see cref="Current"/> starts; beyond the text's length after the last.
    /// </summary>
    internal readonly int NextStart => _next;

    internal bool MoveNext()
    {
        if (_next > _text.Length)
        {
            return false;
        }

        var start = _next;
        var end = EndOfElement(start);
        Current = _text[start..end].Trim(SipGrammar.Blanks);
        _next = end + 1;
        return true;
    }

    /// <summary>
    /// <see cref="Current"/> as a string: that of the whole list when it has one element, the usual case.
    /// </summary>
    internal readonly string CurrentOf(string whole) => Current.Length == whole.Length ? whole : Current.ToString();

    private readonly int EndOfElement(int from)
    {
        var inBrackets = false;
        for (var i = from; i < _text.Length; i++)
        {
            switch (_text[i])
            {
                case '"' when !inBrackets:
                    var close = SipGrammar.EndOfQuoted(_text, i);
                    if (close < 0)
                    {
                        return _text.Length;
                    }

                    i = close - 1;
                    break;
                case '<':
                    inBrackets = true;
                    break;
                case '>':
                    inBrackets = false;
                    break;
                case ',' when !inBrackets:
                    return i;
            }
        }

        return _text.Length;
    }
}
