using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Sip.Tests.Transactions;

public sealed class TransactionLayerTests
{
    private static SipMessage Numbered(string method, int number, string? toTag = null) =>
        SipText.Request(method, branch: $"z9hG4bK-{number}", callId: $"call-{number}", toTag: toTag);

    // REQ: A-01
    [Fact]
    public void A_full_table_answers_new_requests_503_with_Retry_After_and_keeps_nothing()
    {
        var peer = new Peer(maxTransactions: 16);
        for (var i = 0; i < 1_000; i++)
            peer.Receive(Numbered("INVITE", i));
        Assert.Equal(16, peer.Layer.ActiveTransactions);
        Assert.Equal(16, peer.Events.OfType<TransactionEvent.RequestReceived>().Count());
        Assert.Equal(984, peer.Layer.Counters.RequestsRefused);
        Assert.Equal(984, peer.Sent.Count);
        Assert.All(peer.Sent, sent =>
        {
            Assert.Equal(503, sent.Message.StatusCode);
            Assert.True(sent.Message.TryGetHeader(SipHeaderName.RetryAfter, out var seconds));
            Assert.Equal("10", seconds);
        });

        // The ACK to a 503 is absorbed: no dialog has to be looked for.
        peer.Receive(SipText.Request(
            "ACK", branch: "z9hG4bK-999", callId: "call-999", toTag: peer.Sent[^1].Message.To.Tag));
        Assert.Empty(peer.Events.OfType<TransactionEvent.AckReceived>());
        Assert.Equal(1, peer.Layer.Counters.AcksDropped);
    }

    // REQ: A-09
    [Fact]
    public void The_flood_of_one_source_is_answered_503_and_leaves_the_others_their_room()
    {
        var peer = new Peer(maxTransactions: 16, maxPerSource: 8);
        for (var i = 0; i < 100; i++)
            peer.Receive(Numbered("OPTIONS", i), Peer.Alice);
        Assert.Equal(8, peer.Layer.ActiveTransactions);
        Assert.Equal(92, peer.Layer.Counters.RequestsOverShare);
        Assert.All(peer.Sent, sent => Assert.Equal(503, sent.Message.StatusCode));

        // Its calls can still end.
        for (var i = 0; i < 3; i++)
            peer.Receive(Numbered("BYE", 200 + i, toTag: "bob-tag"), Peer.Alice);
        Assert.Equal(93, peer.Layer.Counters.RequestsOverShare);

        for (var i = 0; i < 6; i++)
            peer.Receive(Numbered("OPTIONS", 300 + i), Peer.Bob);
        Assert.Equal(16, peer.Layer.ActiveTransactions);
        Assert.Equal(93, peer.Layer.Counters.RequestsOverShare);

        // Its places come back with time.
        peer.RunFor(40_000);
        Assert.Equal(0, peer.Layer.ActiveTransactions);
        peer.Receive(Numbered("OPTIONS", 400), Peer.Alice);
        Assert.Equal(93, peer.Layer.Counters.RequestsOverShare);
    }

    [Fact]
    public void Copies_of_known_requests_are_absorbed_when_the_table_is_full()
    {
        var peer = new Peer(maxTransactions: 1);
        peer.Receive(Numbered("OPTIONS", 1));
        peer.Receive(Numbered("OPTIONS", 1));
        Assert.Equal(0, peer.Layer.Counters.RequestsRefused);
        Assert.Equal(1, peer.Layer.Counters.RetransmissionsAbsorbed);
        peer.RunOut();
    }

    [Fact]
    public void When_the_table_is_full_calls_can_still_end()
    {
        var peer = new Peer(maxTransactions: 16);
        for (var i = 0; i < 16; i++)
            peer.Receive(Numbered("INVITE", i));
        peer.Receive(Numbered("BYE", 100, toTag: "bob-tag"));
        peer.Receive(Numbered("BYE", 101, toTag: "bob-tag"));
        Assert.Equal(0, peer.Layer.Counters.RequestsRefused);
        peer.Receive(Numbered("BYE", 102, toTag: "bob-tag"));
        Assert.Equal(1, peer.Layer.Counters.RequestsRefused);
        peer.Receive(Numbered("CANCEL", 3));
        peer.Only<TransactionEvent.CancelReceived>();
        Assert.Equal(19, peer.Layer.ActiveTransactions);
    }

    [Fact]
    public void Places_become_free_again_when_transactions_end()
    {
        var peer = new Peer(maxTransactions: 1);
        var first = Numbered("OPTIONS", 1);
        peer.Answer(peer.Receive(first), first, 200);
        peer.Receive(Numbered("OPTIONS", 2));
        Assert.Equal(1, peer.Layer.Counters.RequestsRefused);
        peer.RunFor(32_000);
        peer.Receive(Numbered("OPTIONS", 2));
        Assert.Equal(1, peer.Layer.Counters.RequestsRefused);
        peer.RunOut();
    }

    [Fact]
    public void Misuse_by_the_user_is_an_exception()
    {
        var layer = new TransactionLayer(10);
        var bye = SipText.Request("BYE");
        layer.SendRequest(bye.Raw, SipMethod.Bye, SipText.Branch, Peer.Bob, 0);
        Assert.Throws<ArgumentException>(
            () => layer.SendRequest(bye.Raw, SipMethod.Bye, SipText.Branch, Peer.Bob, 0));
        Assert.Throws<ArgumentException>(
            () => layer.SendRequest(bye.Raw, SipMethod.Bye, "z9hG4bK-other", Peer.Bob, 0));
        Assert.Throws<ArgumentException>(
            () => layer.SendRequest(bye.Raw, SipMethod.Invite, SipText.Branch, Peer.Bob, 0));
        Assert.Throws<ArgumentException>(
            () => layer.SendRequest(SipText.Request("ACK").Raw, SipMethod.Ack, SipText.Branch, Peer.Bob, 0));
        Assert.Throws<ArgumentException>(
            () => layer.SendRequest(new byte[] { 1, 2, 3 }, SipMethod.Bye, SipText.Branch, Peer.Bob, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TransactionLayer(0));
        Assert.Equal(1, layer.ActiveTransactions);
    }

    [Fact]
    public void A_response_to_an_unknown_transaction_is_refused()
    {
        var peer = new Peer();
        Assert.False(peer.Answer(new ServerTransactionId(42), SipText.Request("BYE"), 200));
        Assert.Empty(peer.Sent);
        Assert.Equal(1, peer.Layer.Counters.ResponsesRejected);
    }

    [Fact]
    public void A_stateless_message_leaves_no_transaction()
    {
        var layer = new TransactionLayer(10);
        var ack = SipText.Request("ACK", toTag: "bob-tag");
        layer.SendStateless(ack.Raw, Peer.Bob);
        Assert.True(layer.TryTake(out var e));
        var send = Assert.IsType<TransactionEvent.Send>(e);
        Assert.Equal(Peer.Bob, send.Destination);
        Assert.True(ack.Raw.Span.SequenceEqual(send.Bytes.Span));
        Assert.False(layer.TryTake(out _));
        Assert.Equal(0, layer.ActiveTransactions);
    }

    [Fact]
    public void A_short_deadline_passes_the_long_ones_set_before_it()
    {
        var peer = new Peer();
        for (var i = 0; i < 50; i++)
            peer.Receive(Numbered("OPTIONS", i));
        Assert.Equal(32_000_000_000, peer.Layer.NextDeadlineNs);
        var invite = Numbered("INVITE", 50);
        var id = peer.Receive(invite);
        Assert.Equal(200_000_000, peer.Layer.NextDeadlineNs);
        peer.RunFor(200);
        Assert.Equal(["100"], peer.SentKinds);
        Assert.Equal(32_000_000_000, peer.Layer.NextDeadlineNs);
        peer.Answer(id, invite, 486);
        Assert.Equal(700_000_000, peer.Layer.NextDeadlineNs);
        peer.RunOut();
    }

    [Fact]
    public void Deadlines_fire_in_the_order_of_time_whatever_the_order_of_the_requests()
    {
        var random = new Random(17);
        var peer = new Peer(maxTransactions: 1_000);
        var dueMs = new Dictionary<ServerTransactionId, long>();
        for (var i = 0; i < 300; i++)
        {
            peer.RunFor(random.Next(50));
            dueMs.Add(peer.Receive(Numbered("OPTIONS", i)), peer.NowMs + 32_000);
        }
        foreach (var id in dueMs.Keys.Where(_ => random.Next(2) == 0).ToArray())
        {
            // An answer moves the deadline into the middle of the others.
            peer.Layer.SendResponse(id, SipText.Answer(Numbered("OPTIONS", 0), 200), 200, peer.NowNs);
            dueMs.Remove(id);
        }
        while (peer.Layer.NextDeadlineNs != long.MaxValue)
        {
            var before = peer.Events.Count;
            peer.RunFor(1);
            foreach (var e in peer.Events.Skip(before).Cast<TransactionEvent.ServerTimedOut>())
                Assert.True(dueMs.Remove(e.Id, out var due) && due == peer.NowMs, $"due {due}, fired {peer.NowMs}");
        }
        Assert.Empty(dueMs);
        Assert.Equal(0, peer.Layer.ActiveTransactions);
    }
}
