using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;

namespace MediaRecorder.Sip.Messages.Headers;

/// <summary>
/// One Via element (RFC 3261 §20.42, RFC 3581): <c>SIP/2.0/UDP host:port;branch=…;received=…;rport=…</c>.
/// </summary>
public sealed class ViaHeader
{
    /// <summary>RFC 3261 §8.1.1.7: branches that start so are unique for their transaction.</summary>
    public const string BranchMagic = "z9hG4bK";

    private const int UsualLetters = 256;

    private readonly int _parametersStart;

    private ViaHeader(string text, string transport, string host, int port, int parametersStart)
    {
        Text = text;
        Transport = transport;
        Host = host;
        Port = port == 0 ? null : port;
        _parametersStart = parametersStart;
    }

    /// <summary>This element as sent, trimmed and unfolded.</summary>
    public string Text { get; }

    /// <summary>In upper case: UDP, TCP, TLS, …</summary>
    public string Transport { get; }

    /// <summary>As written; IPv6 with its brackets.</summary>
    public string Host { get; }

    public int? Port { get; }

    public string? Branch => field ??= Parameter("branch");

    /// <summary>False for peers of RFC 2543, whose branch (if any) does not name the transaction (§17.2.3).</summary>
    public bool HasUniqueBranch =>
        Branch is { } branch
            && branch.Length > BranchMagic.Length
            && branch.StartsWith(BranchMagic, StringComparison.Ordinal);

    public string? Received => Parameter("received");

    /// <summary>The client asks for the response at its source port (RFC 3581 §3).</summary>
    public bool HasRPort => Parameter("rport") is not null;

    public int? RPort => SipGrammar.TryParseNumber(Parameter("rport"), ushort.MaxValue, out var port) ? port : null;

    public string? Maddr => Parameter("maddr");

    private ReadOnlySpan<char> ParameterText => Text.AsSpan(_parametersStart);

    /// <summary>Value of a parameter, names without case; empty without a value, null without the parameter.</summary>
    public string? Parameter(string name) => SipParameters.Find(ParameterText, name);

    /// <summary>
    /// Reads one element; never throws. On false <paramref name="via"/> is still set when the protocol and the address
    /// could be read and only a parameter is malformed, so that a 400 can find its way back.
    /// </summary>
    public static bool TryParse(string? text, out ViaHeader? via)
    {
        via = null;
        text = text?.Trim(SipGrammar.BlankLetters) ?? "";
        var semicolon = text.IndexOf(';', StringComparison.Ordinal);
        var end = semicolon < 0 ? text.Length : semicolon;
        if (!TryReadProtocol(text.AsSpan(0, end), out var transport, out var sentByStart))
        {
            return false;
        }

        var sentBy = text.AsSpan(sentByStart, end - sentByStart);
        if (!HostPort.TryParse(sentBy, allowBlanks: true, out var hostLength, out var port))
        {
            return false;
        }

        var name = transport.Equals("UDP", StringComparison.OrdinalIgnoreCase)
            ? "UDP"
            : transport.ToString().ToUpperInvariant();
        via = new ViaHeader(text, name, sentBy[..hostLength].ToString(), port, end);
        return SipParameters.AreWellFormed(via.ParameterText);
    }

    /// <summary>
    /// The element as a server passes it on: <c>received</c> with the source address and, when the client asked for it,
    /// <c>rport</c> with the source port. Values a client wrote there itself are replaced.
    /// </summary>
    public string WithSource(IPEndPoint source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var address = HostPort.Plain(source.Address);
        var wantsPort = HasRPort;

        // RFC 3261 §18.2.1: received where sent-by is a name or another address; RFC 3581 §4: always with rport.
        var needsReceived = wantsPort
            || !HostPort.TryParseAddress(Host, out var sentBy)
            || !HostPort.Plain(sentBy!).Equals(address);
        // A builder of text without a heap, for as much as there usually is.
        var text = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[UsualLetters]);
        text.AppendFormatted(Text.AsSpan(0, _parametersStart).TrimEnd(SipGrammar.Blanks));
        var parameters = new SipParameters(ParameterText);
        while (parameters.MoveNext())
        {
            if (parameters.Name.Equals("received", StringComparison.OrdinalIgnoreCase)
                || parameters.Name.Equals("rport", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            text.AppendLiteral(";");
            text.AppendFormatted(parameters.Name);
            if (parameters.HasValue)
            {
                text.AppendLiteral("=");
                text.AppendFormatted(parameters.Value);
            }
        }

        if (needsReceived)
        {
            // RFC 5118 §4.5: IPv6 in received stands without brackets.
            text.AppendLiteral(";received=");
            text.AppendFormatted(address);
        }

        if (wantsPort)
        {
            text.AppendLiteral(";rport=");
            text.AppendFormatted(source.Port);
        }

        return text.ToStringAndClear();
    }

    public override string ToString() => Text;

    // "SIP" SLASH version SLASH transport LWS sent-by; SLASH allows blanks on both sides.
    private static bool TryReadProtocol(ReadOnlySpan<char> text, out ReadOnlySpan<char> transport, out int sentByStart)
    {
        transport = default;
        sentByStart = 0;
        var first = text.IndexOf('/');
        var second = first < 0 ? -1 : text[(first + 1)..].IndexOf('/');
        if (second < 0)
        {
            return false;
        }

        second += first + 1;
        var protocol = text[..first].TrimEnd(SipGrammar.Blanks);
        var version = text[(first + 1)..second].Trim(SipGrammar.Blanks);
        var start = SipGrammar.SkipBlanks(text, second + 1);
        var length = text[start..].IndexOfAny(SipGrammar.Blanks);
        if (length <= 0 || !protocol.Equals("SIP", StringComparison.OrdinalIgnoreCase) || !SipGrammar.IsToken(version))
        {
            return false;
        }

        transport = text.Slice(start, length);
        sentByStart = SipGrammar.SkipBlanks(text, start + length);
        return SipGrammar.IsToken(transport);
    }
}
