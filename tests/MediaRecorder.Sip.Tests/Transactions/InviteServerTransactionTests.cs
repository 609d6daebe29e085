using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Sip.Tests.Transactions;

public sealed class InviteServerTransactionTests
{
    private readonly Peer _peer = new();
    private readonly SipMessage _invite = SipText.Request("INVITE", extra: "Timestamp: 54.5\n");

    private static SipMessage Ack(string branch = SipText.Branch) =>
        SipText.Request("ACK", branch: branch, toTag: "bob-tag");

    // REQ: A-01
    [Fact]
    public void The_layer_sends_100_when_the_user_says_nothing_for_200_ms()
    {
        var id = _peer.Receive(_invite);
        _peer.RunFor(199);
        Assert.Empty(_peer.Sent);
        _peer.RunFor(1);
        var (atMs, trying, destination) = Assert.Single(_peer.Sent);
        Assert.Equal(200, atMs);
        Assert.Equal(100, trying.StatusCode);
        Assert.Equal(Peer.Alice, destination);
        Assert.Null(trying.To.Tag);
        Assert.True(trying.TryGetHeader("Timestamp", out var timestamp));
        Assert.Equal("54.5", timestamp);

        _peer.Receive(_invite);
        Assert.Equal(["100", "100"], _peer.SentKinds);
        _peer.RunFor(600_000);
        Assert.Equal(2, _peer.Sent.Count);

        _peer.Answer(id, _invite, 486);
        _peer.RunOut();
    }

    [Theory]
    [InlineData(100)]
    [InlineData(180)]
    [InlineData(200)]
    [InlineData(486)]
    public void The_layer_sends_no_100_when_the_user_answered_within_200_ms(int status)
    {
        var id = _peer.Receive(_invite);
        _peer.RunFor(199);
        _peer.Answer(id, _invite, status);
        _peer.RunFor(300);
        Assert.Equal([$"{status}"], _peer.SentKinds);
        if (status < 200)
            _peer.Answer(id, _invite, 200);
        _peer.RunOut();
    }

    [Fact]
    public void A_copy_of_the_INVITE_gets_the_last_provisional_response_and_no_second_event()
    {
        var id = _peer.Receive(_invite);
        _peer.Receive(_invite);
        Assert.Empty(_peer.Sent);
        _peer.Answer(id, _invite, 180);
        _peer.Answer(id, _invite, 183);
        _peer.Receive(_invite);
        Assert.Equal(["180", "183", "183"], _peer.SentKinds);
        _peer.Only<TransactionEvent.RequestReceived>();
        Assert.Equal(2, _peer.Layer.Counters.RetransmissionsAbsorbed);
        _peer.Answer(id, _invite, 200);
        _peer.RunOut();
    }

    // REQ: A-01
    [Fact]
    public void A_failure_is_repeated_up_to_every_4_seconds_until_the_lost_ACK_is_given_up()
    {
        var id = _peer.Receive(_invite);
        _peer.Answer(id, _invite, 486);
        _peer.RunFor(31_999);
        Assert.Equal(
            [0, 500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500], _peer.SentAtMs);
        _peer.RunFor(1);
        Assert.Equal(id, _peer.Only<TransactionEvent.ServerTimedOut>().Id);
        _peer.RunOut();
    }

    [Fact]
    public void On_a_reliable_transport_a_failure_is_sent_once_and_Timer_H_still_fires()
    {
        var id = _peer.Receive(_invite, reliable: true);
        _peer.Answer(id, _invite, 486);
        _peer.RunFor(32_000);
        Assert.Equal(["486"], _peer.SentKinds);
        _peer.Only<TransactionEvent.ServerTimedOut>();
        _peer.RunOut();
    }

    [Fact]
    public void The_ACK_to_a_failure_stops_it_and_is_absorbed_with_its_copies_for_5_seconds()
    {
        var id = _peer.Receive(_invite);
        _peer.Answer(id, _invite, 486);
        _peer.Receive(_invite);
        _peer.RunFor(600);
        _peer.Receive(Ack());
        _peer.RunFor(4_999);
        _peer.Receive(Ack());
        _peer.Receive(_invite);
        Assert.Equal(["486", "486", "486"], _peer.SentKinds);
        Assert.Empty(_peer.Events.OfType<TransactionEvent.AckReceived>());
        Assert.Equal(1, _peer.Layer.ActiveTransactions);
        _peer.RunFor(1);
        Assert.Equal(0, _peer.Layer.ActiveTransactions);
        Assert.Empty(_peer.Events.OfType<TransactionEvent.ServerTimedOut>());
    }

    [Fact]
    public void On_a_reliable_transport_the_ACK_ends_the_transaction_at_once()
    {
        var id = _peer.Receive(_invite, reliable: true);
        _peer.Answer(id, _invite, 486);
        _peer.Receive(Ack(), reliable: true);
        Assert.Equal(0, _peer.Layer.ActiveTransactions);
    }

    [Fact]
    public void In_Accepted_copies_of_the_INVITE_are_absorbed_and_the_user_repeats_the_200()
    {
        var id = _peer.Receive(_invite);
        _peer.Answer(id, _invite, 200);
        _peer.Receive(_invite);
        _peer.RunFor(31_999);
        Assert.Equal(["200"], _peer.SentKinds);
        Assert.True(_peer.Answer(id, _invite, 200));
        Assert.False(_peer.Answer(id, _invite, 180));
        Assert.False(_peer.Answer(id, _invite, 500));
        Assert.Equal(["200", "200"], _peer.SentKinds);
        Assert.Equal(2, _peer.Layer.Counters.ResponsesRejected);

        // Timer L runs from the first 200.
        _peer.RunFor(1);
        Assert.Equal(0, _peer.Layer.ActiveTransactions);
        Assert.False(_peer.Answer(id, _invite, 200));
    }

    [Theory]
    [InlineData("z9hG4bK-ack")]
    [InlineData(SipText.Branch)]
    public void The_ACK_to_a_200_is_for_the_user_whatever_its_branch(string branch)
    {
        var id = _peer.Receive(_invite);
        _peer.Answer(id, _invite, 200);
        _peer.Receive(Ack(branch));
        _peer.Receive(Ack(branch));
        Assert.Equal(2, _peer.Events.OfType<TransactionEvent.AckReceived>().Count());
        Assert.Equal(1, _peer.Layer.ActiveTransactions);
        _peer.RunOut();
    }

    [Fact]
    public void A_second_final_response_is_refused_in_Completed()
    {
        var id = _peer.Receive(_invite);
        Assert.True(_peer.Answer(id, _invite, 486));
        Assert.False(_peer.Answer(id, _invite, 200));
        Assert.Equal(["486"], _peer.SentKinds);
        _peer.RunOut();
    }

    [Fact]
    public void An_ACK_before_any_final_response_is_dropped()
    {
        var id = _peer.Receive(_invite);
        _peer.Receive(Ack());
        Assert.Equal(1, _peer.Layer.Counters.AcksDropped);
        _peer.Answer(id, _invite, 486);
        Assert.Equal(["486"], _peer.SentKinds);
        _peer.RunOut();
    }
}
