using System.Security.Cryptography;
using System.Text;

namespace MediaRecorder.Sip.Authentication;

/// <summary>Writes the 32 bytes of a SHA-512/256 hash.</summary>
public delegate void Sha512Of256Function(ReadOnlySpan<byte> text, Span<byte> hash);

/// <summary>
/// The hash functions of the platform. SHA-512/256 has no class in .NET: whoever has a binding gives it, and without
/// one its algorithms are not <see cref="Supports">supported</see>.
/// </summary>
public sealed class DigestHashes(Sha512Of256Function? sha512Of256)
{
    private const int LongestHash = 32;

    public bool Supports(DigestAlgorithm algorithm) =>
        DigestAlgorithms.Plain(algorithm) != DigestAlgorithm.Sha512Of256 || sha512Of256 is not null;

    /// <summary>The hash in lower-case hexadecimal (RFC 7616 §3.1).</summary>
    internal string Hex(DigestAlgorithm algorithm, ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[LongestHash];
        switch (DigestAlgorithms.Plain(algorithm))
        {
            case DigestAlgorithm.Md5:
#pragma warning disable CA5351 // RFC 3261 §22.4 knows nothing else, nor do most carriers.
                hash = hash[..MD5.HashData(text, hash)];
#pragma warning restore CA5351
                break;
            case DigestAlgorithm.Sha256:
                SHA256.HashData(text, hash);
                break;
            default:
                (sha512Of256 ?? throw new NotSupportedException("no SHA-512/256"))(text, hash);
                break;
        }

        return Convert.ToHexStringLower(hash);
    }

    internal string Hex(DigestAlgorithm algorithm, string text) => Hex(algorithm, Encoding.UTF8.GetBytes(text));
}
