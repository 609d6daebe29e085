using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Sip.Tests.Transactions;

public sealed class InviteClientTransactionTests
{
    private readonly Peer _peer = new();
    private readonly SipMessage _invite = SipText.Request("INVITE", extra: "Route: <sip:proxy.example;lr>\n");

    // REQ: A-01
    [Fact]
    public void Unanswered_INVITE_is_repeated_at_doubling_intervals_and_times_out_after_32_seconds()
    {
        var id = _peer.Send(_invite);
        _peer.RunFor(31_999);
        Assert.Equal([0, 500, 1_500, 3_500, 7_500, 15_500, 31_500], _peer.SentAtMs);
        Assert.Equal(6, _peer.Layer.Counters.RetransmissionsSent);
        Assert.Empty(_peer.Events);

        _peer.RunFor(1);
        Assert.Equal(id, _peer.Only<TransactionEvent.ClientTimedOut>().Id);
        Assert.Equal(1, _peer.Layer.Counters.TimedOut);
        Assert.Equal(long.MaxValue, _peer.Layer.NextDeadlineNs);
        _peer.RunOut();
    }

    [Fact]
    public void On_a_reliable_transport_nothing_is_repeated_and_Timer_B_still_fires()
    {
        _peer.Send(_invite, reliable: true);
        _peer.RunFor(32_000);
        Assert.Equal([0], _peer.SentAtMs);
        _peer.Only<TransactionEvent.ClientTimedOut>();
        _peer.RunOut();
    }

    [Fact]
    public void A_provisional_response_stops_the_repetition_for_as_long_as_the_phone_rings()
    {
        _peer.Send(_invite);
        _peer.RunFor(600);
        _peer.Receive(SipText.AnswerMessage(_invite, 180));
        _peer.Receive(SipText.AnswerMessage(_invite, 183));
        _peer.RunFor(600_000);
        Assert.Equal([0, 500], _peer.SentAtMs);
        Assert.Equal(2, _peer.Events.OfType<TransactionEvent.ResponseReceived>().Count());
        Assert.Equal(1, _peer.Layer.ActiveTransactions);

        _peer.Receive(SipText.AnswerMessage(_invite, 200));
        _peer.RunOut();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(486)]
    [InlineData(503)]
    [InlineData(603)]
    public void A_failure_is_acknowledged_by_the_transaction_and_delivered_once(int status)
    {
        var id = _peer.Send(_invite);
        _peer.Receive(SipText.AnswerMessage(_invite, status));
        var response = _peer.Only<TransactionEvent.ResponseReceived>();
        Assert.Equal(id, response.Id);
        Assert.Equal(status, response.Response.StatusCode);
        Assert.Equal(["INVITE", "ACK"], _peer.SentKinds);

        _peer.RunFor(31_000);
        _peer.Receive(SipText.AnswerMessage(_invite, status));
        _peer.Only<TransactionEvent.ResponseReceived>();
        Assert.Equal(["INVITE", "ACK", "ACK"], _peer.SentKinds);
        Assert.Equal(1, _peer.Layer.Counters.RetransmissionsAbsorbed);

        // Timer D: 32 s from the first failure, not from its last copy.
        _peer.RunFor(999);
        Assert.Equal(1, _peer.Layer.ActiveTransactions);
        _peer.RunFor(1);
        Assert.Equal(0, _peer.Layer.ActiveTransactions);
    }

    [Fact]
    public void The_ACK_to_a_failure_is_built_from_the_INVITE_and_the_To_of_the_response()
    {
        _peer.Send(_invite);
        _peer.Receive(SipText.AnswerMessage(_invite, 404, toTag: "far-tag"));
        var (_, ack, destination) = _peer.Sent[1];
        Assert.Equal(Peer.Bob, destination);
        Assert.Equal(_invite.RequestUri, ack.RequestUri);
        Assert.Equal(_invite.TopVia.Text, ack.TopVia.Text);
        Assert.Equal(_invite.From.Text, ack.From.Text);
        Assert.Equal(_invite.CallId, ack.CallId);
        Assert.Equal(new CSeq(1, SipMethod.Ack, "ACK"), ack.CSeq);
        Assert.Equal("far-tag", ack.To.Tag);
        Assert.Equal("<sip:proxy.example;lr>", Assert.Single(ack.Routes).Text);
        Assert.Equal(70, ack.MaxForwards);
        _peer.RunOut();
    }

    [Fact]
    public void On_a_reliable_transport_a_failure_ends_the_transaction_at_once()
    {
        _peer.Send(_invite, reliable: true);
        _peer.Receive(SipText.AnswerMessage(_invite, 486));
        Assert.Equal(["INVITE", "ACK"], _peer.SentKinds);
        Assert.Equal(0, _peer.Layer.ActiveTransactions);
        Assert.Equal(long.MaxValue, _peer.Layer.NextDeadlineNs);
    }

    // REQ: A-01
    [Fact]
    public void Retransmitted_200_is_delivered_again_in_Accepted()
    {
        _peer.Send(_invite);
        _peer.Receive(SipText.AnswerMessage(_invite, 200));
        _peer.RunFor(31_999);
        _peer.Receive(SipText.AnswerMessage(_invite, 200));
        Assert.Equal(2, _peer.Events.OfType<TransactionEvent.ResponseReceived>().Count());
        // RFC 6026 §8.4: the ACK to a 2xx is the user's.
        Assert.Equal(["INVITE"], _peer.SentKinds);

        _peer.RunFor(1);
        Assert.Equal(0, _peer.Layer.ActiveTransactions);
        _peer.Receive(SipText.AnswerMessage(_invite, 200));
        Assert.Equal(2, _peer.Events.OfType<TransactionEvent.ResponseReceived>().Count());
        Assert.Equal(1, _peer.Layer.Counters.StrayResponses);
    }

    [Fact]
    public void The_200_of_a_second_fork_is_delivered_in_Accepted()
    {
        _peer.Send(_invite);
        _peer.Receive(SipText.AnswerMessage(_invite, 200, toTag: "first"));
        _peer.Receive(SipText.AnswerMessage(_invite, 200, toTag: "second"));
        Assert.Equal(
            ["first", "second"],
            _peer.Events.OfType<TransactionEvent.ResponseReceived>().Select(e => e.Response.To.Tag));
        _peer.RunOut();
    }

    [Theory]
    [InlineData(200, 180)]
    [InlineData(200, 486)]
    [InlineData(486, 180)]
    [InlineData(486, 200)]
    public void A_response_that_cannot_follow_the_final_one_is_stray(int final, int late)
    {
        _peer.Send(_invite);
        _peer.Receive(SipText.AnswerMessage(_invite, final));
        _peer.Receive(SipText.AnswerMessage(_invite, late));
        _peer.Only<TransactionEvent.ResponseReceived>();
        Assert.Equal(1, _peer.Layer.Counters.StrayResponses);
        _peer.RunOut();
    }

    [Fact]
    public void CANCEL_has_its_own_transaction_under_the_same_branch()
    {
        var invite = _peer.Send(_invite);
        _peer.Receive(SipText.AnswerMessage(_invite, 180));
        var cancelRequest = SipText.Parse(CancelRequest.For(_invite).ToBytes());
        var cancel = _peer.Send(cancelRequest);
        Assert.Equal(2, _peer.Layer.ActiveTransactions);
        Assert.Equal(_invite.To.Text, cancelRequest.To.Text);
        Assert.Equal(new CSeq(1, SipMethod.Cancel, "CANCEL"), cancelRequest.CSeq);
        Assert.Equal("<sip:proxy.example;lr>", Assert.Single(cancelRequest.Routes).Text);

        _peer.Forget();
        _peer.Receive(SipText.AnswerMessage(cancelRequest, 200));
        _peer.Receive(SipText.AnswerMessage(_invite, 487));
        Assert.Equal(
            [(cancel, 200), (invite, 487)],
            _peer.Events.OfType<TransactionEvent.ResponseReceived>().Select(e => (e.Id, e.Response.StatusCode)));
        Assert.Equal(["ACK"], _peer.SentKinds);
        _peer.RunOut();
    }

    [Fact]
    public void A_cancelled_INVITE_without_final_response_ends_64_T1_after_the_CANCEL()
    {
        var invite = _peer.Send(_invite);
        _peer.Receive(SipText.AnswerMessage(_invite, 180));
        _peer.RunFor(60_000);
        var cancel = SipText.Parse(CancelRequest.For(_invite).ToBytes());
        _peer.Send(cancel);
        _peer.Receive(SipText.AnswerMessage(cancel, 200));
        _peer.RunFor(31_999);
        Assert.Empty(_peer.Events.OfType<TransactionEvent.ClientTimedOut>());
        _peer.RunFor(1);
        Assert.Equal(invite, _peer.Only<TransactionEvent.ClientTimedOut>().Id);
        Assert.Equal(0, _peer.Layer.ActiveTransactions);
    }

    [Fact]
    public void A_late_loop_sends_one_copy_and_no_burst()
    {
        _peer.Layer.SendRequest(_invite.Raw, SipMethod.Invite, SipText.Branch, Peer.Bob, 0);
        _peer.Layer.OnDeadline(20_000_000_000);
        Assert.Equal(1, _peer.Layer.Counters.RetransmissionsSent);
        Assert.Equal(21_000_000_000, _peer.Layer.NextDeadlineNs);
    }
}
