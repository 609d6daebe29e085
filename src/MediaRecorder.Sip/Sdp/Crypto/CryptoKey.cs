using System.Buffers.Binary;
using System.Globalization;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Sip.Sdp.Crypto;

/// <summary>
/// One master key of an a=crypto line (RFC 4568 §6.1): <c>inline:&lt;key||salt&gt;["|"lifetime]["|"MKI":"length]</c>.
/// Its text never shows the key.
/// </summary>
public sealed class CryptoKey
{
    /// <summary>RFC 4568 §6.1.</summary>
    public const int MaxMkiBytes = 128;

    private const string Method = "inline:";

    // The longest key and salt known are 46 bytes; four times that is room for what may come.
    private const int MaxBytes = 184;

    // RFC 3711 §9.2: no key protects more packets than this.
    private const int MostPacketsAsPower = 48;

    private readonly byte[] _keyAndSalt;
    private readonly byte[] _mki;

    private CryptoKey(byte[] keyAndSalt, byte[] mki)
    {
        _keyAndSalt = keyAndSalt;
        _mki = mki;
    }

    public ReadOnlySpan<byte> KeyAndSalt => _keyAndSalt;

    /// <summary>The identifier that packets of this key carry; empty for none.</summary>
    public ReadOnlySpan<byte> Mki => _mki;

    /// <summary>How many bytes of key and salt, and nothing else of them.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"key of {_keyAndSalt.Length} bytes");

    /// <summary>Never throws. The padding of the base64 may be missing, as some peers leave it out.</summary>
    internal static bool TryParse(ReadOnlySpan<char> text, out CryptoKey? key)
    {
        key = null;
        if (!text.StartsWith(Method, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        Span<Range> parts = stackalloc Range[4];
        text = text[Method.Length..];
        var count = text.Split(parts, '|');
        if (count > 3 || !TryDecode(text[parts[0]], out var keyAndSalt))
        {
            return false;
        }

        byte[] mki = [];
        if (count > 1)
        {
            // The lifetime ahead of the MKI may be left out; only the MKI has a colon.
            var last = text[parts[count - 1]];
            var hasMki = last.Contains(':');
            if ((hasMki && !TryParseMki(last, out mki))
                || (count == 3 && !hasMki)
                || ((count == 3 || !hasMki) && !IsLifetime(text[parts[1]])))
            {
                return false;
            }
        }

        key = new CryptoKey(keyAndSalt, mki);
        return true;
    }

    private static bool TryDecode(ReadOnlySpan<char> base64, out byte[] bytes)
    {
        bytes = [];
        Span<char> padded = stackalloc char[(MaxBytes / 3 * 4) + 8];
        base64 = base64.TrimEnd('=');
        if (base64.IsEmpty || base64.Length > padded.Length - 4 || base64.ContainsAny(SipGrammar.Blanks))
        {
            return false;
        }

        base64.CopyTo(padded);
        var length = (base64.Length + 3) / 4 * 4;
        padded[base64.Length..length].Fill('=');
        Span<byte> decoded = stackalloc byte[MaxBytes + 8];
        if (!Convert.TryFromBase64Chars(padded[..length], decoded, out var written))
        {
            return false;
        }

        bytes = decoded[..written].ToArray();
        decoded.Clear();
        return true;
    }

    // "2^"n or a number of packets. What a peer's key may still do is the peer's business; that it can be read is ours.
    private static bool IsLifetime(ReadOnlySpan<char> text) => text.StartsWith("2^", StringComparison.Ordinal)
        ? SipGrammar.TryParseNumber(text[2..], MostPacketsAsPower, out _)
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var packets)
            && packets is > 0 and <= 1UL << MostPacketsAsPower;

    // value ":" length in bytes; the value is written big-endian.
    private static bool TryParseMki(ReadOnlySpan<char> text, out byte[] mki)
    {
        mki = [];
        var colon = text.IndexOf(':');
        if (!ulong.TryParse(text[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            || !SipGrammar.TryParseNumber(text[(colon + 1)..], MaxMkiBytes, out var length)
            || length == 0
            || (length < sizeof(ulong) && value >> (8 * length) != 0))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[MaxMkiBytes + sizeof(ulong)];
        bytes.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(bytes[MaxMkiBytes..], value);
        mki = bytes[^length..].ToArray();
        return true;
    }
}
