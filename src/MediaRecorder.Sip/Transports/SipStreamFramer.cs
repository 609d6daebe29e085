using System.Buffers;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Sip.Transports;

/// <summary>
/// Cuts a TCP or TLS stream into messages and keepalives (RFC 3261 §18.3, RFC 5626 §3.5.1). Looks at each byte of the
/// headers once and at none of the body, however finely the stream is chopped. One for each direction of a connection;
/// owner: whoever reads the connection.
/// </summary>
/// <remarks>
/// It takes for the end of the headers, and for Content-Length, exactly what <see cref="SipMessage.TryParse"/> takes for
/// them, and where that refuses a message as ambiguous the stream is broken: else a peer could hide one message in
/// another.
/// </remarks>
// at a line's start ──► name ──► blanks ──► value of Content-Length ─┐
//     ▲      │             └────────┴──► other text ─────────────────┤
//     │      └► CR of the empty line ─► LF ─► body                   ▼
//     └─────────────────────────────── LF ◄──────────────────────── CR
public sealed class SipStreamFramer
{
    /// <summary>Of the start line and the headers, with the empty line.</summary>
    public const int MaxHeaderBytes = 16 * 1024;

    private const int CrLfBytes = 2;

    private readonly ContentLengthReader _contentLength = new();
    private Place _place;
    private int _scannedBytes;
    private int _messageBytes;

    private enum Place
    {
        Beginning,
        LineStart,
        Header,
        LineEnd,
        HeadersEnd,
        Body,
    }

    /// <summary>A message has begun that is not whole; half a keepalive is none.</summary>
    public bool IsInsideMessage => _place != Place.Beginning;

    /// <summary>What the stream begins with.</summary>
    /// <param name="received">All that was received and not taken off yet. After every result with a length the caller
    /// takes that many bytes off; else the next call must begin with the same bytes.</param>
    /// <param name="pongExpected">A ping of ours is unanswered: then a single CRLF is its answer. Else it may be half of
    /// a ping, or a line break ahead of a message, which has no meaning (RFC 3261 §7.5).</param>
    public SipFrame Next(in ReadOnlySequence<byte> received, bool pongExpected)
    {
        if (_place == Place.Beginning && KeepaliveAt(received, pongExpected) is { } keepalive)
        {
            return keepalive;
        }

        if (_place != Place.Body && Scan(received) is var error && error != SipFramingError.None)
        {
            return SipFrame.Broken(error);
        }

        if (_place != Place.Body)
        {
            return _scannedBytes >= MaxHeaderBytes ? SipFrame.Broken(SipFramingError.HeadersTooLong) : SipFrame.NeedMore;
        }

        if (received.Length < _messageBytes)
        {
            return SipFrame.NeedMore;
        }

        var message = new SipFrame(SipFrameKind.Message, _messageBytes, SipFramingError.None);
        _place = Place.Beginning;
        return message;
    }

    // Null when a message begins here, perhaps after a line break that belongs to nothing.
    private SipFrame? KeepaliveAt(in ReadOnlySequence<byte> received, bool pongExpected)
    {
        Span<byte> head = stackalloc byte[2 * CrLfBytes];
        head = head[..(int)Math.Min(received.Length, head.Length)];
        received.Slice(0, head.Length).CopyTo(head);
        if (head.SequenceEqual("\r\n\r\n"u8))
        {
            return new SipFrame(SipFrameKind.Ping, head.Length, SipFramingError.None);
        }

        if (pongExpected && head.StartsWith("\r\n"u8))
        {
            return new SipFrame(SipFrameKind.Pong, CrLfBytes, SipFramingError.None);
        }

        if ("\r\n\r"u8.StartsWith(head))
        {
            return SipFrame.NeedMore;
        }

        _scannedBytes = head.StartsWith("\r\n"u8) ? CrLfBytes : 0;
        if (!SipGrammar.IsToken(head.Slice(_scannedBytes, 1)))
        {
            return SipFrame.Broken(SipFramingError.NotSip);
        }

        _contentLength.Reset();
        _place = Place.Header;
        return null;
    }

    private SipFramingError Scan(in ReadOnlySequence<byte> received)
    {
        var unseen = received.Slice(_scannedBytes, Math.Min(received.Length, MaxHeaderBytes) - _scannedBytes);
        foreach (var segment in unseen)
        {
            var error = Scan(segment.Span);
            if (error != SipFramingError.None || _place == Place.Body)
            {
                return error;
            }
        }

        return SipFramingError.None;
    }

    private SipFramingError Scan(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length && _place != Place.Body)
        {
            var next = text[at];
            switch (_place)
            {
                case Place.LineStart when next == '\r':
                    _place = Place.HeadersEnd;
                    at++;
                    break;
                case Place.LineStart:
                    _contentLength.StartLine(isFolded: next is (byte)' ' or (byte)'\t');
                    _place = Place.Header;
                    break;
                case Place.Header:
                    var line = text[at..];
                    var end = line.IndexOfAny((byte)'\r', (byte)'\n');
                    _contentLength.Read(end < 0 ? line : line[..end]);
                    if (end >= 0 && line[end] == '\n')
                    {
                        return SipFramingError.BareLineBreak;
                    }

                    _place = end < 0 ? Place.Header : Place.LineEnd;
                    at = end < 0 ? text.Length : at + end + 1;
                    break;
                default:
                    if (next != '\n')
                    {
                        return SipFramingError.BareLineBreak;
                    }

                    at++;
                    if (_place == Place.HeadersEnd && EndHeaders(at) is var error && error != SipFramingError.None)
                    {
                        return error;
                    }

                    _place = _place == Place.HeadersEnd ? Place.Body : Place.LineStart;
                    break;
            }
        }

        _scannedBytes += at;
        return SipFramingError.None;
    }

    private SipFramingError EndHeaders(int scannedNow)
    {
        var error = _contentLength.Finish(out var bodyBytes);
        _messageBytes = _scannedBytes + scannedNow + bodyBytes;
        return error == SipFramingError.None && _messageBytes > SipMessage.MaxBytes
            ? SipFramingError.MessageTooLong
            : error;
    }
}
