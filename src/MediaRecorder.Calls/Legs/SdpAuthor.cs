using System.Net;
using MediaRecorder.Sip.Sdp;

namespace MediaRecorder.Calls.Legs;

/// <summary>Writes the SDP that one dialog's peer gets from us, under our origin. Owner: the SipWorker.</summary>
internal sealed class SdpAuthor(ulong sessionId)
{
    private ulong _version = 1;
    private byte[] _sent = [];

    /// <summary>What the peer was sent last; empty before the first.</summary>
    public ReadOnlyMemory<byte> Sent => _sent;

    /// <summary>Rewrites the other party's SDP for this peer. Null when it cannot be anchored.</summary>
    /// <param name="address">Our media address.</param>
    /// <param name="port">The port this peer is to send to.</param>
    public SessionDescription? Describe(SessionDescription other, IPAddress address, int port)
    {
        // RFC 3264 §8: the version grows by one with each change and only then, so that a 200 which repeats the answer
        // of its 183, or a re-INVITE that only refreshes, is seen as the repetition it is.
        var repeated = Rewritten(other, address, port);
        if (repeated is null || repeated.ToBytes().AsSpan().SequenceEqual(_sent))
        {
            return repeated;
        }

        _version++;
        var changed = Rewritten(other, address, port);
        _sent = changed?.ToBytes() ?? _sent;
        return changed;
    }

    /// <summary>For another dialog whose peer has been sent the same so far: the branches of a fork.</summary>
    public SdpAuthor Fork() => new(sessionId) { _version = _version, _sent = _sent };

    private SessionDescription? Rewritten(SessionDescription other, IPAddress address, int port)
    {
        _ = SdpAnchor.Rewrite(other, new SdpOriginId(sessionId, _version), address, port, out var rewritten);
        return rewritten;
    }
}
