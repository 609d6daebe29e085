using MediaRecorder.Rtp.Packets;
using MediaRecorder.Rtp.Srtp;

namespace MediaRecorder.Media.Security;

/// <summary>
/// Opens what one side of a line sends and seals what it is sent. Without usable keys nothing passes: a side that is to be
/// secure never gets a plain packet. Owned by the MediaWorker of its leg.
/// </summary>
internal sealed class LegCrypto : IDisposable
{
    private SrtpReceiver? _receiver;
    private SrtpSender? _sender;
    private LineKey[] _theirs = [];
    private LineKey? _ours;
    private object? _peer;

    /// <summary>
    /// Takes the keys of the newest SDP; what it repeats goes on with its counters. Owns them from here on.
    /// </summary>
    /// <returns>False when a context could not be made: that direction is shut.</returns>
    public bool Take(LineKeys keys)
    {
        var isSamePeer = ReferenceEquals(keys.Peer, _peer);
        _peer = keys.Peer;

        // Both directions, whatever becomes of the first.
        return TakeTheirs([.. keys.Theirs], isSamePeer) & TakeOurs(keys.Ours, isSamePeer);
    }

    /// <summary>Checks and decrypts a packet of that side in place.</summary>
    public SrtpResult Open(PacketKind kind, Span<byte> packet, ref int lengthBytes) =>
        _receiver is null ? SrtpResult.Failed
        : kind == PacketKind.Rtcp ? _receiver.UnprotectRtcp(packet, ref lengthBytes)
        : _receiver.Unprotect(packet, ref lengthBytes);

    /// <summary>Encrypts a packet for that side in place.</summary>
    public SrtpResult Seal(PacketKind kind, Span<byte> buffer, ref int lengthBytes) =>
        _sender is null ? SrtpResult.Failed
        : kind == PacketKind.Rtcp ? _sender.ProtectRtcp(buffer, ref lengthBytes)
        : _sender.Protect(buffer, ref lengthBytes);

    public void Dispose()
    {
        _receiver?.Dispose();
        _sender?.Dispose();
        _ours?.Key.Dispose();
        (_receiver, _sender, _ours, _theirs) = (null, null, null, []);
    }

    private bool TakeTheirs(LineKey[] theirs, bool isSamePeer)
    {
        if (isSamePeer && _receiver is not null && Repeats(theirs))
        {
            Clear(theirs);
            return true;
        }

        var before = _receiver;
        if (!isSamePeer)
        {
            before?.Dispose();
            before = null;
        }

        // A receiver that cannot be made leaves the one before to us, and its keys are no longer theirs.
        if (!SrtpReceiver.TryCreate([.. theirs.Select(key => key.Key)], before, out _receiver))
        {
            before?.Dispose();
            Clear(theirs);
            _theirs = [];
            return false;
        }

        _theirs = theirs;
        return true;
    }

    private bool TakeOurs(LineKey ours, bool isSamePeer)
    {
        if (isSamePeer && _sender is not null && _ours!.Matches(ours))
        {
            ours.Key.Dispose();
            return true;
        }

        _ours?.Key.Dispose();
        _ours = ours;
        if (isSamePeer && _sender is not null && _sender.TryRekey(ours.Key))
        {
            return true;
        }

        _sender?.Dispose();
        return SrtpSender.TryCreate(ours.Key, out _sender);
    }

    private bool Repeats(LineKey[] theirs)
    {
        if (theirs.Length != _theirs.Length)
        {
            return false;
        }

        for (var i = 0; i < theirs.Length; i++)
        {
            if (!theirs[i].Matches(_theirs[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static void Clear(LineKey[] keys)
    {
        foreach (var key in keys)
        {
            key.Key.Dispose();
        }
    }
}
