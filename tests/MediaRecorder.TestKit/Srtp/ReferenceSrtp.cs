using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MediaRecorder.TestKit.Srtp;

/// <summary>
/// SRTP written down from the RFCs on the ciphers of .NET, slowly and with the index told by the caller: the other end for
/// tests, which shares no code with libsrtp. One master key, any SSRC. Its own tests hold it against published vectors.
/// </summary>
public sealed class ReferenceSrtp
{
    private const int SaltBytesOfCm = 14;

    private readonly int _rtpTagBytes;
    private readonly bool _isAead;
    private readonly SessionKeys _rtp;
    private readonly SessionKeys _rtcp;

    /// <param name="suite">By its name in SDP.</param>
    public ReferenceSrtp(string suite, ReadOnlySpan<byte> keyAndSalt)
    {
        var keyBytes = suite.Contains("256", StringComparison.Ordinal) ? 32 : 16;
        _isAead = suite.StartsWith("AEAD", StringComparison.Ordinal);
        _rtpTagBytes = _isAead ? 16 : suite.EndsWith("_32", StringComparison.Ordinal) ? 4 : 10;
        var key = keyAndSalt[..keyBytes].ToArray();
        var salt = keyAndSalt[keyBytes..].ToArray();
        _rtp = new SessionKeys(key, salt, firstLabel: 0);
        _rtcp = new SessionKeys(key, salt, firstLabel: 3);
    }

    /// <summary>RFC 3711 §4.3.1 with a key derivation rate of 0.</summary>
    public static byte[] DeriveKey(byte[] masterKey, byte[] masterSalt, byte label, int bytes)
    {
        // RFC 7714 §11: a salt of 96 bits is filled up with zeros on its right.
        var iv = new byte[16];
        masterSalt.CopyTo(iv, 0);
        iv[7] ^= label;
        return CounterMode(masterKey, iv, new byte[bytes]);
    }

    /// <summary>RFC 3711 §4.1.1.</summary>
    public static byte[] CounterMode(byte[] key, byte[] iv, byte[] text)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        var counter = (byte[])iv.Clone();
        var result = new byte[text.Length];
        for (var at = 0; at < text.Length; at += 16)
        {
            var stream = aes.EncryptEcb(counter, PaddingMode.None);
            for (var i = at; i < Math.Min(at + 16, text.Length); i++)
            {
                result[i] = (byte)(text[i] ^ stream[i - at]);
            }

            BinaryPrimitives.WriteUInt16BigEndian(
                counter.AsSpan(14), (ushort)(BinaryPrimitives.ReadUInt16BigEndian(counter.AsSpan(14)) + 1));
        }

        return result;
    }

    /// <param name="mki">Stands ahead of the tag (RFC 3711 §3.1); not for the suites of RFC 7714.</param>
    public byte[] Protect(ReadOnlySpan<byte> packet, uint rollover, params byte[] mki)
    {
        var header = HeaderBytes(packet);
        var iv = RtpIv(packet, rollover);
        if (_isAead)
        {
            return [.. packet[..header], .. Seal(_rtp, iv, packet[header..].ToArray(), packet[..header].ToArray())];
        }

        byte[] secret = [.. packet[..header], .. CounterMode(_rtp.Key, iv, packet[header..].ToArray())];
        return [.. secret, .. mki, .. RtpTag(secret, rollover)];
    }

    /// <returns>Null when the packet is not authentic.</returns>
    public byte[]? Unprotect(ReadOnlySpan<byte> packet, uint rollover)
    {
        var header = HeaderBytes(packet);
        var iv = RtpIv(packet, rollover);
        if (_isAead)
        {
            var text = Open(_rtp, iv, packet[header..].ToArray(), packet[..header].ToArray());
            return text is null ? null : [.. packet[..header], .. text];
        }

        var secret = packet[..^_rtpTagBytes].ToArray();
        return packet[^_rtpTagBytes..].SequenceEqual(RtpTag(secret, rollover))
            ? [.. secret[..header], .. CounterMode(_rtp.Key, iv, secret[header..])]
            : null;
    }

    public byte[] ProtectRtcp(ReadOnlySpan<byte> packet, uint index)
    {
        var iv = RtcpIv(packet, index);
        var trailer = Bytes(0x8000_0000 | index);
        if (_isAead)
        {
            return [.. packet[..8], .. Seal(_rtcp, iv, packet[8..].ToArray(), [.. packet[..8], .. trailer]), .. trailer];
        }

        byte[] secret = [.. packet[..8], .. CounterMode(_rtcp.Key, iv, packet[8..].ToArray()), .. trailer];
        return [.. secret, .. Hash(_rtcp, secret)[..10]];
    }

    /// <returns>Null when the packet is not authentic.</returns>
    public byte[]? UnprotectRtcp(ReadOnlySpan<byte> packet)
    {
        var tagBytes = _isAead ? 0 : 10;
        var secret = packet[..^tagBytes];
        var trailer = secret[^4..].ToArray();
        var iv = RtcpIv(packet, BinaryPrimitives.ReadUInt32BigEndian(trailer) & 0x7FFF_FFFF);
        var text = secret[8..^4].ToArray();
        if (_isAead)
        {
            var opened = Open(_rtcp, iv, text, [.. packet[..8], .. trailer]);
            return opened is null ? null : [.. packet[..8], .. opened];
        }

        return packet[^tagBytes..].SequenceEqual(Hash(_rtcp, secret.ToArray()).AsSpan(0, tagBytes))
            ? [.. packet[..8], .. CounterMode(_rtcp.Key, iv, text)]
            : null;
    }

    private static byte[] Seal(SessionKeys keys, byte[] iv, byte[] text, byte[] associated)
    {
        using var gcm = new AesGcm(keys.Key, 16);
        var secret = new byte[text.Length];
        var tag = new byte[16];
        gcm.Encrypt(iv, text, secret, tag, associated);
        return [.. secret, .. tag];
    }

    private static byte[]? Open(SessionKeys keys, byte[] iv, byte[] secret, byte[] associated)
    {
        using var gcm = new AesGcm(keys.Key, 16);
        var text = new byte[secret.Length - 16];
        try
        {
            gcm.Decrypt(iv, secret.AsSpan(0, text.Length), secret.AsSpan(text.Length), text, associated);
            return text;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    // RFC 3711 §4.2 knows no other hash than SHA-1.
#pragma warning disable CA5350
    private static byte[] Hash(SessionKeys keys, byte[] text) => HMACSHA1.HashData(keys.AuthenticationKey, text);
#pragma warning restore CA5350

    private byte[] RtpTag(byte[] secret, uint rollover) =>
        Hash(_rtp, [.. secret, .. Bytes(rollover)])[.._rtpTagBytes];

    // RFC 3711 §4.1.1 and RFC 7714 §8.1: salt, SSRC, rollover counter and sequence number.
    private byte[] RtpIv(ReadOnlySpan<byte> packet, uint rollover) => _isAead
        ? Xor(_rtp.Salt, [0, 0, .. packet[8..12], .. Bytes(rollover), .. packet[2..4]])
        : Xor(_rtp.Salt, [0, 0, 0, 0, .. packet[8..12], .. Bytes(rollover), .. packet[2..4], 0, 0]);

    // RFC 3711 §4.1.1 and RFC 7714 §9.1: the index of 31 bits takes the place of both.
    private byte[] RtcpIv(ReadOnlySpan<byte> packet, uint index) => _isAead
        ? Xor(_rtcp.Salt, [0, 0, .. packet[4..8], 0, 0, .. Bytes(index)])
        : Xor(_rtcp.Salt, [0, 0, 0, 0, .. packet[4..8], 0, 0, .. Bytes(index), 0, 0]);

    private static byte[] Xor(byte[] salt, byte[] numbers)
    {
        for (var i = 0; i < salt.Length; i++)
        {
            numbers[i] ^= salt[i];
        }

        return numbers;
    }

    private static byte[] Bytes(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static int HeaderBytes(ReadOnlySpan<byte> packet)
    {
        var header = 12 + (packet[0] & 0x0F) * 4;
        return (packet[0] & 0x10) == 0
            ? header
            : header + 4 + BinaryPrimitives.ReadUInt16BigEndian(packet[(header + 2)..]) * 4;
    }

    private sealed class SessionKeys(byte[] masterKey, byte[] masterSalt, byte firstLabel)
    {
        public byte[] Key { get; } = DeriveKey(masterKey, masterSalt, firstLabel, masterKey.Length);

        public byte[] AuthenticationKey { get; } = DeriveKey(masterKey, masterSalt, (byte)(firstLabel + 1), 20);

        public byte[] Salt { get; } = DeriveKey(
            masterKey, masterSalt, (byte)(firstLabel + 2), masterSalt.Length == SaltBytesOfCm ? SaltBytesOfCm : 12);
    }
}
