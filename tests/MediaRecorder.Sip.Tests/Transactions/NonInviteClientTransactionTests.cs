using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Sip.Tests.Transactions;

public sealed class NonInviteClientTransactionTests
{
    private readonly Peer _peer = new();
    private readonly SipMessage _bye = SipText.Request("BYE", toTag: "bob-tag");

    [Fact]
    public void Unanswered_request_is_repeated_up_to_every_4_seconds_and_times_out_after_32_seconds()
    {
        var id = _peer.Send(_bye);
        _peer.RunFor(31_999);
        Assert.Equal(
            [0, 500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500], _peer.SentAtMs);
        Assert.Empty(_peer.Events);
        _peer.RunFor(1);
        Assert.Equal(id, _peer.Only<TransactionEvent.ClientTimedOut>().Id);
        _peer.RunOut();
    }

    [Fact]
    public void After_a_provisional_response_it_is_repeated_every_4_seconds_and_still_times_out()
    {
        _peer.Send(_bye);
        _peer.RunFor(600);
        _peer.Receive(SipText.AnswerMessage(_bye, 100));
        _peer.Only<TransactionEvent.ResponseReceived>();
        _peer.RunFor(31_400);
        Assert.Equal([0, 500, 1_500, 5_500, 9_500, 13_500, 17_500, 21_500, 25_500, 29_500], _peer.SentAtMs);
        _peer.Only<TransactionEvent.ClientTimedOut>();
        _peer.RunOut();
    }

    [Theory]
    [InlineData(200)]
    [InlineData(481)]
    public void A_final_response_is_delivered_once_and_its_copies_are_absorbed_for_5_seconds(int status)
    {
        var id = _peer.Send(_bye);
        _peer.Receive(SipText.AnswerMessage(_bye, status));
        _peer.RunFor(4_999);
        _peer.Receive(SipText.AnswerMessage(_bye, status));
        Assert.Equal(id, _peer.Only<TransactionEvent.ResponseReceived>().Id);
        Assert.Equal(1, _peer.Layer.Counters.RetransmissionsAbsorbed);
        Assert.Equal(["BYE"], _peer.SentKinds);

        _peer.RunFor(1);
        Assert.Equal(0, _peer.Layer.ActiveTransactions);
        _peer.Receive(SipText.AnswerMessage(_bye, status));
        Assert.Equal(1, _peer.Layer.Counters.StrayResponses);
    }

    [Fact]
    public void On_a_reliable_transport_nothing_is_repeated_and_a_final_response_ends_it_at_once()
    {
        _peer.Send(_bye, reliable: true);
        _peer.RunFor(20_000);
        Assert.Equal([0], _peer.SentAtMs);
        _peer.Receive(SipText.AnswerMessage(_bye, 200));
        Assert.Equal(0, _peer.Layer.ActiveTransactions);
        Assert.Equal(long.MaxValue, _peer.Layer.NextDeadlineNs);
    }

    [Fact]
    public void On_a_reliable_transport_Timer_F_still_fires()
    {
        _peer.Send(_bye, reliable: true);
        _peer.Receive(SipText.AnswerMessage(_bye, 100));
        _peer.RunFor(32_000);
        Assert.Equal([0], _peer.SentAtMs);
        _peer.Only<TransactionEvent.ClientTimedOut>();
        _peer.RunOut();
    }
}
