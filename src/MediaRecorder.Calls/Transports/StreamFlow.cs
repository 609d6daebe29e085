using System.Collections.Immutable;
using MediaRecorder.Net.Streams;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Transports;

/// <summary>A real connection as a flow.</summary>
internal sealed class StreamFlow(StreamConnection connection) : ISipFlow
{
    public SipHop Hop { get; } = new(
        connection.IsSecure ? SipTransport.Tls : SipTransport.Tcp, connection.RemoteEndPoint, connection.Id);

    public ImmutableArray<string> PeerNames => connection.PeerNames;

    public bool TrySend(ReadOnlyMemory<byte> message) => connection.TrySend(message);

    /// <summary>A message it brought has been worked on.</summary>
    public void MessageDone() => connection.MessageDone();
}
