using System.Collections.Immutable;
using System.Text;
using MediaRecorder.Calls.Transports;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Tests.Transports;

/// <summary>A connection that only remembers what was sent.</summary>
internal sealed class FakeFlow(SipHop hop) : ISipFlow
{
    public SipHop Hop { get; } = hop;

    public ImmutableArray<string> PeerNames { get; init; } = [];

    public List<string> Sent { get; } = [];

    public bool IsClosed { get; set; }

    public bool TrySend(ReadOnlyMemory<byte> message)
    {
        if (!IsClosed)
        {
            Sent.Add(Encoding.ASCII.GetString(message.Span));
        }

        return !IsClosed;
    }
}
