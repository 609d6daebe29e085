using System.Runtime.InteropServices;

namespace MediaRecorder.Net;

/// <summary>
/// SHA-512/256 of the system's OpenSSL 3 (Debian libssl3): .NET has no class for it, and hashes are not ours to write.
/// </summary>
public static unsafe partial class LibCrypto
{
    public const int Sha512Of256Bytes = 32;

    private const string Library = "libcrypto.so.3";

    // EVP_MD*, fetched once and never freed: it lives as long as the process.
    private static readonly nint Sha512Of256Type = Fetch("SHA512-256\0"u8);

    /// <summary>False when the library is missing or does not know the hash.</summary>
    public static bool HasSha512Of256 => Sha512Of256Type != 0;

    /// <summary>Any thread may call it: the algorithm object is immutable (EVP_MD_fetch(3)).</summary>
    /// <param name="hash">Receives <see cref="Sha512Of256Bytes"/> bytes.</param>
    /// <exception cref="InvalidOperationException">Without <see cref="HasSha512Of256"/>.</exception>
    public static void Sha512Of256(ReadOnlySpan<byte> text, Span<byte> hash)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hash.Length, Sha512Of256Bytes);
        fixed (byte* from = text, to = hash)
        {
            uint written;
            if (!HasSha512Of256 || EvpDigest(from, (nuint)text.Length, to, &written, Sha512Of256Type, 0) != 1)
            {
                throw new InvalidOperationException("libcrypto has no SHA-512/256.");
            }
        }
    }

    private static nint Fetch(ReadOnlySpan<byte> name)
    {
        // The exports are looked for first, because the imports below would throw.
        if (!NativeLibrary.TryLoad(Library, typeof(LibCrypto).Assembly, null, out var library)
            || !NativeLibrary.TryGetExport(library, "EVP_MD_fetch", out _))
        {
            return 0;
        }

        fixed (byte* text = name)
        {
            return EvpMdFetch(0, text, null);
        }
    }

    [LibraryImport(Library, EntryPoint = "EVP_MD_fetch")]
    private static partial nint EvpMdFetch(nint context, byte* algorithm, byte* properties);

    [LibraryImport(Library, EntryPoint = "EVP_Digest")]
    private static partial int EvpDigest(
        byte* text, nuint textBytes, byte* hash, uint* hashBytes, nint type, nint engine);
}
