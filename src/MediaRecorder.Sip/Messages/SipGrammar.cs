using System.Buffers;
using System.Globalization;
using System.Text;

namespace MediaRecorder.Sip.Messages;

/// <summary>Character classes of RFC 3261 §25.1 and the scanning steps that several header types share.</summary>
internal static class SipGrammar
{
    private const string TokenText =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.!%*_+`'~";

    internal const string Blanks = " \t";

    /// <summary>The same for whoever wants an array, which is then not made each time.</summary>
    internal static readonly char[] BlankLetters = [.. Blanks];

    private static readonly SearchValues<char> TokenChars = SearchValues.Create(TokenText);
    private static readonly SearchValues<byte> TokenBytes = SearchValues.Create(Encoding.ASCII.GetBytes(TokenText));
    private static readonly SearchValues<byte> ReservedBytes = SearchValues.Create(";/?:@&=+$,"u8);
    private static readonly SearchValues<char> LineBreaks = SearchValues.Create("\r\n");

    internal static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenChars);

    internal static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenBytes);

    internal static bool HasLineBreak(ReadOnlySpan<char> text) => text.ContainsAny(LineBreaks);

    internal static bool IsBlank(char c) => c is ' ' or '\t';

    internal static int SkipBlanks(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length && IsBlank(text[from]))
        {
            from++;
        }

        return from;
    }

    /// <summary>Decimal digits only, any count of leading zeros, at most <paramref name="max"/>.</summary>
    internal static bool TryParseNumber(ReadOnlySpan<char> digits, int max, out int number)
    {
        number = 0;
        if (digits.IsEmpty)
        {
            return false;
        }

        long sum = 0;
        foreach (var c in digits)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            sum = (sum * 10) + (c - '0');
            if (sum > max)
            {
                return false;
            }
        }

        number = (int)sum;
        return true;
    }

    /// <summary>
    /// Index after the closing quote of the quoted-string that starts at <paramref name="from"/>, or -1 when it never
    /// closes. A backslash takes the next character with it.
    /// </summary>
    internal static int EndOfQuoted(ReadOnlySpan<char> text, int from)
    {
        for (var i = from + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                return i + 1;
            }
        }

        return -1;
    }

    /// <summary>
    /// The meaning of a quoted-string: quotes and backslashes taken off. Other text comes back as it is.
    /// </summary>
    internal static string Unquote(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || text[0] != '"' || text[^1] != '"')
        {
            return text.ToString();
        }

        var inner = text[1..^1];
        if (!inner.Contains('\\'))
        {
            return inner.ToString();
        }

        var plain = new StringBuilder(inner.Length);
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] == '\\' && i + 1 < inner.Length)
            {
                i++;
            }

            plain.Append(inner[i]);
        }

        return plain.ToString();
    }

    /// <summary>
    /// The octets that a URI part means: UTF-8 with each %HH replaced. An escape that is none stays as written; with
    /// <paramref name="keepReserved"/> so do those of the reserved characters and of "%" (RFC 3261 §19.1.4).
    /// </summary>
    internal static byte[] Unescape(ReadOnlySpan<char> text, bool keepReserved)
    {
        var octets = new byte[Encoding.UTF8.GetByteCount(text)];
        var read = octets.AsSpan(0, Encoding.UTF8.GetBytes(text, octets));
        var length = 0;
        for (var i = 0; i < read.Length; i++)
        {
            var octet = read[i];
            if (octet == '%'
                && i + 2 < read.Length
                && byte.TryParse(read.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, null, out var meant))
            {
                if (keepReserved && (meant == '%' || ReservedBytes.Contains(meant)))
                {
                    octets[length++] = octet;
                    octets[length++] = UpperHex(read[i + 1]);
                    octets[length++] = UpperHex(read[i + 2]);
                    i += 2;
                    continue;
                }

                octet = meant;
                i += 2;
            }

            octets[length++] = octet;
        }

        return octets[..length];
    }

    private static byte UpperHex(byte digit) => digit >= 'a' ? (byte)(digit - 'a' + 'A') : digit;
}
