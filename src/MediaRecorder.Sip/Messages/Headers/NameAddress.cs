namespace MediaRecorder.Sip.Messages.Headers;

/// <summary>
/// <c>[ display-name ] "&lt;" URI "&gt;"</c> or a bare URI, with header parameters: From, To, Contact, Route,
/// Record-Route and their like (RFC 3261 §20.10). Immutable; strings are made when asked for.
/// </summary>
public sealed class NameAddress
{
    private readonly Range _display;
    private readonly int _parametersStart;
    private string? _tag; // empty when there is none

    /// <summary>In place of a header that is not there.</summary>
    internal static readonly NameAddress None = Unreadable("");

    private NameAddress(string text, SipUri uri, Range display, int parametersStart)
    {
        Text = text;
        Uri = uri;
        _display = display;
        _parametersStart = parametersStart;
    }

    /// <summary>As sent, trimmed and unfolded.</summary>
    public string Text { get; }

    /// <summary>The default value when this stands for a header that could not be read (see IsAnswerable).</summary>
    public SipUri Uri { get; }

    /// <summary>Without quotes and escapes; empty when there is none.</summary>
    public string DisplayName => SipGrammar.Unquote(Text.AsSpan()[_display]);

    /// <summary>RFC 3261 §19.3; null when there is none.</summary>
    public string? Tag
    {
        get
        {
            _tag ??= Parameter("tag") ?? "";
            return _tag.Length > 0 ? _tag : null;
        }
    }

    /// <summary>
    /// Value of a header parameter, names without case; empty without a value, null without the parameter.
    /// </summary>
    public string? Parameter(string name) => SipParameters.Find(Text.AsSpan(_parametersStart), name);

    /// <summary>Reads one element; never throws.</summary>
    public static bool TryParse(string? text, out NameAddress? address)
    {
        address = null;
        text = text?.Trim(SipGrammar.BlankLetters);
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        int open;
        if (text[0] == '"')
        {
            var close = SipGrammar.EndOfQuoted(text, 0);
            open = close < 0 ? -1 : SipGrammar.SkipBlanks(text, close);
            return open >= 0
                && open < text.Length
                && text[open] == '<'
                && TryParseBracketed(text, open, 0..close, out address);
        }

        // A quote ahead of any bracket can only belong to a parameter of a bare URI.
        open = text.AsSpan().IndexOfAny('<', '"', '>');
        return open >= 0 && text[open] == '<'
            ? TryParseBracketed(text, open, 0..text.AsSpan(0, open).TrimEnd(SipGrammar.Blanks).Length, out address)
            : TryParseBare(text, out address);
    }

    public override string ToString() => Text;

    internal static NameAddress Unreadable(string text) => new(text, default, default, text.Length);

    private static bool TryParseBracketed(string text, int open, Range display, out NameAddress? address)
    {
        address = null;
        var close = text.IndexOf('>', open);
        if (close < 0
            || !SipUri.TryParse(text.AsSpan(open + 1, close - open - 1).Trim(SipGrammar.Blanks).ToString(), out var uri)
            || !SipParameters.AreWellFormed(text.AsSpan(close + 1)))
        {
            return false;
        }

        address = new NameAddress(text, uri, display, close + 1);
        return true;
    }

    // RFC 3261 §20.10: a URI with a comma, question mark or semicolon must stand in brackets; so what follows the first
    // semicolon are header parameters, and the other two make the element ambiguous.
    private static bool TryParseBare(string text, out NameAddress? address)
    {
        address = null;
        var semicolon = text.IndexOf(';', StringComparison.Ordinal);
        var end = semicolon < 0 ? text.Length : semicolon;
        var bare = text[..end].TrimEnd(SipGrammar.BlankLetters);
        if (bare.AsSpan().ContainsAny('?', ',')
            || !SipUri.TryParse(bare, out var uri)
            || !SipParameters.AreWellFormed(text.AsSpan(end)))
        {
            return false;
        }

        address = new NameAddress(text, uri, default, end);
        return true;
    }
}
