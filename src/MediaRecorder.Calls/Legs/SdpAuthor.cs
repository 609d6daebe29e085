using System.Net;
using MediaRecorder.Sip.Sdp;

namespace MediaRecorder.Calls.Legs;

/// <summary>Writes the SDP that one dialog's peer gets from us, under our origin. Owner: the SipWorker.</summary>
internal sealed class SdpAuthor(ulong sessionId)
{
    private ulong _version = 1;
    private byte[] _sent = [];
    private byte[] _agreed = [];

    /// <summary>How many m-lines the peer was told of last.</summary>
    public int ToldLines { get; private set; }

    /// <summary>Those from one place on.</summary>
    public IEnumerable<MediaDescription> Told(int from) =>
        from < ToldLines && SessionDescription.TryParse(_sent, out var told, out _) ? told.Media.Skip(from) : [];

    /// <summary>Rewrites the other party's SDP for this peer.</summary>
    /// <param name="address">Our media address.</param>
    /// <param name="media">The m-lines with the ports this peer is to send to.</param>
    public SessionDescription Describe(
        SessionDescription other, IPAddress address, IReadOnlyList<AnchoredLine> media)
    {
        // RFC 3264 §8: the version grows by one with each change and only then, so that a 200 which repeats the answer
        // of its 183, or a re-INVITE that only refreshes, is seen as the repetition it is.
        var repeated = Rewritten(other, address, media);
        if (repeated.ToBytes().AsSpan().SequenceEqual(_sent))
        {
            return repeated;
        }

        _version++;
        var changed = Rewritten(other, address, media);
        _sent = changed.ToBytes();
        ToldLines = media.Count;
        return changed;
    }

    /// <summary>What the peer was sent last, offer or answer, is agreed now.</summary>
    public void Agree() => _agreed = _sent;

    /// <summary>
    /// What was agreed last, as an offer that changes nothing: an offer that was refused since then does not count, but
    /// for the version.
    /// </summary>
    public byte[] Repeat(IPAddress address)
    {
        if (_agreed != _sent && SessionDescription.TryParse(_agreed, out var agreed, out _))
        {
            Describe(agreed, address, [.. agreed.Media.Select(AnchoredLine.Repeated)]);
            Agree();
        }

        return _sent;
    }

    /// <summary>For another dialog whose peer has been sent the same so far: the branches of a fork.</summary>
    public SdpAuthor Fork() => new(sessionId) { _version = _version, _sent = _sent, _agreed = _agreed, ToldLines = ToldLines };

    private SessionDescription Rewritten(SessionDescription other, IPAddress address, IReadOnlyList<AnchoredLine> media) =>
        SdpAnchor.Rewrite(other, new SdpOriginId(sessionId, _version), address, media);
}
