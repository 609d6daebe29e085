using System.Text;

namespace MediaRecorder.Sip.Messages.Bodies;

/// <summary>
/// Walks the boundary lines of one multipart (RFC 2046 §5.1.1): <c>CRLF "--" boundary [ "--" ] *blank CRLF</c>, the
/// first one without its CRLF when it opens the body.
/// </summary>
internal ref struct BoundaryScan(ReadOnlySpan<byte> text, string boundary)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private readonly byte[] _dashed = Encoding.ASCII.GetBytes("--" + boundary);
    private int _next;

    /// <summary>Where the boundary begins, its leading line break counted: the content ahead ends here.</summary>
    internal int Start { get; private set; }

    /// <summary>Where the part behind it begins.</summary>
    internal readonly int NextStart => _next;

    internal bool IsClosing { get; private set; }

    /// <summary>A boundary that only a reader with other line breaks would see.</summary>
    internal bool IsAmbiguous { get; private set; }

    internal bool MoveNext()
    {
        for (var from = _next; from < _text.Length && !IsAmbiguous;)
        {
            var offset = _text[from..].IndexOf(_dashed);
            if (offset < 0)
            {
                break;
            }

            var at = from + offset;
            from = at + _dashed.Length;
            if (!IsWholeLine(from, out var isClosing, out var lineEnd))
            {
                continue;
            }

            var isFirst = at == 0;
            var hasLineBreak = at >= 2 && _text[at - 2] == '\r' && _text[at - 1] == '\n';
            if (isFirst || hasLineBreak)
            {
                Start = isFirst ? 0 : at - 2;
                _next = lineEnd;
                IsClosing = isClosing;
                return true;
            }

            IsAmbiguous = _text[at - 1] is (byte)'\r' or (byte)'\n';
        }

        return false;
    }

    /// <summary>Whether another reader could find parts behind the closing boundary.</summary>
    internal bool FindsMore() => MoveNext() || IsAmbiguous;

    // What follows must end the line, or else it is a longer boundary of somebody else. At the end of the text a
    // closing boundary may be cut short.
    private readonly bool IsWholeLine(int from, out bool isClosing, out int lineEnd)
    {
        var rest = _text[from..];
        isClosing = rest.StartsWith("--"u8) || (rest.Length == 1 && rest[0] == '-') || rest.IsEmpty;
        var blank = isClosing ? Math.Min(2, rest.Length) : 0;
        while (blank < rest.Length && rest[blank] is (byte)' ' or (byte)'\t')
        {
            blank++;
        }

        lineEnd = from + blank;
        if (blank == rest.Length)
        {
            return true;
        }

        if (rest[blank..].StartsWith("\r\n"u8))
        {
            lineEnd += 2;
            return true;
        }

        // Half a line break: IsAmbiguous is for the one ahead, this one counts as a whole line all the same.
        return rest[blank] is (byte)'\r' or (byte)'\n';
    }
}
