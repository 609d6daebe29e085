namespace MediaRecorder.Sip.Messages.Headers;

/// <summary>
/// Walks <c>*( ";" name [ "=" value ] )</c> of header fields and URIs. Blanks around the separators are allowed
/// (RFC 3261 §25.1 SEMI, EQUAL). Stops at the first thing that does not fit, or after <see cref="Max"/>, and says so by
/// <see cref="IsMalformed"/>.
/// </summary>
internal ref struct SipParameters(ReadOnlySpan<char> text)
{
    internal const int Max = 64;

    private readonly ReadOnlySpan<char> _text = text;
    private int _position;
    private int _count;

    internal ReadOnlySpan<char> Name { get; private set; }

    /// <summary>As written, quotes included; empty without a value.</summary>
    internal ReadOnlySpan<char> Value { get; private set; }

    internal bool HasValue { get; private set; }

    internal bool IsMalformed { get; private set; }

    internal bool MoveNext()
    {
        _position = SipGrammar.SkipBlanks(_text, _position);
        if (IsMalformed || _position >= _text.Length)
        {
            return false;
        }

        if (_text[_position] != ';' || ++_count > Max)
        {
            return Refuse();
        }

        _position = SipGrammar.SkipBlanks(_text, _position + 1);
        Name = TakeWord();
        if (Name.IsEmpty)
        {
            return Refuse();
        }

        Value = default;
        _position = SipGrammar.SkipBlanks(_text, _position);
        HasValue = _position < _text.Length && _text[_position] == '=';
        return !HasValue || TakeValue();
    }

    internal static bool AreWellFormed(ReadOnlySpan<char> text)
    {
        var parameters = new SipParameters(text);
        while (parameters.MoveNext())
        {
        }

        return !parameters.IsMalformed;
    }

    /// <summary>
    /// First parameter of that name (case-insensitive); unquoted; null without it, empty without a value.
    /// </summary>
    internal static string? Find(ReadOnlySpan<char> text, ReadOnlySpan<char> name)
    {
        var parameters = new SipParameters(text);
        while (parameters.MoveNext())
        {
            if (parameters.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return SipGrammar.Unquote(parameters.Value);
            }
        }

        return null;
    }

    private bool TakeValue()
    {
        _position = SipGrammar.SkipBlanks(_text, _position + 1);
        if (_position < _text.Length && _text[_position] == '"')
        {
            var end = SipGrammar.EndOfQuoted(_text, _position);
            if (end < 0)
            {
                return Refuse();
            }

            Value = _text[_position..end];
            _position = end;
            return true;
        }

        Value = TakeWord(equalsEnds: false);
        return !Value.IsEmpty || Refuse();
    }

    private ReadOnlySpan<char> TakeWord(bool equalsEnds = true)
    {
        var start = _position;
        while (_position < _text.Length && IsWordChar(_text[_position], equalsEnds))
        {
            _position++;
        }

        return _text[start.._position];
    }

    // Wider than token: values hold addresses in the wild, bracketed or not (RFC 5118 §4.5), and UTF-8.
    private static bool IsWordChar(char c, bool equalsEnds) =>
        c > ' ' && c != '\x7f' && c is not (';' or '"' or '<' or '>' or ',') && (c != '=' || !equalsEnds);

    private bool Refuse()
    {
        IsMalformed = true;
        return false;
    }
}
