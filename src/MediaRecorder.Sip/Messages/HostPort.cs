using System.Net;
using System.Net.Sockets;

namespace MediaRecorder.Sip.Messages;

/// <summary>The <c>host [ ":" port ]</c> of URIs and Via (RFC 3261 §25.1). IPv6 stands in brackets.</summary>
internal static class HostPort
{
    internal const int MaxHostChars = 255;

    /// <summary>
    /// Reads all of <paramref name="text"/>. Blanks may stand around the colon when <paramref name="allowBlanks"/>
    /// (Via only). The host keeps its brackets; a missing port is 0, a written port is 1 to 65535.
    /// </summary>
    internal static bool TryParse(ReadOnlySpan<char> text, bool allowBlanks, out int hostLength, out int port)
    {
        port = 0;
        hostLength = LengthOfHost(text);
        if (hostLength == 0)
        {
            return false;
        }

        var rest = text[hostLength..];
        if (allowBlanks)
        {
            rest = rest.Trim(SipGrammar.Blanks);
        }

        if (rest.IsEmpty)
        {
            return true;
        }

        var digits = rest[1..];
        if (allowBlanks)
        {
            digits = digits.TrimStart(SipGrammar.Blanks);
        }

        return rest[0] == ':' && SipGrammar.TryParseNumber(digits, ushort.MaxValue, out port) && port > 0;
    }

    /// <summary>
    /// A literal address, brackets allowed. Stricter than <see cref="IPAddress.TryParse(string, out IPAddress)"/>,
    /// which takes "1" and "0x7f.1" for addresses and "010" for octal: here IPv4 is four decimal numbers. No zone.
    /// </summary>
    internal static bool TryParseAddress(ReadOnlySpan<char> text, out IPAddress? address)
    {
        address = null;
        if (text.Length > 2 && text[0] == '[' && text[^1] == ']')
        {
            return TryParseV6(text[1..^1], out address);
        }

        return text.Contains(':') ? TryParseV6(text, out address) : TryParseV4(text, out address);
    }

    /// <summary>
    /// The form for the wire: a dual-stack socket shows IPv4 as ::ffff:a.b.c.d, and a link-local source carries a zone.
    /// </summary>
    internal static IPAddress Plain(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? new IPAddress(address.GetAddressBytes())
            : address;
    }

    private static int LengthOfHost(ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty && text[0] == '[')
        {
            var close = text.IndexOf(']');
            return close > 1 && TryParseV6(text[1..close], out _) ? close + 1 : 0;
        }

        var length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] is '-' or '.' or '_'))
        {
            length++;
        }

        return length <= MaxHostChars ? length : 0;
    }

    private static bool TryParseV4(ReadOnlySpan<char> text, out IPAddress? address)
    {
        address = null;
        Span<byte> octets = stackalloc byte[4];
        for (var i = 0; i < 4; i++)
        {
            var end = i < 3 ? text.IndexOf('.') : text.Length;
            if (end is < 1 or > 3 || !SipGrammar.TryParseNumber(text[..end], byte.MaxValue, out var octet))
            {
                return false;
            }

            octets[i] = (byte)octet;
            text = text[Math.Min(end + 1, text.Length)..];
        }

        address = new IPAddress(octets);
        return true;
    }

    private static bool TryParseV6(ReadOnlySpan<char> text, out IPAddress? address)
    {
        address = null;
        foreach (var c in text)
        {
            // Keeps zones ("%eth0"), prefixes ("/64") and ports out, which the framework's parser lets pass.
            if (!char.IsAsciiHexDigit(c) && c is not (':' or '.'))
            {
                return false;
            }
        }

        if (!text.Contains(':'))
        {
            return false;
        }

        // RFC 5118 §4.10: an error in the grammar of RFC 3261 made three colons out of two ahead of an IPv4 address.
        var triple = text.IndexOf(":::");
        return triple >= 0 && text[triple..].Contains('.')
            ? IPAddress.TryParse(text.ToString().Remove(triple, 1), out address)
            : IPAddress.TryParse(text, out address);
    }
}
