using System.Net;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Sip.Tests.Transports;

// REQ: A-02
public sealed class SipHopTests
{
    private static readonly SipHop Flow = new(SipTransport.Tcp, IPEndPoint.Parse("192.0.2.1:40000"), FlowId: 7);

    [Theory]
    [InlineData("sip:a@192.0.2.1:5070", SipTransport.Tcp, 5070, 7)]
    [InlineData("sip:a@192.0.2.1;transport=TCP", SipTransport.Tcp, 5060, 7)]
    [InlineData("sip:a@192.0.2.2:5070", SipTransport.Tcp, 5070, 0)]
    [InlineData("sip:a@192.0.2.1;transport=tls", SipTransport.Tls, 5061, 0)]
    [InlineData("sips:a@192.0.2.1;transport=tcp", SipTransport.Tls, 5061, 0)]
    [InlineData("sip:a@192.0.2.1;transport=udp", SipTransport.Udp, 5060, 0)]
    [InlineData("sip:a@192.0.2.1;transport=sctp", SipTransport.Tcp, 5060, 7)]
    public void A_target_chooses_its_transport_and_keeps_the_connection_to_the_same_host(
        string text, SipTransport transport, int port, long flow)
    {
        Assert.True(SipUri.TryParse(text, out var uri));
        Assert.True(uri.TryGetEndpoint(out var target));

        Assert.Equal(new SipHop(transport, new IPEndPoint(target.Address, port), flow), Flow.Towards(uri, target));
    }
}
