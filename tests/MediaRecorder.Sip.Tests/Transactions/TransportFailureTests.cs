using MediaRecorder.Sip.Transactions;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Sip.Tests.Transactions;

// RFC 3261 §17.1.4. REQ: A-02
public sealed class TransportFailureTests
{
    private static readonly SipHop Gone = new(SipTransport.Tcp, Peer.Bob, FlowId: 7);

    private readonly Peer _peer = new();

    [Theory]
    [InlineData("INVITE")]
    [InlineData("BYE")]
    public void A_request_without_response_fails_with_its_connection(string method)
    {
        var id = Send(method, "z9hG4bK-1", Gone);
        var byAnyConnection = Send(method, "z9hG4bK-2", Gone with { FlowId = 0 });

        Fail();

        Assert.Equal(
            [id, byAnyConnection],
            _peer.Events.Cast<TransactionEvent.ClientTransportFailed>().Select(failed => failed.Id).OrderBy(failed => failed.Value));
        Assert.Equal(0, _peer.Layer.ActiveTransactions);
        Assert.Equal(2, _peer.Layer.Counters.TransportFailures);
        Assert.Equal(0, _peer.Layer.Counters.TimedOut);
    }

    [Theory]
    [InlineData("INVITE")]
    [InlineData("BYE")]
    public void A_request_the_peer_has_answered_waits_for_the_rest_on_another_connection(string method)
    {
        Send(method, "z9hG4bK-1", Gone);
        var request = SipText.Request(method, "z9hG4bK-1");
        _peer.Layer.Receive(SipText.AnswerMessage(request, 100), Gone, _peer.NowNs);

        Fail();
        _peer.Layer.Receive(SipText.AnswerMessage(request, 200), Gone with { FlowId = 8 }, _peer.NowNs);
        _peer.Drain();

        Assert.Equal([100, 200], _peer.Events.Cast<TransactionEvent.ResponseReceived>().Select(e => e.Response.StatusCode));
    }

    [Fact]
    public void Requests_that_went_elsewhere_are_left_alone()
    {
        Send("INVITE", "z9hG4bK-1", Gone with { FlowId = 8 });
        Send("INVITE", "z9hG4bK-2", Gone with { Transport = SipTransport.Tls });
        Send("INVITE", "z9hG4bK-3", new SipHop(SipTransport.Tcp, Peer.Alice));
        Send("INVITE", "z9hG4bK-4", Peer.Bob);

        Fail();

        Assert.Empty(_peer.Events);
        Assert.Equal(4, _peer.Layer.ActiveTransactions);
    }

    [Theory]
    [InlineData("INVITE")]
    [InlineData("BYE")]
    public void A_request_whose_connection_was_open_goes_once_more_by_another_before_it_fails(string method)
    {
        Send(method, "z9hG4bK-1", Gone);
        _peer.Layer.TransportFailed(Gone, wasOpen: true);
        Assert.True(_peer.Layer.TryTake(out var happened));
        var again = Assert.IsType<TransactionEvent.Send>(happened);
        Assert.Equal(Gone with { FlowId = 0 }, again.Destination);
        Assert.Equal(SipText.Request(method, "z9hG4bK-1").Raw.ToArray(), again.Bytes.ToArray());
        Assert.False(_peer.Layer.TryTake(out _));

        _peer.Layer.TransportFailed(Gone with { FlowId = 8 }, wasOpen: true);
        _peer.Drain();
        Assert.IsType<TransactionEvent.ClientTransportFailed>(Assert.Single(_peer.Events));
        Assert.Equal(0, _peer.Layer.ActiveTransactions);
    }

    private ClientTransactionId Send(string method, string branch, SipHop hop)
    {
        var request = SipText.Request(method, branch);
        var id = _peer.Layer.SendRequest(request.Raw, request.Method, branch, hop, _peer.NowNs);
        _peer.Drain();
        return id;
    }

    private void Fail()
    {
        _peer.Layer.TransportFailed(Gone);
        _peer.Drain();
    }
}
