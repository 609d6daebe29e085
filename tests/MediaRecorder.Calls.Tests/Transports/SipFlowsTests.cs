using System.Net;
using System.Text;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Calls.Transports;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Tests.Transports;

// REQ: A-02
public sealed class SipFlowsTests
{
    private const string Request = "OPTIONS sip:a@b SIP/2.0\r\n\r\n";

    private static readonly IPEndPoint Peer = IPEndPoint.Parse("192.0.2.10:40000");
    private static readonly SipHop ToPeer = new(SipTransport.Tcp, Peer);

    private readonly FakeDialler _dialler = new();
    private readonly SipFlows _flows;

    public SipFlowsTests() => _flows = new SipFlows(_dialler, maxFlows: 3);

    [Fact]
    public void Requests_to_one_peer_share_the_connection_we_opened()
    {
        Assert.True(Send(ToPeer, Request));
        Assert.True(Send(ToPeer, Request));
        _flows.Opened(_dialler.Dialled[0]);
        Assert.True(Send(ToPeer, Request));

        Assert.Equal(3, Assert.Single(_dialler.Dialled).Sent.Count);
    }

    [Fact]
    public void A_connection_the_peer_opened_is_used_for_what_goes_to_its_address_and_port()
    {
        var accepted = Accept(7);

        Send(ToPeer, Request);
        Send(ToPeer with { FlowId = 7, EndPoint = IPEndPoint.Parse("192.0.2.10:5060") }, Request);
        Assert.Equal(2, accepted.Sent.Count);
        Assert.Empty(_dialler.Dialled);

        Send(new SipHop(SipTransport.Tls, Peer), Request);
        Assert.Equal(new SipHop(SipTransport.Tls, Peer, 1000), Assert.Single(_dialler.Dialled).Hop);
    }

    [Theory]
    [InlineData("192.0.2.10:5070", 5070)]
    [InlineData("192.0.2.10", 5060)]
    [InlineData("sbc.example", 5060)]
    public void A_response_whose_connection_is_gone_goes_to_its_sent_by_port(string sentBy, int port)
    {
        var accepted = Accept(7);
        var response = $"""
            SIP/2.0 200 OK
            Via: SIP/2.0/TCP {sentBy};branch=z9hG4bK1;received=192.0.2.10
            From: <sip:a@b>;tag=1
            To: <sip:c@d>;tag=2
            Call-ID: x
            CSeq: 1 OPTIONS
            Content-Length: 0


            """.ReplaceLineEndings("\r\n");
        Send(accepted.Hop, response);
        Assert.Single(accepted.Sent);

        Assert.False(_flows.Closed(accepted.Hop, out _));
        Assert.True(Send(accepted.Hop, response));

        Assert.Equal(new IPEndPoint(Peer.Address, port), Assert.Single(_dialler.Dialled).Hop.EndPoint);
    }

    [Fact]
    public void A_request_whose_connection_is_gone_goes_to_its_address()
    {
        var contact = IPEndPoint.Parse("192.0.2.10:5060");
        Accept(7);
        _flows.Closed(ToPeer with { FlowId = 7 }, out _);

        Send(new SipHop(SipTransport.Tcp, contact, 7), Request);

        Assert.Equal(contact, Assert.Single(_dialler.Dialled).Hop.EndPoint);
    }

    [Fact]
    public void Only_a_connection_that_carried_requests_fails_them()
    {
        var idle = Accept(7);
        Send(ToPeer, Request);
        Send(new SipHop(SipTransport.Tcp, IPEndPoint.Parse("192.0.2.11:5060")), Request);

        Assert.True(_flows.Closed(idle.Hop, out _));
        Assert.False(_flows.Closed(idle.Hop, out _));
        Assert.True(_flows.Closed(_dialler.Dialled[0].Hop, out _));
        Assert.False(_flows.Closed(Accept(8).Hop, out _));
        Assert.Equal(0, _flows.Count);
    }

    [Fact]
    public void The_end_of_an_older_connection_leaves_the_newer_one_in_its_place()
    {
        var older = Accept(7);
        var newer = Accept(8);

        _flows.Closed(older.Hop, out _);
        Send(ToPeer, Request);

        Assert.Single(newer.Sent);
    }

    [Fact]
    public void Nobody_can_make_us_connect_without_end()
    {
        for (var port = 1; port <= 3; port++)
        {
            Assert.True(Send(ToPeer with { EndPoint = new IPEndPoint(Peer.Address, port) }, Request));
        }

        Assert.False(Send(ToPeer, Request));
        Assert.Equal(3, _dialler.Dialled.Count);
    }

    [Fact]
    public void A_message_that_a_closed_connection_does_not_take_is_reported()
    {
        Accept(7).IsClosed = true;
        Assert.False(Send(ToPeer, Request));
    }

    [Fact]
    public void Names_are_those_of_the_very_connection()
    {
        _flows.Opened(new FakeFlow(ToPeer with { FlowId = 7 }) { PeerNames = ["sbc.example"] });
        Accept(8);

        Assert.Equal(["sbc.example"], _flows.NamesOf(ToPeer with { FlowId = 7 }));
        Assert.Empty(_flows.NamesOf(ToPeer with { FlowId = 8 }));
        Assert.Empty(_flows.NamesOf(ToPeer));
    }

    private FakeFlow Accept(long flowId)
    {
        var flow = new FakeFlow(ToPeer with { FlowId = flowId });
        _flows.Opened(flow);
        return flow;
    }

    private bool Send(SipHop hop, string message) =>
        _flows.TrySend(new OutboundMessage(hop, Encoding.ASCII.GetBytes(message)));
}
