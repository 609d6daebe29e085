using System.Net;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Calls.Transports;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transactions;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Tests.Transports;

// RFC 3261 §18.1.1. REQ: A-02
public sealed class LargeRequestsTests
{
    private const long SecondNs = 1_000_000_000;

    private static readonly IPEndPoint Peer = IPEndPoint.Parse("192.0.2.10:5060");
    private static readonly TransportsModel WithTcp = new() { TcpListen = IPEndPoint.Parse("192.0.2.1:5060") };

    [Theory]
    [InlineData(1300, SipTransport.Udp, false)]
    [InlineData(1301, SipTransport.Udp, true)]
    [InlineData(1301, SipTransport.Tcp, false)]
    [InlineData(1301, SipTransport.Tls, false)]
    public void Only_UDP_is_left_and_only_over_1300_bytes(int bytes, SipTransport transport, bool suits) =>
        Assert.Equal(suits, new LargeRequests(WithTcp).Suits(new SipHop(transport, Peer), bytes, 0));

    [Fact]
    public void Where_we_have_no_TCP_ourselves_UDP_is_kept() =>
        Assert.False(new LargeRequests(TransportsModel.UdpOnly).Suits(Peer, 5000, 0));

    [Fact]
    public void A_peer_without_TCP_gets_UDP_and_is_asked_again_after_10_minutes()
    {
        var large = new LargeRequests(WithTcp);
        var request = SipMessageBuilder.Request("OPTIONS", "sip:a@b");
        large.Sent(new ClientTransactionId(1), request);
        large.NoteUnreached(new SipHop(SipTransport.Tcp, Peer), 0);

        Assert.True(large.TryTakeBack(new ClientTransactionId(1), out var back));
        Assert.Same(request, back);
        Assert.False(large.TryTakeBack(new ClientTransactionId(1), out _));
        Assert.False(large.Suits(Peer, 5000, 599 * SecondNs));
        Assert.True(large.Suits(Peer, 5000, 600 * SecondNs));
        Assert.True(large.Suits(IPEndPoint.Parse("192.0.2.11:5060"), 5000, 0));
    }

    [Fact]
    public void A_request_the_peer_has_answered_is_not_sent_again()
    {
        var large = new LargeRequests(WithTcp);
        large.Sent(new ClientTransactionId(1), SipMessageBuilder.Request("OPTIONS", "sip:a@b"));
        large.Forget(new ClientTransactionId(1));

        Assert.False(large.TryTakeBack(new ClientTransactionId(1), out _));
        Assert.True(large.Suits(Peer, 5000, 0));
    }
}
