using System.Text;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Messages.Bodies;

/// <summary>The header section of one part (RFC 2046 §5.1), as far as it says how the content is to be read.</summary>
internal ref struct PartHeaders
{
    internal const int MaxBytes = 4096;

    private string? _contentType;
    private bool _isPlain;

    /// <summary>Bytes of the header lines, without the empty line.</summary>
    internal int Length { get; private set; }

    internal int ContentStart { get; private set; }

    /// <summary>False for a part that ends without the empty line: it has headers at most.</summary>
    internal bool HasContent { get; private set; }

    /// <summary>The digits of Content-Length, from the part's beginning; empty without.</summary>
    internal (int Start, int Length) Digits { get; private set; }

    internal readonly bool IsPlain => _isPlain;

    internal readonly MediaType? ContentType =>
        MediaType.TryParse(_contentType ?? "text/plain", out var type) ? type : null;

    internal static bool TryRead(ReadOnlySpan<byte> part, out PartHeaders headers, out MultipartParseError error)
    {
        headers = new PartHeaders { _isPlain = true };
        error = MultipartParseError.None;
        var position = 0;
        while (position < part.Length)
        {
            var end = EndOfField(part, position);
            if (end == position)
            {
                headers.Length = position;
                headers.ContentStart = position + 2;
                headers.HasContent = true;
                return true;
            }

            if (end > MaxBytes)
            {
                error = MultipartParseError.PartHeadersTooLong;
                return false;
            }

            if (!headers.TryTake(part, position, end))
            {
                error = MultipartParseError.BadPartHeaders;
                return false;
            }

            position = Math.Min(end + 2, part.Length);
        }

        // RFC 2046 §5.1.1 body-part: the empty line belongs to the content and may be missing with it.
        headers.Length = part.Length;
        headers.ContentStart = part.Length;
        return true;
    }

    // The CRLF that no blank follows.
    private static int EndOfField(ReadOnlySpan<byte> part, int from)
    {
        var end = from;
        while (true)
        {
            var offset = part[end..].IndexOf("\r\n"u8);
            if (offset < 0)
            {
                return part.Length;
            }

            end += offset;
            if (end == from || end + 2 >= part.Length || part[end + 2] is not ((byte)' ' or (byte)'\t'))
            {
                return end;
            }

            end += 2;
        }
    }

    private bool TryTake(ReadOnlySpan<byte> part, int start, int end)
    {
        var field = part[start..end];
        var colon = field.IndexOf((byte)':');
        if (colon <= 0 || !SipGrammar.IsToken(field[..colon].TrimEnd(" \t"u8)))
        {
            return false;
        }

        var raw = field[(colon + 1)..];
        var value = Encoding.Latin1.GetString(raw).Replace("\r\n", "", StringComparison.Ordinal).Trim(' ', '\t');
        if (SipGrammar.HasLineBreak(value))
        {
            return false;
        }

        switch (SipHeaderNames.FromWire(field[..colon].TrimEnd(" \t"u8)))
        {
            case SipHeaderName.ContentType when _contentType is not null:
            case SipHeaderName.ContentLength when Digits.Length > 0:
                return false;
            case SipHeaderName.ContentType:
                _contentType = value;
                break;
            case SipHeaderName.ContentLength:
                var digits = raw.IndexOfAnyInRange((byte)'0', (byte)'9');
                Digits = digits < 0 ? default : (start + colon + 1 + digits, value.Length);
                return SipGrammar.TryParseNumber(value, int.MaxValue, out _);
            case SipHeaderName.ContentEncoding:
                _isPlain &= value.Equals("identity", StringComparison.OrdinalIgnoreCase);
                break;
            case SipHeaderName.ContentTransferEncoding:
                // RFC 2045 §6.2: these three change nothing.
                _isPlain &= value.Equals("binary", StringComparison.OrdinalIgnoreCase)
                    || value.Equals("8bit", StringComparison.OrdinalIgnoreCase)
                    || value.Equals("7bit", StringComparison.OrdinalIgnoreCase);
                break;
        }

        return true;
    }
}
