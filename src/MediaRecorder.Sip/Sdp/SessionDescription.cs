using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace MediaRecorder.Sip.Sdp;

/// <summary>
/// A session description (RFC 8866). Immutable; every line is kept, known or not, so that <see cref="ToBytes"/> writes
/// what was read.
/// </summary>
public sealed class SessionDescription
{
    public const int MaxBytes = 65_536;
    public const int MaxLines = 512;
    public const int MaxMedia = 64;

    // Type, equals sign, CR and LF.
    private const int BytesAroundValue = 4;

    private readonly SdpLine[] _sessionLines;
    private readonly MediaDescription[] _media;

    private SessionDescription(SdpLine[] sessionLines, SdpOrigin origin, MediaDescription[] media, Encoding encoding)
    {
        _sessionLines = sessionLines;
        _media = media;
        Origin = origin;
        Connection = SdpFields.Connection(sessionLines);
        TextEncoding = encoding;
    }

    public SdpOrigin Origin { get; }

    /// <summary>At session level; null without one or for a host name.</summary>
    public IPAddress? Connection { get; }

    /// <summary>
    /// In order; the place of an m-line is its identity through all offers and answers (RFC 3264 §8).
    /// </summary>
    public IReadOnlyList<MediaDescription> Media => _media;

    /// <summary>The lines ahead of the first m-line, as written.</summary>
    public IReadOnlyList<SdpLine> SessionLines => _sessionLines;

    internal Encoding TextEncoding { get; }

    /// <summary>
    /// Reads a body; never throws, in time linear to its length. CRLF, LF and CR all end a line (§5).
    /// </summary>
    public static bool TryParse(
        ReadOnlySpan<byte> body, [NotNullWhen(true)] out SessionDescription? description, out SdpParseError error)
    {
        description = null;
        if (body.Length > MaxBytes)
        {
            error = SdpParseError.TooLong;
            return false;
        }

        // RFC 8866 §4.6: UTF-8, except for bytes a peer never declared; those come back out as they went in.
        var encoding = System.Text.Unicode.Utf8.IsValid(body) ? Encoding.UTF8 : Encoding.Latin1;
        var lines = new List<SdpLine>(Math.Min(MaxLines, body.Count((byte)'\n') + 1));
        while (!body.IsEmpty)
        {
            var end = body.IndexOfAny((byte)'\r', (byte)'\n');
            var line = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];

            // Empty lines: the second half of a CRLF, or what some peers leave at the end.
            if (line.IsEmpty)
            {
                continue;
            }

            if (lines.Count == MaxLines)
            {
                error = SdpParseError.TooManyLines;
                return false;
            }

            if (line.Length < 2 || line[1] != '=' || !char.IsAsciiLetter((char)line[0]) || line.Contains((byte)0))
            {
                error = SdpParseError.BadLine;
                return false;
            }

            lines.Add(new SdpLine((char)line[0], encoding.GetString(line[2..])));
        }

        return TryCreate(lines, encoding, out description, out error);
    }

    /// <summary>All lines in their order, each ended by CRLF.</summary>
    public byte[] ToBytes()
    {
        var length = LengthOf(_sessionLines);
        foreach (var media in _media)
        {
            length += LengthOf(media.WrittenLines);
        }

        var bytes = new byte[length];
        var left = Write(_sessionLines, bytes);
        foreach (var media in _media)
        {
            left = Write(media.WrittenLines, left);
        }

        return bytes;
    }

    public override string ToString() => TextEncoding.GetString(ToBytes());

    internal static bool TryCreate(
        List<SdpLine> lines, Encoding encoding, out SessionDescription? description, out SdpParseError error)
    {
        description = null;
        error = lines.Count == 0 ? SdpParseError.Empty
            : lines[0].Type != 'v' || lines[0].Value.Trim() != "0" ? SdpParseError.BadVersion
            : SdpParseError.None;
        if (error != SdpParseError.None)
        {
            return false;
        }

        var firstMedia = lines.FindIndex(line => line.Type == 'm');
        var sessionLines = CollectionsMarshal.AsSpan(lines)[..(firstMedia < 0 ? lines.Count : firstMedia)].ToArray();
        var origin = Array.Find(sessionLines, line => line.Type == 'o');
        if (origin.Type != 'o' || !SdpOrigin.TryParse(origin.Value, out var parsedOrigin))
        {
            error = SdpParseError.BadOrigin;
            return false;
        }

        if (!TryCreateMedia(lines, sessionLines, out var media, out error))
        {
            return false;
        }

        description = new SessionDescription(sessionLines, parsedOrigin, [.. media], encoding);
        return true;
    }

    private static bool TryCreateMedia(
        List<SdpLine> lines, SdpLine[] sessionLines, out List<MediaDescription> media, out SdpParseError error)
    {
        media = [];
        error = SdpParseError.None;
        var connection = SdpFields.Connection(sessionLines);
        var direction = SdpFields.Direction(sessionLines);
        for (var start = sessionLines.Length; start < lines.Count;)
        {
            if (media.Count == MaxMedia)
            {
                error = SdpParseError.TooManyMedia;
                return false;
            }

            var next = lines.FindIndex(start + 1, line => line.Type == 'm');
            next = next < 0 ? lines.Count : next;
            if (!MediaDescription.TryParse(
                    CollectionsMarshal.AsSpan(lines)[start..next].ToArray(), connection, direction, out var parsed))
            {
                error = SdpParseError.BadMedia;
                return false;
            }

            media.Add(parsed!);
            start = next;
        }

        return true;
    }

    private int LengthOf(ReadOnlySpan<SdpLine> lines)
    {
        var length = 0;
        foreach (ref readonly var line in lines)
        {
            length += TextEncoding.GetByteCount(line.Value) + BytesAroundValue;
        }

        return length;
    }

    /// <returns>What is left of <paramref name="into"/>.</returns>
    private Span<byte> Write(ReadOnlySpan<SdpLine> lines, Span<byte> into)
    {
        foreach (ref readonly var line in lines)
        {
            into[0] = (byte)line.Type;
            into[1] = (byte)'=';
            var end = 2 + TextEncoding.GetBytes(line.Value, into[2..]);
            "\r\n"u8.CopyTo(into[end..]);
            into = into[(end + 2)..];
        }

        return into;
    }
}
