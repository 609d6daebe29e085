using System.Diagnostics.CodeAnalysis;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Messages;

/// <summary>
/// Splits a datagram into start line, headers and body, in one pass over the bytes; then <see cref="SipMessageRules"/>
/// looks at the headers every message must have. Nothing is copied until the header section is known to be whole.
/// </summary>
internal static class SipMessageParser
{
    /// <param name="owned">The datagram again, when nobody will change it any more; null: it is copied.</param>
    internal static bool TryParse(
        ReadOnlySpan<byte> datagram,
        byte[]? owned,
        [NotNullWhen(true)] out SipMessage? message,
        out SipParseError error)
    {
        message = null;
        if (datagram.Length > SipMessage.MaxBytes)
        {
            error = SipParseError.TooLong;
            return false;
        }

        // RFC 3261 §7.5: line breaks ahead of the start line are ignored.
        while (datagram.StartsWith("\r\n"u8))
        {
            datagram = datagram[2..];
        }

        if (datagram.IsEmpty)
        {
            error = SipParseError.KeepAlive;
            return false;
        }

        var lineLength = datagram.IndexOfAny((byte)'\r', (byte)'\n');
        if (lineLength <= 0)
        {
            error = SipParseError.NotSip;
            return false;
        }

        _ = StartLine.TryParse(datagram[..lineLength], out var startLine, out error);
        if (error == SipParseError.NotSip)
        {
            return false;
        }

        if (lineLength > SipMessage.MaxHeaderBytes && error == SipParseError.None)
        {
            error = SipParseError.StartLineTooLong;
        }

        Span<HeaderSlice> slices = stackalloc HeaderSlice[SipMessage.MaxHeaders];
        var firstHeader = lineLength + 2;
        if (!IsLineBreak(datagram, lineLength)
            || !TryReadHeaders(datagram, firstHeader, slices, out var count, out var bodyStart, ref error))
        {
            error = IsLineBreak(datagram, lineLength) ? error : SipParseError.BareLineBreak;
            return false;
        }

        var bytes = owned?.Length == datagram.Length ? owned : datagram.ToArray();
        var parsed = new SipMessage(bytes, slices[..count].ToArray(), startLine, bodyStart);
        SipMessageRules.Apply(parsed, ref error);
        message = error == SipParseError.None || parsed.IsAnswerable ? parsed : null;
        return error == SipParseError.None;
    }

    // Errors that leave the header section in doubt end the reading; a line that is no header is skipped and reported,
    // so that a request can still be answered.
    private static bool TryReadHeaders(
        ReadOnlySpan<byte> text,
        int from,
        Span<HeaderSlice> slices,
        out int count,
        out int bodyStart,
        ref SipParseError error)
    {
        count = 0;
        bodyStart = 0;
        var position = from;
        while (true)
        {
            if (!TryFindEndOfHeader(text, position, out var end, out var isFolded, out var fatal))
            {
                error = fatal;
                return false;
            }

            if (end == position)
            {
                bodyStart = end + 2;
                return true;
            }

            if (!TrySlice(text, position, end, isFolded, out var slice, out var refused))
            {
                error = error == SipParseError.None ? refused : error;
            }
            else if (count == slices.Length)
            {
                error = SipParseError.TooManyHeaders;
                return false;
            }
            else
            {
                slices[count++] = slice;
            }

            position = end + 2;
        }
    }

    // A header ends at the first CRLF that no blank follows (RFC 3261 §7.3.1).
    private static bool TryFindEndOfHeader(
        ReadOnlySpan<byte> text, int from, out int end, out bool isFolded, out SipParseError error)
    {
        isFolded = false;
        error = SipParseError.None;
        end = from;
        while (true)
        {
            var offset = text[end..].IndexOfAny((byte)'\r', (byte)'\n');
            if (offset < 0)
            {
                error = SipParseError.HeadersUnterminated;
                return false;
            }

            end += offset;
            if (!IsLineBreak(text, end))
            {
                error = SipParseError.BareLineBreak;
                return false;
            }

            // The empty line closes the headers whatever the body starts with.
            if (end == from || end + 2 >= text.Length || text[end + 2] is not ((byte)' ' or (byte)'\t'))
            {
                return true;
            }

            isFolded = true;
            end += 2;
        }
    }

    private static bool TrySlice(
        ReadOnlySpan<byte> text, int start, int end, bool isFolded, out HeaderSlice slice, out SipParseError error)
    {
        slice = default;
        error = SipParseError.HeaderTooLong;
        if (end - start > SipMessage.MaxHeaderBytes)
        {
            return false;
        }

        error = SipParseError.BadHeaderLine;
        var line = text[start..end];
        var colon = line.IndexOf((byte)':');
        if (colon <= 0)
        {
            return false;
        }

        var name = line[..colon].TrimEnd(" \t"u8);
        if (!SipGrammar.IsToken(name))
        {
            return false;
        }

        var value = line[(colon + 1)..].TrimEnd(" \t\r\n"u8);
        var valueStart = end - (line.Length - colon - 1);
        var trimmed = value.TrimStart(" \t\r\n"u8);
        valueStart += value.Length - trimmed.Length;
        slice = new HeaderSlice(
            SipHeaderNames.FromWire(name),
            isFolded,
            (ushort)start,
            (ushort)name.Length,
            (ushort)valueStart,
            (ushort)trimmed.Length);
        return true;
    }

    private static bool IsLineBreak(ReadOnlySpan<byte> text, int at) =>
        at + 1 < text.Length && text[at] == '\r' && text[at + 1] == '\n';
}
