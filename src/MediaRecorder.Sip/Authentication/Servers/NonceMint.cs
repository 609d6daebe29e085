using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace MediaRecorder.Sip.Authentication.Servers;

/// <summary>
/// Makes and recognises nonces without keeping them: the time, a serial number, and a code over both, the realm and
/// the client's address (RFC 7616 §3.3 names this form).
/// </summary>
internal sealed class NonceMint
{
    internal const int MinSecretBytes = 32;

    private const int StampBytes = 16; // time and serial number
    private const int CodeBytes = 16; // of HMAC-SHA-256; 128 bits cannot be guessed
    private const int NonceBytes = StampBytes + CodeBytes;

    private readonly byte[] _secret;
    private readonly byte[] _realm;
    private ulong _serial;

    internal NonceMint(ReadOnlySpan<byte> secret, string realm)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(secret.Length, MinSecretBytes);
        _secret = secret.ToArray();
        _realm = Encoding.UTF8.GetBytes(realm);
    }

    internal string Issue(IPAddress source, long nowNs)
    {
        Span<byte> nonce = stackalloc byte[NonceBytes];
        BinaryPrimitives.WriteInt64BigEndian(nonce, nowNs);
        BinaryPrimitives.WriteUInt64BigEndian(nonce[sizeof(long)..], ++_serial);
        Code(nonce[..StampBytes], source, nonce[StampBytes..]);
        return Convert.ToHexStringLower(nonce);
    }

    /// <summary>False when the nonce is none of ours, or was made for another address.</summary>
    internal bool TryRead(string nonce, IPAddress source, out NonceStamp stamp)
    {
        stamp = default;
        Span<byte> bytes = stackalloc byte[NonceBytes];
        if (nonce.Length != NonceBytes * 2
            || Convert.FromHexString(nonce, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        Span<byte> code = stackalloc byte[CodeBytes];
        Code(bytes[..StampBytes], source, code);
        stamp = new NonceStamp(
            BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[sizeof(long)..]));
        return CryptographicOperations.FixedTimeEquals(code, bytes[StampBytes..]);
    }

    private void Code(ReadOnlySpan<byte> stamp, IPAddress source, Span<byte> code)
    {
        var address = (source.IsIPv4MappedToIPv6 ? source.MapToIPv4() : source).GetAddressBytes();
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_secret, [.. stamp, .. address, .. _realm], whole);
        whole[..CodeBytes].CopyTo(code);
    }
}
