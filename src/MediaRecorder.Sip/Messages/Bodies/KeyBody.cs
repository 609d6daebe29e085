using System.Buffers.Text;

namespace MediaRecorder.Sip.Messages.Bodies;

/// <summary>
/// A key in the body of an INFO. No RFC says how; these are the ways of vendors:
/// <code>
/// application/dtmf-relay                   Signal=5 CRLF Duration=160
/// application/dtmf                         5
/// application/vnd.nortelnetworks.digits    p=Digit-Collection CRLF y=Digits CRLF d=5
/// </code>
/// A signal is a key, or its number as event of RFC 4733 §3.2: 10 is *, 11 is #, 12 to 15 are A to D, 16 is flash.
/// </summary>
/// <param name="Key">0–9 * # A–D; null for flash and pulses, which are no keys.</param>
/// <param name="DurationMs">How long it is, was or shall be down; null when it is not said.</param>
public readonly record struct KeyBody(char? Key, int? DurationMs)
{
    /// <summary>The longest met has 60 bytes.</summary>
    public const int MaxBytes = 256;

    /// <summary>A longer duration counts as this.</summary>
    public const int MaxDurationMs = 60_000;

    private const string Keys = "0123456789*#ABCD";

    // RFC 4733 §3.2: an event code has 8 bits.
    private const int MaxCode = 255;

    /// <summary>Reads a body of any type, which may be none; never throws.</summary>
    public static bool TryParse(
        string? contentType, ReadOnlySpan<byte> content, out KeyBody body, out KeyBodyError error)
    {
        body = default;
        error = KeyBodyError.OtherType;
        if (!MediaType.TryParse(contentType, out var type) || type!.Type != "application")
            return false;
        if (type.Subtype is not ("dtmf-relay" or "dtmf" or "vnd.nortelnetworks.digits"))
            return false;
        if (content.Length > MaxBytes)
            error = KeyBodyError.TooLong;
        else
            error = Read(content, isBare: type.Subtype == "dtmf", out body);
        return error == KeyBodyError.None;
    }

    private static KeyBodyError Read(ReadOnlySpan<byte> text, bool isBare, out KeyBody body)
    {
        body = default;
        char? key = null;
        int? durationMs = null;
        var hasSignal = false;
        while (!text.IsEmpty)
        {
            var end = text.IndexOfAny((byte)'\r', (byte)'\n');
            var line = (end < 0 ? text : text[..end]).Trim(" \t\0"u8);
            text = end < 0 ? default : text[(end + 1)..];
            if (line.IsEmpty)
                continue;
            var equals = line.IndexOf((byte)'=');
            var value = line[(equals + 1)..].Trim(" \t"u8);
            var name = equals < 0 ? default : line[..equals].Trim(" \t"u8);
            if (equals < 0 ? isBare : Is(name, "signal"u8) || Is(name, "d"u8))
            {
                if (hasSignal || !TryReadSignal(value, out key))
                    return KeyBodyError.BadSignal;
                hasSignal = true;
            }
            else if (Is(name, "duration"u8))
            {
                if (durationMs is not null || !TryReadNumber(value, out var ms))
                    return KeyBodyError.BadDuration;
                durationMs = Math.Min(ms, MaxDurationMs);
            }
        }

        body = new KeyBody(key, durationMs);
        return hasSignal ? KeyBodyError.None : KeyBodyError.BadSignal;
    }

    private static bool TryReadSignal(ReadOnlySpan<byte> value, out char? key)
    {
        key = null;
        var index = value.Length == 1
            ? Keys.IndexOf(char.ToUpperInvariant((char)value[0]), StringComparison.Ordinal)
            : -1;
        if (index >= 0)
        {
            key = Keys[index];
            return true;
        }

        if (Is(value, "!"u8) || Is(value, "flash"u8) || Is(value, "hf"u8))
            return true;
        if (value.Length < 2 || !TryReadNumber(value, out var code) || code > MaxCode)
            return false;
        key = code < Keys.Length ? Keys[code] : null;
        return true;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> value, out int number) =>
        Utf8Parser.TryParse(value, out number, out var read) && read == value.Length && number >= 0;

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerCase) =>
        System.Text.Ascii.EqualsIgnoreCase(text, lowerCase);
}
