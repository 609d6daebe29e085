using MediaRecorder.Net;
using MediaRecorder.Sip.Authentication;

namespace MediaRecorder.Calls.Authentication;

/// <summary>The digest hashes of this machine: SHA-512-256 only where libcrypto.so.3 is (Debian libssl3).</summary>
public static class SystemHashes
{
    public static DigestHashes Digests { get; } = new(LibCrypto.HasSha512Of256 ? LibCrypto.Sha512Of256 : null);
}
