using System.Collections.Immutable;
using System.Net;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Transports;

/// <summary>
/// Which connection a message takes. One that is there is used again, whoever opened it; only where none is, one is opened.
/// Owner: the SipWorker.
/// </summary>
internal sealed class SipFlows(ISipDialler dialler, int maxFlows)
{
    private const int DefaultPort = 5060;
    private const int DefaultTlsPort = 5061;

    private readonly Dictionary<long, Entry> _flows = [];
    private readonly Dictionary<(SipTransport Transport, IPEndPoint Peer), Entry> _byPeer = [];

    /// <summary>Connections known, those being opened among them.</summary>
    public int Count => _flows.Count;

    /// <summary>A connection is open: one that a peer opened, or one of ours.</summary>
    public void Opened(ISipFlow flow)
    {
        (_flows.GetValueOrDefault(flow.Hop.FlowId) ?? Add(flow)).IsOpen = true;
    }

    /// <summary>
    /// A connection is gone, or could not be opened. True when requests of ours went by it, which may be lost.
    /// </summary>
    /// <param name="wasOpen">It had been open; else it could not be opened.</param>
    public bool Closed(SipHop hop, out bool wasOpen)
    {
        wasOpen = false;
        if (!_flows.Remove(hop.FlowId, out var entry))
        {
            return false;
        }

        wasOpen = entry.IsOpen;

        var peer = (hop.Transport, hop.EndPoint);
        if (_byPeer.GetValueOrDefault(peer) == entry)
        {
            _byPeer.Remove(peer);
        }

        return entry.HasRequests;
    }

    /// <summary>False when the message could not even be queued.</summary>
    public bool TrySend(in OutboundMessage message)
    {
        var isResponse = message.Bytes.Span.StartsWith("SIP/2.0 "u8);
        if (Find(message, isResponse) is not { } entry)
        {
            return false;
        }

        entry.HasRequests |= !isResponse;
        return entry.Flow.TrySend(message.Bytes);
    }

    /// <summary>The verified names of whoever sent a message; empty when nothing is known of them.</summary>
    public ImmutableArray<string> NamesOf(SipHop source) =>
        _flows.TryGetValue(source.FlowId, out var entry) ? entry.Flow.PeerNames : [];

    private Entry? Find(in OutboundMessage message, bool isResponse)
    {
        var hop = message.Destination;
        if (_flows.TryGetValue(hop.FlowId, out var named))
        {
            return named;
        }

        var peer = isResponse ? PlaceOfResponses(hop, message.Bytes.Span) : hop.EndPoint;
        if (_byPeer.TryGetValue((hop.Transport, peer), out var open))
        {
            return open;
        }

        return _flows.Count < maxFlows ? Add(dialler.Dial(hop.Transport, peer)) : null;
    }

    // RFC 3261 §18.2.2: the request's connection is gone, so a new one to where it came from, at the port of sent-by.
    private static IPEndPoint PlaceOfResponses(SipHop hop, ReadOnlySpan<byte> response)
    {
        var standard = hop.Transport == SipTransport.Tls ? DefaultTlsPort : DefaultPort;
        _ = SipMessage.TryParse(response, out var message, out _);
        return new IPEndPoint(hop.EndPoint.Address, message?.TopVia.Port ?? standard);
    }

    private Entry Add(ISipFlow flow)
    {
        var entry = new Entry(flow);
        _flows.Add(flow.Hop.FlowId, entry);

        // The newest: of two with one address and port the older one must be dead, though we have not heard of it.
        _byPeer[(flow.Hop.Transport, flow.Hop.EndPoint)] = entry;
        return entry;
    }

    private sealed class Entry(ISipFlow flow)
    {
        public ISipFlow Flow { get; } = flow;

        public bool HasRequests { get; set; }

        public bool IsOpen { get; set; }
    }
}
