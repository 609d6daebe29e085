using System.Runtime.InteropServices;

namespace MediaRecorder.Rtp.Srtp;

/// <summary>
/// libsrtp 2 (Debian libsrtp2-1): ciphers are not ours to write. The layouts are those of its srtp.h 2.1 to 2.5 on
/// 64-bit systems, where <c>unsigned long</c> has the size of a pointer.
/// </summary>
/// <remarks>
/// Addresses are passed as <c>nint</c> of pinned arrays. <c>SuppressGCTransition</c> is not used: a packet of video
/// takes microseconds, and the collector must not wait for it.
/// </remarks>
internal static partial class LibSrtp
{
    public const int AnyInbound = 2;
    public const int AnyOutbound = 3;
    public const int SpecificSsrc = 1;

    private const string Library = "libsrtp2.so.1";
    private const int AesIcm128 = 1;
    private const int AesIcm256 = 5;
    private const int AesGcm128 = 6;
    private const int AesGcm256 = 7;
    private const int NullAuth = 0;
    private const int HmacSha1 = 3;
    private const int HmacSha1KeyBytes = 20;
    private const int ConfidentialityAndAuthentication = 3;

    /// <summary>False when the library is missing or does not start. Once for the process, by the type's initializer.</summary>
    public static readonly bool IsAvailable = TryStart();

    /// <summary>srtp_err_status_t: those that tell us something.</summary>
    internal enum Status
    {
        Ok = 0,
        BadParameter = 2,
        AuthenticationFailed = 7,
        Replayed = 9,
        ReplayOld = 10,
        KeyExpired = 15,
        ParseError = 21,
        BadMki = 25,
        IndexOld = 26,
    }

    public static CryptoPolicy PolicyOf(SrtpSuite suite, int tagBytes) => new()
    {
        CipherType = (suite.IsAead, suite.KeyBytes) switch
        {
            (true, 16) => AesGcm128,
            (true, _) => AesGcm256,
            (false, 16) => AesIcm128,
            (false, _) => AesIcm256,
        },
        CipherKeyBytes = suite.KeyAndSaltBytes,
        AuthType = suite.IsAead ? NullAuth : HmacSha1,
        AuthKeyBytes = suite.IsAead ? 0 : HmacSha1KeyBytes,
        AuthTagBytes = tagBytes,
        Services = ConfidentialityAndAuthentication,
    };

    public static SrtpResult ResultOf(Status status) => status switch
    {
        Status.Ok => SrtpResult.Done,
        Status.AuthenticationFailed => SrtpResult.AuthenticationFailed,
        Status.Replayed => SrtpResult.Replayed,
        Status.ReplayOld or Status.IndexOld => SrtpResult.TooOld,
        Status.KeyExpired => SrtpResult.KeyExpired,
        Status.BadParameter or Status.ParseError => SrtpResult.Malformed,
        Status.BadMki => SrtpResult.UnknownKey,
        _ => SrtpResult.Failed,
    };

    private static bool TryStart() =>
        nint.Size == 8
        && NativeLibrary.TryLoad(Library, typeof(LibSrtp).Assembly, null, out var library)
        && NativeLibrary.TryGetExport(library, "srtp_unprotect_rtcp_mki", out _)
        && NativeLibrary.TryGetExport(library, "srtp_set_stream_roc", out _)
        && Init() == Status.Ok;

    [LibraryImport(Library, EntryPoint = "srtp_init")]
    private static partial Status Init();

    [LibraryImport(Library, EntryPoint = "srtp_create")]
    internal static partial Status Create(out nint context, in StreamPolicy policy);

    [LibraryImport(Library, EntryPoint = "srtp_dealloc")]
    internal static partial Status Free(nint context);

    [LibraryImport(Library, EntryPoint = "srtp_update")]
    internal static partial Status Update(nint context, in StreamPolicy policy);

    [LibraryImport(Library, EntryPoint = "srtp_add_stream")]
    internal static partial Status AddStream(nint context, in StreamPolicy policy);

    [LibraryImport(Library, EntryPoint = "srtp_remove_stream")]
    internal static partial Status RemoveStream(nint context, uint networkOrderSsrc);

    [LibraryImport(Library, EntryPoint = "srtp_set_stream_roc")]
    internal static partial Status SetRollover(nint context, uint ssrc, uint rollover);

    [LibraryImport(Library, EntryPoint = "srtp_protect")]
    internal static partial Status Protect(nint context, ref byte packet, ref int lengthBytes);

    [LibraryImport(Library, EntryPoint = "srtp_protect_rtcp")]
    internal static partial Status ProtectRtcp(nint context, ref byte packet, ref int lengthBytes);

    [LibraryImport(Library, EntryPoint = "srtp_unprotect_mki")]
    internal static partial Status Unprotect(nint context, ref byte packet, ref int lengthBytes, uint useMki);

    [LibraryImport(Library, EntryPoint = "srtp_unprotect_rtcp_mki")]
    internal static partial Status UnprotectRtcp(nint context, ref byte packet, ref int lengthBytes, uint useMki);

    /// <summary>srtp_crypto_policy_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct CryptoPolicy
    {
        public int CipherType;
        public int CipherKeyBytes;
        public int AuthType;
        public int AuthKeyBytes;
        public int AuthTagBytes;
        public int Services;
    }

    /// <summary>srtp_master_key_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct MasterKey
    {
        public nint KeyAndSalt;
        public nint Mki;
        public uint MkiBytes;
    }

    /// <summary>srtp_policy_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct StreamPolicy
    {
        public int SsrcType;
        public uint Ssrc;
        public CryptoPolicy Rtp;
        public CryptoPolicy Rtcp;
        public nint Key;
        public nint Keys;
        public nuint KeyCount;
        public nint Deprecated;
        public nuint WindowPackets;
        public int AllowRepeats;
        public nint EncryptedExtensions;
        public int EncryptedExtensionCount;
        public nint Next;
    }
}
