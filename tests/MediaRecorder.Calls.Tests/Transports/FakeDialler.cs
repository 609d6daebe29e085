using System.Net;
using MediaRecorder.Calls.Transports;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Tests.Transports;

/// <summary>Opens connections that lead nowhere.</summary>
internal sealed class FakeDialler : ISipDialler
{
    public List<FakeFlow> Dialled { get; } = [];

    public ISipFlow Dial(SipTransport transport, IPEndPoint peer)
    {
        Dialled.Add(new FakeFlow(new SipHop(transport, peer, 1000 + Dialled.Count)));
        return Dialled[^1];
    }
}
