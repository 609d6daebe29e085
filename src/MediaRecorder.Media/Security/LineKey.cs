using System.Diagnostics.CodeAnalysis;
using MediaRecorder.Rtp.Srtp;

namespace MediaRecorder.Media.Security;

/// <summary>One master key of one side of a line. It shows itself to nobody.</summary>
public sealed class LineKey
{
    private LineKey(SrtpKey key) => Key = key;

    internal SrtpKey Key { get; }

    /// <summary>False for an unknown suite, or a key that is not of its length.</summary>
    /// <param name="keyAndSalt">Copied.</param>
    /// <param name="mki">The identifier that each packet carries; empty for none.</param>
    public static bool TryCreate(
        string suite, ReadOnlySpan<byte> keyAndSalt, ReadOnlySpan<byte> mki, [NotNullWhen(true)] out LineKey? key)
    {
        key = SrtpSuite.TryFind(suite, out var found) && SrtpKey.TryCreate(found, keyAndSalt, mki, out var made)
            ? new LineKey(made)
            : null;
        return key is not null;
    }

    /// <summary>The same suite, key and identifier.</summary>
    public bool Matches(LineKey other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Key.Matches(other.Key);
    }

    public override string ToString() => Key.ToString();
}
