using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace MediaRecorder.Sip.Messages.Bodies;

/// <summary>
/// A multipart body (RFC 5621, RFC 2046 §5.1) as the places of its parts. The bytes stay what they were; one part can
/// be replaced and all the rest is written as it came. Shares the memory it was read from.
/// </summary>
public sealed class MultipartBody
{
    /// <summary>Over all levels.</summary>
    public const int MaxParts = 32;

    /// <summary>Multiparts within one another, the outermost counted.</summary>
    public const int MaxDepth = 4;

    private const int MaxBoundaryChars = 70;

    private static readonly SearchValues<char> BoundaryChars = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'()+_,-./:=? ");

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly List<MultipartPart> _parts = [];
    private int _topLevelParts;

    private MultipartBody(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>From top to bottom; a part that is multipart itself is replaced by its own.</summary>
    public IReadOnlyList<MultipartPart> Parts => _parts;

    /// <summary>Takes a body apart; never throws, in time linear to its length.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> bytes,
        MediaType contentType,
        [NotNullWhen(true)] out MultipartBody? body,
        out MultipartParseError error)
    {
        ArgumentNullException.ThrowIfNull(contentType);
        var read = new MultipartBody(bytes);
        error = read.Read(0, bytes.Length, contentType, 1);
        body = error == MultipartParseError.None ? read : null;
        return body is not null;
    }

    public ReadOnlySpan<byte> ContentOf(MultipartPart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return _bytes.Span[part.ContentRange];
    }

    /// <summary>
    /// The whole body with other content in one part; a Content-Length of that part is set right. Throws
    /// ArgumentException for content with a line that begins with two hyphens, which could be taken for a boundary, and
    /// for a part that has no content to replace.
    /// </summary>
    public byte[] With(MultipartPart part, ReadOnlySpan<byte> content)
    {
        ArgumentNullException.ThrowIfNull(part);
        if (content.StartsWith("--"u8) || content.IndexOf("\n--"u8) >= 0 || content.IndexOf("\r--"u8) >= 0)
        {
            throw new ArgumentException("a line begins with two hyphens", nameof(content));
        }

        if (!part.HasContent)
        {
            throw new ArgumentException("has no content", nameof(part));
        }

        var old = _bytes.Span;
        var (digitsStart, digitsLength) = part.LengthRange.GetOffsetAndLength(old.Length);
        var (contentStart, contentLength) = part.ContentRange.GetOffsetAndLength(old.Length);
        var written = new ArrayBufferWriter<byte>(old.Length - contentLength + content.Length + 8);
        if (digitsLength > 0)
        {
            written.Write(old[..digitsStart]);
            written.Write(Encoding.ASCII.GetBytes(content.Length.ToString(CultureInfo.InvariantCulture)));
            written.Write(old[(digitsStart + digitsLength)..contentStart]);
        }
        else
        {
            written.Write(old[..contentStart]);
        }

        written.Write(content);
        written.Write(old[(contentStart + contentLength)..]);
        return written.WrittenSpan.ToArray();
    }

    /// <summary>
    /// The whole body but for one part; false for the only one, and for a part of a multipart within this one, which might
    /// be left without any.
    /// </summary>
    public bool TryRemove(MultipartPart part, out byte[] rest)
    {
        ArgumentNullException.ThrowIfNull(part);
        var (start, length) = part.FrameRange.GetOffsetAndLength(_bytes.Length);
        if (length == 0 || _topLevelParts < 2)
        {
            rest = [];
            return false;
        }

        rest = [.. _bytes.Span[..start], .. _bytes.Span[(start + length)..]];
        return true;
    }

    private MultipartParseError Read(int start, int end, MediaType contentType, int depth)
    {
        if (depth > MaxDepth)
        {
            return MultipartParseError.TooDeep;
        }

        var boundary = contentType.IsMultipart ? contentType.Parameter("boundary") : null;
        if (boundary is null
            || boundary.Length is 0 or > MaxBoundaryChars
            || boundary[^1] == ' '
            || boundary.AsSpan().ContainsAnyExcept(BoundaryChars))
        {
            return MultipartParseError.BadBoundary;
        }

        var delimiters = new BoundaryScan(_bytes.Span[start..end], boundary);
        if (!delimiters.MoveNext())
        {
            return delimiters.IsAmbiguous ? MultipartParseError.AmbiguousBoundary : MultipartParseError.NoParts;
        }

        // Without a closing boundary the last part runs to the end: SEMS and others cut it short.
        while (!delimiters.IsClosing)
        {
            var frame = start + delimiters.Start;
            var from = start + delimiters.NextStart;
            var isLast = !delimiters.MoveNext();
            if (delimiters.IsAmbiguous)
            {
                return MultipartParseError.AmbiguousBoundary;
            }

            if (isLast && from >= end)
            {
                break;
            }

            var error = ReadPart(frame, from, isLast ? end : start + delimiters.Start, depth);
            if (error != MultipartParseError.None || isLast)
            {
                return error;
            }
        }

        return delimiters.FindsMore() ? MultipartParseError.AmbiguousBoundary : MultipartParseError.None;
    }

    private MultipartParseError ReadPart(int frame, int start, int end, int depth)
    {
        _topLevelParts += depth == 1 ? 1 : 0;

        // Two boundaries that share a line break have nothing between them, not even headers.
        end = Math.Max(start, end);
        if (!PartHeaders.TryRead(_bytes.Span[start..end], out var headers, out var error))
        {
            return error;
        }

        var contentStart = Math.Min(start + headers.ContentStart, end);
        var type = headers.ContentType;
        if (type is { IsMultipart: true } && headers.IsPlain)
        {
            return Read(contentStart, end, type, depth + 1);
        }

        if (_parts.Count == MaxParts)
        {
            return MultipartParseError.TooManyParts;
        }

        var digits = start + headers.Digits.Start;
        _parts.Add(new MultipartPart(
            start..(start + headers.Length),
            contentStart..end,
            type,
            headers.IsPlain,
            headers.HasContent,
            digits..(digits + headers.Digits.Length),
            depth == 1 ? frame..end : default));
        return MultipartParseError.None;
    }
}
