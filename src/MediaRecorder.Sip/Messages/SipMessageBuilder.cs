using System.Globalization;
using System.Net;
using MediaRecorder.Sip.Authentication;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Messages;

/// <summary>
/// Writes a request or response. Headers go out in the order added; Content-Type and Content-Length belong to
/// <see cref="SetBody"/>. A CR or LF anywhere, or a name that is no token, is refused with an ArgumentException before
/// it can become a header of its own; use <see cref="TryAdd"/> for values from configuration or the API.
/// </summary>
public sealed class SipMessageBuilder
{
    private const int UsualHeaders = 12;

    // All but very few heads fit; a longer one is written twice.
    private const int UsualHeadBytes = 2048;

    private readonly string _startLine;
    private readonly string _methodToken;
    private readonly string _requestUri;
    private readonly List<(string Name, string Value)> _headers = new(UsualHeaders);
    private string? _topVia;
    private bool _mayHaveCredentials;
    private string _contentType = "";
    private byte[] _body = [];
    private IReadOnlyList<(SipHeaderName Name, string Value)> _credentials = [];

    private SipMessageBuilder(string startLine, string methodToken = "", string requestUri = "") =>
        (_startLine, _methodToken, _requestUri) = (startLine, methodToken, requestUri);

    /// <summary>
    /// Hands out the CSeq number of a repeat with credentials (RFC 3261 §22.2); null for a request outside dialogs,
    /// which counts on by itself.
    /// </summary>
    public Func<uint>? NextCSeq { get; set; }

    /// <summary>Starts a request; the URI may hold no blanks.</summary>
    public static SipMessageBuilder Request(string methodToken, string requestUri)
    {
        ArgumentNullException.ThrowIfNull(methodToken);
        Require(SipGrammar.IsToken(methodToken), nameof(methodToken), "not a method token");
        Require(SipUri.TryParse(requestUri, out _), nameof(requestUri), "not a URI");
        return new SipMessageBuilder($"{methodToken} {requestUri} SIP/2.0", methodToken, requestUri);
    }

    /// <summary>
    /// Starts a response as RFC 3261 §8.2.6 wants it: the Via list, From, To, Call-ID and CSeq of the request;
    /// Record-Route in 101 to 299 to a request that can create a dialog (§12.1.1); Timestamp in 100 (§8.2.6.1). Above
    /// 100 a To without tag gets <paramref name="toTag"/>, or else the stateless tag of §8.2.7, the same for each
    /// retransmission. With <paramref name="source"/> the top Via gets received and rport (RFC 3581 §4).
    /// </summary>
    public static SipMessageBuilder Response(
        SipMessage request, int status, string reason, string? toTag = null, IPEndPoint? source = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(reason);
        Require(request.IsRequest && request.TopVia is not null, nameof(request), "not a request that can be answered");
        Require(status is >= 100 and <= 699, nameof(status), "outside 100 to 699");
        Require(!SipGrammar.HasLineBreak(reason), nameof(reason), "holds a line break");
        Require(toTag is null || SipGrammar.IsToken(toTag), nameof(toTag), "not a token");
        var response = new SipMessageBuilder(string.Create(CultureInfo.InvariantCulture, $"SIP/2.0 {status} {reason}"));
        response.CopyVias(request, source);
        if (status is > 100 and < 300 && request.Method is SipMethod.Invite or SipMethod.Subscribe or SipMethod.Refer)
        {
            response.Copy(request, SipHeaderName.RecordRoute);
        }

        response.Add(SipHeaderName.From, request.From.Text);
        var needsTag = status > 100 && request.To.Tag is null;
        response.Add(
            SipHeaderName.To, needsTag ? $"{request.To.Text};tag={toTag ?? StatelessTag(request)}" : request.To.Text);
        response.Add(SipHeaderName.CallId, request.CallId);
        response.Copy(request, SipHeaderName.CSeq, onlyFirst: true);
        if (status == 100)
        {
            response.Copy(request, SipHeaderName.Timestamp, onlyFirst: true);
        }

        return response;
    }

    /// <summary>Appends a header; throws ArgumentException for what <see cref="TryAdd"/> refuses.</summary>
    public SipMessageBuilder Add(string name, string value)
    {
        Require(TryAdd(name, value), nameof(value), "not a header field, or one that SetBody writes");
        return this;
    }

    /// <inheritdoc cref="Add(string, string)"/>
    public SipMessageBuilder Add(SipHeaderName name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Require(
            name is not (SipHeaderName.Other or SipHeaderName.ContentType or SipHeaderName.ContentLength)
                && !SipGrammar.HasLineBreak(value),
            nameof(value),
            "not a header field, or one that SetBody writes");
        Append(name, SipHeaderNames.Text(name), value);
        return this;
    }

    /// <summary>False, and nothing added, for a bad name, a line break, or Content-Type and Content-Length.</summary>
    public bool TryAdd(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        var known = SipHeaderNames.FromText(name);
        if (!SipGrammar.IsToken(name)
            || SipGrammar.HasLineBreak(value)
            || known is SipHeaderName.ContentType or SipHeaderName.ContentLength)
        {
            return false;
        }

        Append(known, name, value);
        return true;
    }

    /// <summary>
    /// The Via of a request, written ahead of all that was added; a second call replaces it, for another try by another
    /// way.
    /// </summary>
    public SipMessageBuilder SetTopVia(string via)
    {
        ArgumentNullException.ThrowIfNull(via);
        Require(!SipGrammar.HasLineBreak(via), nameof(via), "holds a line break");
        _topVia = via;
        return this;
    }

    /// <summary>
    /// The credentials of a request, written after all that was added; a second call replaces them, for another try by
    /// another way, and null takes them away.
    /// </summary>
    public SipMessageBuilder SetCredentials(DigestClient? client)
    {
        _credentials = client?.Authorize(_methodToken, _requestUri, _body) ?? [];
        Require(!_credentials.Any(c => SipGrammar.HasLineBreak(c.Value)), nameof(client), "holds a line break");
        return this;
    }

    /// <summary>Takes away those of the added Authorization and Proxy-Authorization values.</summary>
    public SipMessageBuilder RemoveCredentials(Predicate<string> which)
    {
        if (_mayHaveCredentials)
        {
            _headers.RemoveAll(header => IsCredentials(SipHeaderNames.FromText(header.Name)) && which(header.Value));
        }

        return this;
    }

    /// <summary>Takes all headers of that name out again.</summary>
    public SipMessageBuilder Remove(SipHeaderName name)
    {
        _headers.RemoveAll(header => SipHeaderNames.FromText(header.Name) == name);
        return this;
    }

    /// <summary>Gives a request that is sent again its new number.</summary>
    public SipMessageBuilder SetCSeq(uint number)
    {
        return Remove(SipHeaderName.CSeq).Add(SipHeaderName.CSeq, string.Create(CultureInfo.InvariantCulture, $"{number} {_methodToken}"));
    }

    /// <summary>Copies the body; an empty one takes the Content-Type away again.</summary>
    public SipMessageBuilder SetBody(string contentType, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(contentType);
        Require(!SipGrammar.HasLineBreak(contentType), nameof(contentType), "holds a line break");
        _contentType = contentType;
        _body = body.ToArray();
        return this;
    }

    /// <summary>The whole message in UTF-8, with Content-Length.</summary>
    public byte[] ToBytes()
    {
        var contentLength = _body.Length.ToString(CultureInfo.InvariantCulture);
        Span<byte> room = stackalloc byte[UsualHeadBytes];
        var head = new HeadWriter(room);
        WriteHead(ref head, contentLength);
        var bytes = new byte[head.Length + _body.Length];
        if (head.Length <= room.Length)
        {
            room[..head.Length].CopyTo(bytes);
        }
        else
        {
            var again = new HeadWriter(bytes);
            WriteHead(ref again, contentLength);
        }

        _body.CopyTo(bytes, head.Length);
        return bytes;
    }

    private void WriteHead(ref HeadWriter head, string contentLength)
    {
        head.Line(_startLine);
        if (_topVia is not null)
        {
            head.Line("Via", _topVia);
        }

        foreach (var (name, value) in _headers)
        {
            head.Line(name, value);
        }

        foreach (var (name, value) in _credentials)
        {
            head.Line(SipHeaderNames.Text(name), value);
        }

        if (_body.Length > 0)
        {
            head.Line("Content-Type", _contentType);
        }

        head.Line("Content-Length", contentLength);
        head.Line();
    }

    private static bool IsCredentials(SipHeaderName name) =>
        name is SipHeaderName.Authorization or SipHeaderName.ProxyAuthorization;

    private void Append(SipHeaderName known, string name, string value)
    {
        _mayHaveCredentials |= IsCredentials(known);
        _headers.Add((name, value));
    }

    private void CopyVias(SipMessage request, IPEndPoint? source)
    {
        var isTop = true;
        foreach (ref readonly var slice in request.Slices)
        {
            if (slice.Name != SipHeaderName.Via)
            {
                continue;
            }

            var value = request.ValueOf(slice);
            Add(SipHeaderName.Via, isTop && source is not null ? WithSource(request.TopVia, value, source) : value);
            isTop = false;
        }
    }

    // Only the first element of the first header is ours to complete; the rest of the list stays as it came.
    private static string WithSource(ViaHeader top, string value, IPEndPoint source)
    {
        var list = new CommaList(value);
        _ = list.MoveNext();
        var rest = list.NextStart > value.Length ? "" : $", {value[list.NextStart..].TrimStart()}";
        return top.WithSource(source) + rest;
    }

    private void Copy(SipMessage request, SipHeaderName name, bool onlyFirst = false)
    {
        foreach (ref readonly var slice in request.Slices)
        {
            if (slice.Name != name)
            {
                continue;
            }

            Add(name, request.ValueOf(slice));
            if (onlyFirst)
            {
                return;
            }
        }
    }

    // FNV-1a over what names the transaction (RFC 3261 §8.2.7): no state, no randomness. It only has to differ between
    // transactions; dialogs bring their own unguessable tag.
    private static string StatelessTag(SipMessage request)
    {
        var hash = 14695981039346656037UL;
        foreach (var part in (ReadOnlySpan<string?>)
            [request.TopVia.Branch, request.CallId, request.From.Tag, request.CSeq.ToString()])
        {
            foreach (var c in part ?? "")
            {
                hash = (hash ^ c) * 1099511628211UL;
            }

            hash = (hash ^ '\n') * 1099511628211UL;
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    private static void Require(bool condition, string parameter, string complaint)
    {
        if (!condition)
        {
            throw new ArgumentException(complaint, parameter);
        }
    }
}
