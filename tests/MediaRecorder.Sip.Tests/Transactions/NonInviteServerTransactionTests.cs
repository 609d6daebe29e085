using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Sip.Tests.Transactions;

public sealed class NonInviteServerTransactionTests
{
    private readonly Peer _peer = new();
    private readonly SipMessage _options = SipText.Request("OPTIONS");

    [Fact]
    public void A_copy_is_absorbed_before_any_response_and_gets_the_last_one_after()
    {
        var id = _peer.Receive(_options);
        _peer.Receive(_options);
        Assert.Empty(_peer.Sent);
        _peer.Answer(id, _options, 100);
        _peer.Receive(_options);
        _peer.Answer(id, _options, 200);
        _peer.Receive(_options);
        Assert.Equal(["100", "100", "200", "200"], _peer.SentKinds);
        _peer.Only<TransactionEvent.RequestReceived>();
        Assert.Equal(3, _peer.Layer.Counters.RetransmissionsAbsorbed);
        _peer.RunOut();
    }

    [Fact]
    public void The_final_response_is_kept_for_32_seconds()
    {
        var id = _peer.Receive(_options);
        _peer.RunFor(1_000);
        _peer.Answer(id, _options, 200);
        _peer.RunFor(31_999);
        _peer.Receive(_options);
        Assert.Equal([1_000, 32_999], _peer.SentAtMs);
        _peer.RunFor(1);
        Assert.Equal(0, _peer.Layer.ActiveTransactions);
        Assert.Empty(_peer.Events.OfType<TransactionEvent.ServerTimedOut>());
    }

    [Fact]
    public void A_second_final_response_is_refused()
    {
        var id = _peer.Receive(_options);
        Assert.True(_peer.Answer(id, _options, 200));
        Assert.False(_peer.Answer(id, _options, 404));
        Assert.Equal(["200"], _peer.SentKinds);
        _peer.RunOut();
    }

    [Fact]
    public void On_a_reliable_transport_the_final_response_ends_it_at_once()
    {
        var id = _peer.Receive(_options, reliable: true);
        Assert.True(_peer.Answer(id, _options, 200));
        Assert.Equal(0, _peer.Layer.ActiveTransactions);
        Assert.Equal(long.MaxValue, _peer.Layer.NextDeadlineNs);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_request_the_user_forgets_leaves_the_table_after_32_seconds(bool provisional)
    {
        var id = _peer.Receive(_options);
        if (provisional)
            _peer.Answer(id, _options, 100);
        _peer.RunFor(31_999);
        Assert.Equal(1, _peer.Layer.ActiveTransactions);
        _peer.RunFor(1);
        Assert.Equal(id, _peer.Only<TransactionEvent.ServerTimedOut>().Id);
        Assert.Equal(0, _peer.Layer.ActiveTransactions);
        Assert.False(_peer.Answer(id, _options, 200));
    }
}
