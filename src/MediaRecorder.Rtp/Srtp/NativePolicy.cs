using System.Runtime.InteropServices;

namespace MediaRecorder.Rtp.Srtp;

/// <summary>
/// Master keys as libsrtp wants to be told of them. The arrays are pinned for good; libsrtp derives its own keys from them
/// during the call and keeps no address. Owns the keys.
/// </summary>
internal sealed class NativePolicy : IDisposable
{
    private readonly SrtpKey[] _keys;
    private readonly LibSrtp.MasterKey[] _masterKeys;
    private readonly nint[] _masterKeyAddresses;

    public NativePolicy(ReadOnlySpan<SrtpKey> keys)
    {
        _keys = keys.ToArray();
        _masterKeys = GC.AllocateArray<LibSrtp.MasterKey>(keys.Length, pinned: true);
        _masterKeyAddresses = GC.AllocateArray<nint>(keys.Length, pinned: true);
        for (var i = 0; i < keys.Length; i++)
        {
            _masterKeys[i] = new LibSrtp.MasterKey
            {
                KeyAndSalt = Address(keys[i].KeyAndSalt),
                Mki = keys[i].MkiBytes == 0 ? 0 : Address(keys[i].Mki),
                MkiBytes = (uint)keys[i].MkiBytes,
            };
            _masterKeyAddresses[i] = Marshal.UnsafeAddrOfPinnedArrayElement(_masterKeys, i);
        }
    }

    /// <summary>Each packet names its key.</summary>
    public bool HasMki => _keys[0].MkiBytes > 0;

    /// <summary>Keys that may stand together: one suite, and with several of them an identifier of one length each.</summary>
    public static bool IsUsable(ReadOnlySpan<SrtpKey> keys)
    {
        foreach (var key in keys)
        {
            if (key.Suite != keys[0].Suite
                || key.MkiBytes != keys[0].MkiBytes
                || (keys.Length > 1 && key.MkiBytes == 0))
            {
                return false;
            }
        }

        return !keys.IsEmpty && LibSrtp.IsAvailable;
    }

    /// <summary>For one key that packets do not name. The key must live until libsrtp has been told.</summary>
    /// <param name="ssrcType">One of the constants of <see cref="LibSrtp"/>.</param>
    public static LibSrtp.StreamPolicy Of(SrtpKey key, int ssrcType, uint ssrc, int windowPackets) => new()
    {
        SsrcType = ssrcType,
        Ssrc = ssrc,
        Rtp = LibSrtp.PolicyOf(key.Suite, key.Suite.RtpTagBytes),
        Rtcp = LibSrtp.PolicyOf(key.Suite, key.Suite.RtcpTagBytes),
        Key = Address(key.KeyAndSalt),
        WindowPackets = (nuint)windowPackets,
    };

    /// <summary>For all the keys; see <see cref="Of"/>.</summary>
    public LibSrtp.StreamPolicy For(int ssrcType, uint ssrc, int windowPackets)
    {
        var policy = Of(_keys[0], ssrcType, ssrc, windowPackets);
        if (HasMki)
        {
            policy.Key = 0;
            policy.Keys = Marshal.UnsafeAddrOfPinnedArrayElement(_masterKeyAddresses, 0);
            policy.KeyCount = (nuint)_keys.Length;
        }

        return policy;
    }

    public void Dispose()
    {
        foreach (var key in _keys)
        {
            key.Dispose();
        }
    }

    private static nint Address(byte[] pinned) => Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);
}
