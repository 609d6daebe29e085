using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Sip.Sdp.Crypto;

/// <summary>
/// An a=crypto line (RFC 4568 §4, §9.1): <c>tag SP suite SP key *(";" key) *(SP session-parameter)</c>. What may be read of
/// it without knowing the suite; its text never shows a key.
/// </summary>
public sealed class CryptoLine
{
    public const string Name = "crypto";

    /// <summary>More keys or parameters in a line than this are nonsense.</summary>
    public const int MaxKeys = 4;

    private const int MaxParameters = 16;
    private const int MaxTag = 999_999_999;

    private CryptoLine(int tag, string suite, CryptoKey[] keys, bool isUnderstood)
    {
        Tag = tag;
        Suite = suite;
        Keys = keys;
        IsUnderstood = isUnderstood;
    }

    /// <summary>Names the line among those of an offer; the answer repeats that of the line it takes.</summary>
    public int Tag { get; }

    /// <summary>As written; suites are compared so.</summary>
    public string Suite { get; }

    /// <summary>At least one; with several, each has an MKI (§6.1).</summary>
    public IReadOnlyList<CryptoKey> Keys { get; }

    /// <summary>
    /// False with a session parameter that must be honoured and is not (§6.3): keys derived anew, packets in clear or
    /// without authentication, FEC. WSH is only a wish, and what begins with a hyphen may be ignored.
    /// </summary>
    public bool IsUnderstood { get; }

    /// <summary>Reads the value of the attribute; never throws.</summary>
    public static bool TryParse(ReadOnlySpan<char> value, [NotNullWhen(true)] out CryptoLine? crypto)
    {
        crypto = null;
        Span<Range> words = stackalloc Range[3 + MaxParameters + 1];
        var count = value.SplitAny(words, SipGrammar.Blanks, StringSplitOptions.RemoveEmptyEntries);
        if (count is < 3 or > 3 + MaxParameters
            || !SipGrammar.TryParseNumber(value[words[0]], MaxTag, out var tag)
            || !SipGrammar.IsToken(value[words[1]])
            || !TryParseKeys(value[words[2]], out var keys))
        {
            return false;
        }

        var isUnderstood = true;
        foreach (var word in words[3..count])
        {
            var parameter = value[word];
            isUnderstood &= parameter[0] == '-' || parameter.StartsWith("WSH=", StringComparison.Ordinal);
        }

        crypto = new CryptoLine(tag, value[words[1]].ToString(), keys, isUnderstood);
        return true;
    }

    /// <summary>The value of an attribute with one key of ours: no lifetime, no MKI, no parameters.</summary>
    public static string Write(int tag, string suite, ReadOnlySpan<byte> keyAndSalt) =>
        string.Create(CultureInfo.InvariantCulture, $"{tag} {suite} inline:{Convert.ToBase64String(keyAndSalt)}");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Tag} {Suite}");

    private static bool TryParseKeys(ReadOnlySpan<char> text, out CryptoKey[] keys)
    {
        keys = [];
        Span<Range> parts = stackalloc Range[MaxKeys + 1];
        var count = text.Split(parts, ';');
        if (count > MaxKeys)
        {
            return false;
        }

        var read = new CryptoKey[count];
        for (var i = 0; i < count; i++)
        {
            if (!CryptoKey.TryParse(text[parts[i]], out var key)
                || (count > 1 && key!.Mki.Length == 0)
                || key!.Mki.Length != (i == 0 ? key : read[0]).Mki.Length)
            {
                return false;
            }

            read[i] = key;
        }

        keys = read;
        return true;
    }
}
