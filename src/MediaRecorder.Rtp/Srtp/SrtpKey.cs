using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace MediaRecorder.Rtp.Srtp;

/// <summary>
/// A master key with its salt, and its identifier where packets carry one. Its bytes never move and are zeroed by
/// <see cref="Dispose"/>; nothing prints them. Owner: whoever made it, until it is given away.
/// </summary>
public sealed class SrtpKey : IDisposable
{
    /// <summary>RFC 4568 §6.1.</summary>
    public const int MaxMkiBytes = 128;

    // On the pinned heap, so that the collector leaves no copies behind and libsrtp may hold the address for a call.
    private readonly byte[] _keyAndSalt;
    private readonly byte[] _mki;

    private SrtpKey(SrtpSuite suite, ReadOnlySpan<byte> keyAndSalt, ReadOnlySpan<byte> mki)
    {
        Suite = suite;
        _keyAndSalt = GC.AllocateUninitializedArray<byte>(keyAndSalt.Length, pinned: true);
        _mki = GC.AllocateUninitializedArray<byte>(mki.Length, pinned: true);
        keyAndSalt.CopyTo(_keyAndSalt);
        mki.CopyTo(_mki);
    }

    public SrtpSuite Suite { get; }

    /// <summary>Length of the identifier that each packet carries; 0 for none.</summary>
    public int MkiBytes => _mki.Length;

    internal byte[] KeyAndSalt => _keyAndSalt;

    internal byte[] Mki => _mki;

    /// <summary>False for a key of another length than the suite's, or too long an identifier.</summary>
    /// <param name="keyAndSalt">Copied; the caller clears its own.</param>
    public static bool TryCreate(
        SrtpSuite suite,
        ReadOnlySpan<byte> keyAndSalt,
        ReadOnlySpan<byte> mki,
        [NotNullWhen(true)] out SrtpKey? key)
    {
        ArgumentNullException.ThrowIfNull(suite);
        key = keyAndSalt.Length == suite.KeyAndSaltBytes && mki.Length <= MaxMkiBytes
            ? new SrtpKey(suite, keyAndSalt, mki)
            : null;
        return key is not null;
    }

    /// <summary>Same suite, key, salt and identifier, found without telling by its time where they differ.</summary>
    public bool Matches(SrtpKey other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Suite == other.Suite
            && CryptographicOperations.FixedTimeEquals(_keyAndSalt, other._keyAndSalt)
            && CryptographicOperations.FixedTimeEquals(_mki, other._mki);
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_keyAndSalt);

    /// <summary>The suite, and nothing of the key.</summary>
    public override string ToString() => $"key of {Suite.Name}";
}
