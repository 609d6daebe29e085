using System.Diagnostics.CodeAnalysis;

namespace MediaRecorder.Rtp.Srtp;

/// <summary>A crypto suite by its name in the IANA registry of SDP security descriptions (RFC 4568 §10.3.2).</summary>
public sealed class SrtpSuite
{
    /// <summary>RFC 7714 §14.2.</summary>
    public static readonly SrtpSuite AeadAes256Gcm = new("AEAD_AES_256_GCM", 32, 12, 16, 16);

    /// <summary>RFC 7714 §14.2.</summary>
    public static readonly SrtpSuite AeadAes128Gcm = new("AEAD_AES_128_GCM", 16, 12, 16, 16);

    /// <summary>RFC 6188 §4.</summary>
    public static readonly SrtpSuite Aes256CmHmacSha1Tag80 = new("AES_256_CM_HMAC_SHA1_80", 32, 14, 10, 10);

    /// <summary>RFC 4568 §6.2.1.</summary>
    public static readonly SrtpSuite Aes128CmHmacSha1Tag80 = new("AES_CM_128_HMAC_SHA1_80", 16, 14, 10, 10);

    /// <summary>RFC 6188 §4; RFC 4568 §6.2.2: the short tag is for RTP alone.</summary>
    public static readonly SrtpSuite Aes256CmHmacSha1Tag32 = new("AES_256_CM_HMAC_SHA1_32", 32, 14, 4, 10);

    /// <summary>RFC 4568 §6.2.2.</summary>
    public static readonly SrtpSuite Aes128CmHmacSha1Tag32 = new("AES_CM_128_HMAC_SHA1_32", 16, 14, 4, 10);

    // The 32-bit tags come last: one forged packet in 2^32 passes them.
    private static readonly SrtpSuite[] Known =
    [
        AeadAes256Gcm, AeadAes128Gcm, Aes256CmHmacSha1Tag80, Aes128CmHmacSha1Tag80, Aes256CmHmacSha1Tag32,
        Aes128CmHmacSha1Tag32,
    ];

    private SrtpSuite(string name, int keyBytes, int saltBytes, int rtpTagBytes, int rtcpTagBytes)
    {
        Name = name;
        KeyBytes = keyBytes;
        SaltBytes = saltBytes;
        RtpTagBytes = rtpTagBytes;
        RtcpTagBytes = rtcpTagBytes;
    }

    /// <summary>All that we know, the strongest first.</summary>
    public static IReadOnlyList<SrtpSuite> All => Known;

    public string Name { get; }

    /// <summary>Of the master key.</summary>
    public int KeyBytes { get; }

    /// <summary>Of the master salt, which follows the key in SDP.</summary>
    public int SaltBytes { get; }

    public int KeyAndSaltBytes => KeyBytes + SaltBytes;

    public int RtpTagBytes { get; }

    public int RtcpTagBytes { get; }

    internal bool IsAead => SaltBytes == 12;

    /// <summary>Finds a suite by its name, which is compared as written (RFC 4568 §9.2).</summary>
    public static bool TryFind(ReadOnlySpan<char> name, [NotNullWhen(true)] out SrtpSuite? suite)
    {
        foreach (var known in Known)
        {
            if (name.SequenceEqual(known.Name))
            {
                suite = known;
                return true;
            }
        }

        suite = null;
        return false;
    }

    public override string ToString() => Name;
}
