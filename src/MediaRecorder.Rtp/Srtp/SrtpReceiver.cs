using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Rtp.Srtp;

/// <summary>
/// Opens the SRTP and SRTCP of one side: all its sources, each with its rollover counter and replay window. No call
/// allocates but for the first packet of a source. Owner: one thread at a time.
/// </summary>
/// <remarks>
/// A source's rollover counter is not said anywhere in SDP. It begins at 0, but two peers are met that are elsewhere: one
/// that begins shortly before the wrap and whose first packets we did not hear, and one that has a new key and goes on
/// counting, as RFC 3711 §3.3.1 wants (most begin anew). Until a source's first good packet the other value is tried too.
/// </remarks>
public sealed class SrtpReceiver : IDisposable
{
    /// <summary>
    /// Reordering that is put up with: 10 s of 20 ms audio, a second of video at 5 Mbit/s. RFC 3711 §3.3.2 asks for 64.
    /// </summary>
    public const int WindowPackets = 512;

    // What a side may cost us with packets of a wrong key: a guess derives keys, 256 of them are 5 s of audio.
    private const int Guesses = 256;

    // A source that is first heard this soon after a wrap may have begun before it: 5 s of 20 ms packets.
    private const int SoonAfterWrap = 256;

    private const int SsrcAt = 8;
    private const int RtcpSsrcAt = 4;
    private const int SmallestRtcpBytes = 8;
    private const int MaxCopyBytes = 4096;

    private readonly NativePolicy _policy;
    private readonly SrtpSources _sources = new();
    private readonly uint _useMki;

    // What the contexts before knew of their sources, for as long as none came by this one.
    private readonly SrtpSources? _inherited;
    private nint _context;
    private int _guessesLeft = Guesses;

    // The context of the keys before these, while packets of both may come; null once one of ours was good.
    private SrtpReceiver? _before;

    private SrtpReceiver(NativePolicy policy, nint context, SrtpReceiver? before)
    {
        _policy = policy;
        _context = context;
        _useMki = policy.HasMki ? 1u : 0u;
        _before = before;
        _inherited = before is { _sources.Count: 0 } ? before._inherited : before?._sources;
    }

    /// <summary>
    /// The limits of a key list from SDP: RFC 4568 sets none, two are what a change of keys in mid-stream takes.
    /// </summary>
    public static int MaxKeys => 4;

    /// <param name="keys">Of one suite; with several, each has an identifier. Owned by the receiver from here on.</param>
    /// <param name="before">
    /// That of the keys so far; its packets are good until the first of the new keys. Owned by the receiver from here on.
    /// </param>
    public static bool TryCreate(
        ReadOnlySpan<SrtpKey> keys, SrtpReceiver? before, [NotNullWhen(true)] out SrtpReceiver? receiver)
    {
        receiver = null;
        if (keys.Length > MaxKeys || !NativePolicy.IsUsable(keys))
        {
            return false;
        }

        var policy = new NativePolicy(keys);
        if (LibSrtp.Create(out var context, policy.For(LibSrtp.AnyInbound, 0, WindowPackets)) != LibSrtp.Status.Ok)
        {
            policy.Dispose();
            return false;
        }

        // Of the keys before those before nothing is expected any more.
        before?.Forget();
        receiver = new SrtpReceiver(policy, context, before);
        return true;
    }

    /// <summary>Checks and decrypts an RTP packet in place.</summary>
    /// <param name="lengthBytes">Of the packet; shorter afterwards.</param>
    public SrtpResult Unprotect(Span<byte> packet, ref int lengthBytes)
    {
        if (_context == 0 || lengthBytes > packet.Length)
        {
            return SrtpResult.Failed;
        }

        if (lengthBytes < RtpHeader.FixedBytes)
        {
            return SrtpResult.Malformed;
        }

        var ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet[SsrcAt..]);
        var sequenceNumber = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        var source = _sources.IndexOf(ssrc);
        if (source < 0 || _sources[source].HighestIndex < 0)
        {
            return UnprotectFirst(packet, ref lengthBytes, source, ssrc, sequenceNumber);
        }

        var result = LibSrtp.ResultOf(LibSrtp.Unprotect(_context, ref packet[0], ref lengthBytes, _useMki));
        if (result == SrtpResult.Done)
        {
            _sources[source].Take(sequenceNumber);
        }

        return result;
    }

    /// <summary>Checks and decrypts an RTCP packet in place.</summary>
    public SrtpResult UnprotectRtcp(Span<byte> packet, ref int lengthBytes)
    {
        if (_context == 0 || lengthBytes > packet.Length)
        {
            return SrtpResult.Failed;
        }

        if (lengthBytes < SmallestRtcpBytes)
        {
            return SrtpResult.Malformed;
        }

        var ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet[RtcpSsrcAt..]);
        var isNew = _sources.IndexOf(ssrc) < 0;
        if (isNew && _sources.IsFull)
        {
            return SrtpResult.TooManySources;
        }

        // A packet that fails may have been overwritten.
        Span<byte> copy = stackalloc byte[_before is null || lengthBytes > MaxCopyBytes ? 0 : lengthBytes];
        packet[..copy.Length].CopyTo(copy);
        var result = LibSrtp.ResultOf(LibSrtp.UnprotectRtcp(_context, ref packet[0], ref lengthBytes, _useMki));
        if (result == SrtpResult.Done && isNew)
        {
            _sources.Add(ssrc);
        }
        else if (result != SrtpResult.Done && !copy.IsEmpty)
        {
            copy.CopyTo(packet);
            lengthBytes = copy.Length;
            result = _before!.UnprotectRtcp(packet, ref lengthBytes);
        }

        return result;
    }

    public void Dispose()
    {
        Forget();
        _policy.Dispose();
        if (_context != 0)
        {
            LibSrtp.Free(_context);
            _context = 0;
        }
    }

    private SrtpResult UnprotectFirst(
        Span<byte> packet, ref int lengthBytes, int source, uint ssrc, ushort sequenceNumber)
    {
        if (source < 0 && _sources.IsFull)
        {
            return SrtpResult.TooManySources;
        }

        if (lengthBytes > MaxCopyBytes)
        {
            return SrtpResult.Malformed;
        }

        // A packet that fails may have been overwritten.
        Span<byte> copy = stackalloc byte[lengthBytes];
        packet[..copy.Length].CopyTo(copy);
        var result = LibSrtp.ResultOf(LibSrtp.Unprotect(_context, ref packet[0], ref lengthBytes, _useMki));
        var rollover = 0u;
        if (result is SrtpResult.AuthenticationFailed or SrtpResult.UnknownKey)
        {
            if (_before is not null)
            {
                copy.CopyTo(packet);
                lengthBytes = copy.Length;
                if (_before.Unprotect(packet, ref lengthBytes) == SrtpResult.Done)
                {
                    return SrtpResult.Done;
                }
            }

            rollover = OtherRollover(ssrc, sequenceNumber);
            if (rollover == 0 || !Retry(packet, copy, ref lengthBytes, ssrc, rollover))
            {
                return result;
            }
        }
        else if (result != SrtpResult.Done)
        {
            return result;
        }

        Forget();
        source = source < 0 ? _sources.Add(ssrc) : source;
        _sources[source].HighestIndex = ((long)rollover << 16) + sequenceNumber;
        return SrtpResult.Done;
    }

    // 0 when there is none but the one that has been tried.
    private uint OtherRollover(uint ssrc, ushort sequenceNumber)
    {
        if (_guessesLeft == 0)
        {
            return 0;
        }

        var inherited = _inherited?.IndexOf(ssrc) ?? -1;
        return inherited >= 0 ? (uint)(_inherited![inherited].IndexOf(sequenceNumber) >> 16)
            : sequenceNumber < SoonAfterWrap ? 1u
            : 0;
    }

    private bool Retry(Span<byte> packet, ReadOnlySpan<byte> copy, ref int lengthBytes, uint ssrc, uint rollover)
    {
        _guessesLeft--;

        // An RTCP packet may have brought the source already, and its replay window must stay.
        var isNew = _sources.IndexOf(ssrc) < 0;
        if (isNew
            && LibSrtp.AddStream(_context, _policy.For(LibSrtp.SpecificSsrc, ssrc, WindowPackets)) != LibSrtp.Status.Ok)
        {
            return false;
        }

        copy.CopyTo(packet);
        lengthBytes = copy.Length;
        if (LibSrtp.SetRollover(_context, ssrc, rollover) == LibSrtp.Status.Ok
            && LibSrtp.Unprotect(_context, ref packet[0], ref lengthBytes, _useMki) == LibSrtp.Status.Ok)
        {
            return true;
        }

        if (isNew)
        {
            LibSrtp.RemoveStream(
                _context, BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(ssrc) : ssrc);
        }
        else
        {
            LibSrtp.SetRollover(_context, ssrc, 0);
        }

        return false;
    }

    private void Forget()
    {
        _before?.Dispose();
        _before = null;
    }
}
