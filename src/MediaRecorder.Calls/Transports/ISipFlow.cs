using System.Collections.Immutable;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Transports;

/// <summary>One connection as signalling sees it.</summary>
internal interface ISipFlow
{
    /// <summary>Transport, the peer's address and port, and the connection's own number.</summary>
    SipHop Hop { get; }

    /// <summary>The verified names of the peer's certificate; empty when there is none.</summary>
    ImmutableArray<string> PeerNames { get; }

    /// <summary>False: it is closed, or about to be.</summary>
    bool TrySend(ReadOnlyMemory<byte> message);
}
