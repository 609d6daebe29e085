using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Messages.Bodies;

/// <summary>
/// The body of a message and the session description in it, wherever it lies (RFC 5621). Shares the message's memory.
/// </summary>
public sealed class SipBody
{
    /// <summary>For the Accept of a 415 (RFC 3261 §21.4.13).</summary>
    public const string Accepted = $"{SdpType}, multipart/mixed";

    /// <summary>For the Accept-Encoding of a 415 to <see cref="SipBodyKind.Encoded"/>.</summary>
    public const string AcceptedEncoding = "identity";

    private const string SdpType = "application/sdp";

    private readonly SipMessage _message;
    private MultipartBody? _multipart;
    private MultipartPart? _part;

    private SipBody(SipMessage message)
    {
        _message = message;
        Kind = Read();
    }

    public SipBodyKind Kind { get; }

    public bool HasSdp => Kind == SipBodyKind.Sdp;

    public bool IsMultipart => _multipart is not null;

    /// <summary>Empty unless <see cref="HasSdp"/>.</summary>
    public ReadOnlySpan<byte> Sdp =>
        !HasSdp ? default : _part is null ? _message.Body : _multipart!.ContentOf(_part);

    /// <summary>RFC 3261 §20.11: whoever does not understand the body may go on without it.</summary>
    public bool IsOptional =>
        _message.TryGetHeader(SipHeaderName.ContentDisposition, out var value)
        && value.IndexOf(';', StringComparison.Ordinal) is >= 0 and var semicolon
        && "optional".Equals(
            SipParameters.Find(value.AsSpan(semicolon), "handling"), StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// How to refuse a request for its body (RFC 3261 §8.2.3): 415, 400, or 0 for one that can be used.
    /// </summary>
    public int RefusalStatus => Kind switch
    {
        SipBodyKind.Encoded or SipBodyKind.Untyped => 415,
        SipBodyKind.Malformed or SipBodyKind.Ambiguous => 400,
        _ => 0,
    };

    /// <summary>
    /// Whether it goes through one who takes no part in it: readable, or encoded and of a type that is no session
    /// description.
    /// </summary>
    public bool MayPass => RefusalStatus == 0 || IsOpaque;

    public static SipBody Of(SipMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new SipBody(message);
    }

    /// <summary>The session description of a message; empty and false when <see cref="Kind"/> is another.</summary>
    public static bool TryGetSdp(SipMessage message, out ReadOnlySpan<byte> sdp)
    {
        var body = Of(message);
        sdp = body.Sdp;
        return body.HasSdp;
    }

    /// <summary>
    /// The body with another session description: that alone, or the multipart with all else as it came. Throws
    /// InvalidOperationException unless <see cref="HasSdp"/>.
    /// </summary>
    public (string ContentType, byte[] Bytes) WithSdp(ReadOnlySpan<byte> sdp)
    {
        if (!HasSdp)
        {
            throw new InvalidOperationException("no session description to replace");
        }

        return _part is null ? (SdpType, sdp.ToArray()) : (_message.ContentType!, _multipart!.With(_part, sdp));
    }

    /// <summary>Writes <see cref="WithSdp"/> and the headers that belong to it into a message.</summary>
    public void CopyTo(SipMessageBuilder message, ReadOnlySpan<byte> sdp)
    {
        ArgumentNullException.ThrowIfNull(message);
        var (contentType, bytes) = WithSdp(sdp);
        CopyHeaders(message);
        message.SetBody(contentType, bytes);
    }

    /// <summary>
    /// Writes the body as it came, with the headers that say how to read it. Nothing for an empty one.
    /// </summary>
    public void CopyTo(SipMessageBuilder message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_message.Body.IsEmpty)
        {
            return;
        }

        CopyHeaders(message);
        Copy(message, SipHeaderName.ContentEncoding);
        message.SetBody(_message.ContentType ?? "application/octet-stream", _message.Body);
    }

    /// <summary>
    /// Writes what is no session description: all, the other parts, or nothing. Nothing of a body that may hold one unseen.
    /// </summary>
    public void CopyRestTo(SipMessageBuilder message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (Kind == SipBodyKind.Other || IsOpaque)
        {
            CopyTo(message);
        }
        else if (_part is not null && HasSdp && _multipart!.TryRemove(_part, out var rest))
        {
            CopyHeaders(message);
            message.SetBody(_message.ContentType!, rest);
        }
    }

    private bool IsOpaque =>
        Kind == SipBodyKind.Encoded
        && MediaType.TryParse(_message.ContentType, out var type)
        && type is { IsSdp: false, IsMultipart: false };

    private void CopyHeaders(SipMessageBuilder message)
    {
        Copy(message, SipHeaderName.ContentDisposition);
        Copy(message, SipHeaderName.MimeVersion);
    }

    private void Copy(SipMessageBuilder message, SipHeaderName name)
    {
        foreach (var value in _message.Values(name))
        {
            message.Add(name, value);
        }
    }

    private SipBodyKind Read()
    {
        if (_message.Body.IsEmpty)
        {
            return SipBodyKind.None;
        }

        if (!IsPlain(SipHeaderName.ContentEncoding) || !IsPlain(SipHeaderName.ContentTransferEncoding))
        {
            return SipBodyKind.Encoded;
        }

        if (_message.Values(SipHeaderName.ContentType).Length > 1
            || !MediaType.TryParse(_message.ContentType, out var type))
        {
            return SipBodyKind.Untyped;
        }

        return type!.IsSdp ? SipBodyKind.Sdp : type.IsMultipart ? ReadMultipart(type) : SipBodyKind.Other;
    }

    private SipBodyKind ReadMultipart(MediaType type)
    {
        if (!MultipartBody.TryParse(_message.BodyMemory, type, out _multipart, out _))
        {
            return SipBodyKind.Malformed;
        }

        foreach (var part in _multipart.Parts)
        {
            if (part.ContentType is null)
            {
                return SipBodyKind.Malformed;
            }

            if (!part.ContentType.IsSdp && !part.ContentType.IsMultipart)
            {
                continue;
            }

            if (!part.IsPlain)
            {
                return SipBodyKind.Encoded;
            }

            if (!part.HasContent)
            {
                return SipBodyKind.Malformed;
            }

            if (_part is not null)
            {
                return SipBodyKind.Ambiguous;
            }

            _part = part;
        }

        return _part is null ? SipBodyKind.Other : SipBodyKind.Sdp;
    }

    // RFC 3261 §20.12: identity is no encoding. RFC 2045 §6.2: neither are binary, 8bit and 7bit.
    private bool IsPlain(SipHeaderName name)
    {
        foreach (var value in _message.Values(name))
        {
            if (value.ToUpperInvariant() is not ("IDENTITY" or "BINARY" or "8BIT" or "7BIT"))
            {
                return false;
            }
        }

        return true;
    }
}
