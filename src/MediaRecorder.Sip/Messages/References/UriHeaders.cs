using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace MediaRecorder.Sip.Messages.References;

/// <summary>
/// The <c>?name=value&amp;…</c> part of a SIP URI (RFC 3261 §19.1.1), unescaped on the way in and escaped on the way out.
/// What would become a header line of its own is refused.
/// </summary>
public static class UriHeaders
{
    public const int MaxHeaders = 16;

    /// <summary>Of one value, unescaped.</summary>
    public const int MaxValueChars = 2048;

    // RFC 3261 §25.1 unreserved and hnv-unreserved.
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.!~*'()[]/?:+$");

    /// <summary>The headers of <paramref name="uri"/>; none is no failure. False for what must not be acted on.</summary>
    public static bool TryParse(SipUri uri, out IReadOnlyList<(string Name, string Value)> headers)
    {
        headers = [];
        var start = StartOf(uri);
        if (start < 0)
        {
            return true;
        }

        var text = uri.Text.AsSpan(start + 1);
        var found = new List<(string, string)>();
        foreach (var range in text.Split('&'))
        {
            var part = text[range];
            var equals = part.IndexOf('=');
            if (found.Count == MaxHeaders
                || equals <= 0
                || !TryUnescape(part[..equals], out var name)
                || !SipGrammar.IsToken(name)
                || !TryUnescape(part[(equals + 1)..], out var value))
            {
                return false;
            }

            found.Add((name, value));
        }

        headers = found;
        return true;
    }

    /// <summary>The URI's text without its headers.</summary>
    public static string WithoutHeaders(SipUri uri) => StartOf(uri) is >= 0 and var start ? uri.Text[..start] : uri.Text;

    /// <summary>The text of a URI without headers and of its headers, joined.</summary>
    public static string Write(string uri, IEnumerable<(string Name, string Value)> headers)
    {
        var text = new StringBuilder(uri);
        var separator = '?';
        foreach (var (name, value) in headers)
        {
            text.Append(separator);
            Escape(name, text);
            text.Append('=');
            Escape(value, text);
            separator = '&';
        }

        return text.ToString();
    }

    // The user part may hold a question mark of its own (§25.1 user-unreserved), so the host is looked for first.
    private static int StartOf(SipUri uri)
    {
        if (!uri.IsSip)
        {
            return -1;
        }

        var at = uri.User is null ? -1 : uri.Text.IndexOf('@', StringComparison.Ordinal);
        return uri.Text.IndexOf('?', at + 1);
    }

    private static void Escape(string value, StringBuilder into)
    {
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.IsAscii && Plain.Contains((char)rune.Value))
            {
                into.Append((char)rune.Value);
                continue;
            }

            foreach (var octet in utf8[..rune.EncodeToUtf8(utf8)])
            {
                into.Append('%').Append(Convert.ToHexString([octet]));
            }
        }
    }

    private static bool TryUnescape(ReadOnlySpan<char> text, out string plain)
    {
        plain = "";
        if (text.Length > MaxValueChars * 3)
        {
            return false;
        }

        var octets = new byte[Encoding.UTF8.GetByteCount(text)];
        var written = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                if (i + 2 >= text.Length
                    || Convert.FromHexString(text.Slice(i + 1, 2), octets.AsSpan(written), out _, out _)
                        != OperationStatus.Done)
                {
                    return false;
                }

                written++;
                i += 2;
            }
            else if (Rune.DecodeFromUtf16(text[i..], out var rune, out var used) == OperationStatus.Done)
            {
                written += rune.EncodeToUtf8(octets.AsSpan(written));
                i += used - 1;
            }
            else
            {
                return false;
            }
        }

        var meant = octets.AsSpan(0, written);

        // RFC 3261 §19.1.5: %0d%0a would write a header line of the sender's choice into our request.
        if (!Utf8.IsValid(meant) || HasControl(meant))
        {
            return false;
        }

        plain = Encoding.UTF8.GetString(meant);
        return plain.Length <= MaxValueChars;
    }

    private static bool HasControl(ReadOnlySpan<byte> octets)
    {
        foreach (var octet in octets)
        {
            if (octet is < 0x20 or 0x7f)
            {
                return true;
            }
        }

        return false;
    }
}
