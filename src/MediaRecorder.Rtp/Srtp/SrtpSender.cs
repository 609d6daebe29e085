using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Rtp.Srtp;

/// <summary>
/// Seals what is sent to one side: RTP to SRTP and RTCP to SRTCP, in place, for all sources under one key. No call
/// allocates but for the first packet of a source. Owner: one thread at a time.
/// </summary>
/// <remarks>
/// An index is never used twice, because two packets under one key stream tell their difference (RFC 3711 §9.1). A sender
/// of plain RTP that begins its sequence numbers anew under the same SSRC would therefore be silent until it comes past
/// its old ones, minutes later; after <see cref="RestartPackets"/> such packets in a row its numbers are moved on, so
/// that they follow the highest one sent.
/// </remarks>
public sealed class SrtpSender : IDisposable
{
    /// <summary>Most bytes that a packet grows by: the tag of 16 of GCM and the index of SRTCP (RFC 7714 §9.2).</summary>
    public const int MaxTrailerBytes = 20;

    // More than a burst of copies from the network, less than what a listener would call a gap: 100 ms of audio.
    private const int RestartPackets = 5;

    private const int SsrcAt = 8;
    private const int RtcpSsrcAt = 4;
    private const int SequenceNumberAt = 2;
    private const int SmallestRtcpBytes = 8;
    private const int RtcpIndexBytes = 4;

    private readonly SrtpSources _sources = new();
    private nint _context;
    private int _rtpTrailerBytes;
    private int _rtcpTrailerBytes;

    private SrtpSender(nint context, SrtpSuite suite)
    {
        _context = context;
        SetTrailer(suite);
    }

    /// <param name="key">Without an identifier: our packets name no key. Stays the caller's, to be cleared by him.</param>
    public static bool TryCreate(SrtpKey key, [NotNullWhen(true)] out SrtpSender? sender)
    {
        ArgumentNullException.ThrowIfNull(key);
        sender = null;
        if (!LibSrtp.IsAvailable || key.MkiBytes > 0
            || LibSrtp.Create(out var context, PolicyOf(key)) != LibSrtp.Status.Ok)
        {
            return false;
        }

        sender = new SrtpSender(context, key.Suite);
        return true;
    }

    /// <summary>
    /// Goes on with another key, of any suite. RFC 3711 §3.3.1: the rollover counters keep their values. False leaves the
    /// old key.
    /// </summary>
    /// <param name="key">Stays the caller's.</param>
    public bool TryRekey(SrtpKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (_context == 0 || key.MkiBytes > 0 || LibSrtp.Update(_context, PolicyOf(key)) != LibSrtp.Status.Ok)
        {
            return false;
        }

        SetTrailer(key.Suite);
        return true;
    }

    /// <summary>Encrypts an RTP packet in place and adds its tag.</summary>
    /// <param name="buffer">Begins with the packet; the tag needs room behind it.</param>
    /// <param name="lengthBytes">Of the packet; longer afterwards.</param>
    public SrtpResult Protect(Span<byte> buffer, ref int lengthBytes)
    {
        if (Check(buffer, lengthBytes, RtpHeader.FixedBytes, _rtpTrailerBytes) is var unfit and not SrtpResult.Done)
        {
            return unfit;
        }

        var ssrc = BinaryPrimitives.ReadUInt32BigEndian(buffer[SsrcAt..]);
        var at = _sources.IndexOf(ssrc);
        if (at < 0)
        {
            if (_sources.IsFull)
            {
                return SrtpResult.TooManySources;
            }

            at = _sources.Add(ssrc);
        }

        ref var source = ref _sources[at];
        var written = BinaryPrimitives.ReadUInt16BigEndian(buffer[SequenceNumberAt..]);
        var result = ProtectAs((ushort)(written + source.SequenceOffset), ref source, buffer, ref lengthBytes);
        if (result is SrtpResult.Replayed or SrtpResult.TooOld && IsRestart(ref source, written))
        {
            source.SequenceOffset = (ushort)(source.HighestIndex + 1 - written);
            result = ProtectAs((ushort)(written + source.SequenceOffset), ref source, buffer, ref lengthBytes);
        }

        if (result == SrtpResult.Done)
        {
            source.Behind = 0;
        }

        return result;
    }

    /// <summary>Encrypts an RTCP packet in place and adds its index and tag.</summary>
    /// <param name="buffer">As in <see cref="Protect"/>.</param>
    public SrtpResult ProtectRtcp(Span<byte> buffer, ref int lengthBytes)
    {
        if (Check(buffer, lengthBytes, SmallestRtcpBytes, _rtcpTrailerBytes) is var unfit and not SrtpResult.Done)
        {
            return unfit;
        }

        var ssrc = BinaryPrimitives.ReadUInt32BigEndian(buffer[RtcpSsrcAt..]);
        if (_sources.IndexOf(ssrc) < 0)
        {
            if (_sources.IsFull)
            {
                return SrtpResult.TooManySources;
            }

            _sources.Add(ssrc);
        }

        return LibSrtp.ResultOf(LibSrtp.ProtectRtcp(_context, ref buffer[0], ref lengthBytes));
    }

    public void Dispose()
    {
        if (_context != 0)
        {
            LibSrtp.Free(_context);
            _context = 0;
        }
    }

    private static LibSrtp.StreamPolicy PolicyOf(SrtpKey key) =>
        NativePolicy.Of(key, LibSrtp.AnyOutbound, 0, SrtpReceiver.WindowPackets);

    // Refused packets in a row that count on: a sender that began anew, and not a straggler or a copy.
    private static bool IsRestart(ref SrtpSources.Source source, ushort written)
    {
        source.Behind = source.Behind > 0 && written == (ushort)(source.LastBehind + 1) ? source.Behind + 1 : 1;
        source.LastBehind = written;
        return source.Behind == RestartPackets;
    }

    // libsrtp refuses a used or too old index before it touches the packet.
    private SrtpResult ProtectAs(
        ushort sequenceNumber, ref SrtpSources.Source source, Span<byte> buffer, ref int lengthBytes)
    {
        BinaryPrimitives.WriteUInt16BigEndian(buffer[SequenceNumberAt..], sequenceNumber);
        var result = LibSrtp.ResultOf(LibSrtp.Protect(_context, ref buffer[0], ref lengthBytes));
        if (result == SrtpResult.Done)
        {
            source.Take(sequenceNumber);
        }

        return result;
    }

    private SrtpResult Check(Span<byte> buffer, int lengthBytes, int smallestBytes, int trailerBytes) =>
        _context == 0 || lengthBytes > buffer.Length ? SrtpResult.Failed
        : lengthBytes < smallestBytes ? SrtpResult.Malformed
        : buffer.Length - lengthBytes < trailerBytes ? SrtpResult.NoRoom
        : SrtpResult.Done;

    private void SetTrailer(SrtpSuite suite)
    {
        _rtpTrailerBytes = suite.RtpTagBytes;
        _rtcpTrailerBytes = suite.RtcpTagBytes + RtcpIndexBytes;
    }
}
