using System.Diagnostics.CodeAnalysis;
using System.Text;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Messages;

/// <summary>
/// A SIP request or response: one copy of the datagram and a table of header slices; strings are made when asked for.
/// Immutable; belongs to the thread that works on the call (the cached views are not published to others).
/// </summary>
public sealed class SipMessage
{
    /// <summary>The most a UDP datagram could carry, and our limit on every transport.</summary>
    public const int MaxBytes = 65_535;

    public const int MaxHeaders = 256;

    /// <summary>Of one header field with its folds, or of the start line.</summary>
    public const int MaxHeaderBytes = 8 * 1024;

    /// <summary>Elements of Via, over all its headers; each response carries them all back.</summary>
    public const int MaxVias = 128;

    /// <summary>What <see cref="TryGetElements"/> takes apart.</summary>
    public const int MaxElements = 256;

    /// <summary>Elements of Contact, Route or Record-Route, over all their headers.</summary>
    public const int MaxAddresses = 64;

    private readonly byte[] _bytes;
    private readonly HeaderSlice[] _slices;
    private readonly Encoding _encoding;
    private readonly StartLine _startLine;
    private readonly int _bodyStart;
    private int _bodyLength;

    internal SipMessage(byte[] bytes, HeaderSlice[] slices, StartLine startLine, int bodyStart)
    {
        _bytes = bytes;
        _slices = slices;
        _startLine = startLine;
        _bodyStart = bodyStart;

        // RFC 3261 §7.3: UTF-8. Some carriers send ISO 8859-1 display names; read so, they at least survive as text.
        _encoding = System.Text.Unicode.Utf8.IsValid(bytes.AsSpan(0, bodyStart)) ? Encoding.UTF8 : Encoding.Latin1;
        TopVia = null!;
        From = To = NameAddress.None;
        CallId = "";
        CSeq = new CSeq(0, SipMethod.Unknown, "");
    }

    public bool IsRequest => _startLine.IsRequest;

    /// <summary>
    /// True when a response can be built: a request other than ACK whose Via can be read and whose From, To, Call-ID
    /// and CSeq are there, well formed or not. Only then is a message handed out together with an error.
    /// </summary>
    public bool IsAnswerable { get; internal set; }

    /// <summary>Of a response: the method of its CSeq.</summary>
    public SipMethod Method => IsRequest ? SipMethods.FromToken(MethodToken) : CSeq.Method;

    public string MethodToken => IsRequest ? field ??= Text(_startLine.First) : CSeq.MethodToken;

    /// <summary>As sent; empty for responses. See <see cref="SipUri.TryParse"/>.</summary>
    public string RequestUri => field ??= IsRequest ? Text(_startLine.Second) : "";

    /// <summary>100 to 699; 0 for requests.</summary>
    public int StatusCode => _startLine.StatusCode;

    /// <summary>Empty for requests.</summary>
    public string ReasonPhrase => field ??= IsRequest ? "" : Text(_startLine.Second);

    public ViaHeader TopVia { get; internal set; }

    public NameAddress From { get; internal set; }

    public NameAddress To { get; internal set; }

    public string CallId { get; internal set; }

    public CSeq CSeq { get; internal set; }

    /// <summary>0 to 255; null without the header, or when a response carries nonsense there.</summary>
    public int? MaxForwards =>
        TryGetHeader(SipHeaderName.MaxForwards, out var value)
        && SipGrammar.TryParseNumber(value, byte.MaxValue, out var hops) ? hops : null;

    /// <summary>Well-formed elements in their order; empty for <c>Contact: *</c> (read that by TryGetHeader).</summary>
    public IReadOnlyList<NameAddress> Contacts
    {
        get => field ??= Addresses(SipHeaderName.Contact, out _);
        internal set;
    }

    /// <summary>Top to bottom, as sent.</summary>
    public IReadOnlyList<NameAddress> RecordRoutes
    {
        get => field ??= Addresses(SipHeaderName.RecordRoute, out _);
        internal set;
    }

    public IReadOnlyList<NameAddress> Routes
    {
        get => field ??= Addresses(SipHeaderName.Route, out _);
        internal set;
    }

    public string? ContentType => TryGetHeader(SipHeaderName.ContentType, out var value) ? value : null;

    /// <summary>As long as Content-Length says; without one, the rest of the datagram (RFC 3261 §18.3).</summary>
    public ReadOnlySpan<byte> Body => _bytes.AsSpan(_bodyStart, _bodyLength);

    internal ReadOnlyMemory<byte> BodyMemory => _bytes.AsMemory(_bodyStart, _bodyLength);

    /// <summary>
    /// The datagram without line breaks ahead of the start line, and with whatever followed the body.
    /// </summary>
    public ReadOnlyMemory<byte> Raw => _bytes;

    public SipHeaderEnumerator Headers => new(this);

    internal int HeaderCount => _slices.Length;

    internal int BytesAfterHeaders => _bytes.Length - _bodyStart;

    internal ReadOnlySpan<HeaderSlice> Slices => _slices;

    /// <summary>
    /// Reads one datagram; never throws, in time linear to its length. On false <paramref name="message"/> is set only
    /// when it <see cref="IsAnswerable"/>: a request to be refused with <see cref="SipParseErrors.StatusFor"/>.
    /// </summary>
    public static bool TryParse(
        ReadOnlySpan<byte> datagram, [NotNullWhen(true)] out SipMessage? message, out SipParseError error) =>
        SipMessageParser.TryParse(datagram, null, out message, out error);

    /// <summary>As <see cref="TryParse"/>, without a copy: nobody may change these bytes any more.</summary>
    public static bool TryAdopt(
        byte[] datagram, [NotNullWhen(true)] out SipMessage? message, out SipParseError error) =>
        SipMessageParser.TryParse(datagram, datagram, out message, out error);

    /// <summary>Value of the first header of that name; empty string and false without one.</summary>
    public bool TryGetHeader(SipHeaderName name, out string value)
    {
        foreach (ref readonly var slice in _slices.AsSpan())
        {
            if (slice.Name == name && name != SipHeaderName.Other)
            {
                value = ValueOf(slice);
                return true;
            }
        }

        value = "";
        return false;
    }

    /// <summary>Value of the first header of that name, in long or compact form, without case.</summary>
    public bool TryGetHeader(string name, out string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        var known = SipHeaderNames.FromText(name);
        if (known != SipHeaderName.Other)
        {
            return TryGetHeader(known, out value);
        }

        foreach (ref readonly var slice in _slices.AsSpan())
        {
            if (slice.Name == SipHeaderName.Other && Ascii.EqualsIgnoreCase(NameOf(slice), name))
            {
                value = ValueOf(slice);
                return true;
            }
        }

        value = "";
        return false;
    }

    /// <summary>Whether there is a header of that name.</summary>
    public bool Has(SipHeaderName name) => CountOf(name) > 0;

    /// <summary>Values of all headers of that name in their order; lists in one header are not split.</summary>
    public string[] Values(SipHeaderName name)
    {
        var count = CountOf(name);
        if (count == 0)
        {
            return [];
        }

        var values = new string[count];
        var next = 0;
        foreach (ref readonly var slice in _slices.AsSpan())
        {
            if (slice.Name == name)
            {
                values[next++] = ValueOf(slice);
            }
        }

        return values;
    }

    /// <summary>
    /// Whether a comma list (Require, Supported, Allow …) holds a token, over all its headers, without case.
    /// </summary>
    public bool HasToken(SipHeaderName name, string token)
    {
        foreach (ref readonly var slice in _slices.AsSpan())
        {
            if (slice.Name != name)
            {
                continue;
            }

            var list = new CommaList(ValueOf(slice));
            while (list.MoveNext())
            {
                if (list.Current.Equals(token, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>
    /// The elements of a comma list (Require, Allow, Unsupported …) over all its headers, empty ones left out; false
    /// with more than <see cref="MaxElements"/>.
    /// </summary>
    public bool TryGetElements(SipHeaderName name, out IReadOnlyList<string> elements)
    {
        var found = new List<string>();
        elements = found;
        foreach (var value in Values(name))
        {
            var list = new CommaList(value);
            while (list.MoveNext())
            {
                if (list.Current.IsEmpty)
                {
                    continue;
                }

                if (found.Count == MaxElements)
                {
                    return false;
                }

                found.Add(list.CurrentOf(value));
            }
        }

        return true;
    }

    /// <summary>
    /// The readable addresses of a header (Path, Service-Route, P-Asserted-Identity, Diversion …), over all its
    /// headers, at most <see cref="MaxAddresses"/>.
    /// </summary>
    public IReadOnlyList<NameAddress> AddressesOf(SipHeaderName name) => Addresses(name, out _);

    public override string ToString() =>
        IsRequest ? $"{MethodToken} {RequestUri}" : $"{StatusCode} {ReasonPhrase} ({CSeq})";

    internal void SetBodyLength(int length) => _bodyLength = length;

    internal int CountOf(SipHeaderName name)
    {
        var count = 0;
        foreach (ref readonly var slice in _slices.AsSpan())
        {
            count += slice.Name == name ? 1 : 0;
        }

        return count;
    }

    /// <summary>As written; the usual spelling of a known name is no new string.</summary>
    internal string NameTextOf(in HeaderSlice slice)
    {
        var written = NameOf(slice);
        var usual = SipHeaderNames.Text(slice.Name);
        return Ascii.Equals(written, usual) ? usual : Encoding.ASCII.GetString(written);
    }

    internal ReadOnlySpan<byte> OctetsOf(in HeaderSlice slice) => _bytes.AsSpan(slice.ValueStart, slice.ValueLength);

    internal string ValueOf(in HeaderSlice slice)
    {
        var bytes = OctetsOf(slice);
        return slice.IsFolded ? Unfold(_encoding.GetString(bytes)) : _encoding.GetString(bytes);
    }

    /// <summary>
    /// The readable elements of a list header; <paramref name="malformed"/> tells of others, or of more than
    /// <see cref="MaxAddresses"/>.
    /// </summary>
    internal IReadOnlyList<NameAddress> Addresses(SipHeaderName name, out bool malformed)
    {
        malformed = false;
        var elements = 0;
        List<NameAddress>? addresses = null;
        foreach (ref readonly var slice in _slices.AsSpan())
        {
            if (slice.Name != name)
            {
                continue;
            }

            var value = ValueOf(slice);
            if (value == "*" && name == SipHeaderName.Contact)
            {
                continue;
            }

            var list = new CommaList(value);
            while (list.MoveNext())
            {
                if (++elements > MaxAddresses)
                {
                    malformed = true;
                    return addresses ?? (IReadOnlyList<NameAddress>)[];
                }

                if (NameAddress.TryParse(list.CurrentOf(value), out var address))
                {
                    (addresses ??= []).Add(address!);
                }
                else
                {
                    malformed = true;
                }
            }
        }

        return addresses ?? (IReadOnlyList<NameAddress>)[];
    }

    private ReadOnlySpan<byte> NameOf(in HeaderSlice slice) => _bytes.AsSpan(slice.NameStart, slice.NameLength);

    private string Text(Range range) => _encoding.GetString(_bytes.AsSpan()[range]);

    // RFC 3261 §7.3.1: a fold, with all blanks around it, means one space.
    private static string Unfold(string folded)
    {
        var text = new StringBuilder(folded.Length);
        var span = folded.AsSpan();
        foreach (var line in span.Split("\r\n"))
        {
            var trimmed = span[line].Trim(SipGrammar.Blanks);
            if (!trimmed.IsEmpty)
            {
                text.Append(text.Length == 0 ? "" : " ").Append(trimmed);
            }
        }

        return text.ToString();
    }
}
