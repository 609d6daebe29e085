using System.Net;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Sip.Tests.Transactions;

public sealed class TransactionMatchingTests
{
    private readonly Peer _peer = new();

    [Fact]
    public void Same_branch_from_another_sent_by_is_another_request()
    {
        _peer.Receive(SipText.Request("OPTIONS", callId: "a", sentBy: "192.0.2.1:5060"));
        _peer.Receive(SipText.Request("OPTIONS", callId: "b", sentBy: "192.0.2.1:5062"));
        _peer.Receive(SipText.Request("OPTIONS", callId: "c", sentBy: "host.example"));
        _peer.Receive(SipText.Request("OPTIONS", callId: "c", sentBy: "HOST.example"));
        Assert.Equal(3, _peer.Layer.ActiveTransactions);
        Assert.Equal(1, _peer.Layer.Counters.RetransmissionsAbsorbed);
        _peer.RunOut();
    }

    [Fact]
    public void Same_branch_with_another_method_is_another_request()
    {
        _peer.Receive(SipText.Request("OPTIONS"));
        _peer.Receive(SipText.Request("FOO", cseq: 2));
        _peer.Receive(SipText.Request("BAR", cseq: 3));
        Assert.Equal(3, _peer.Layer.ActiveTransactions);
        _peer.RunOut();
    }

    [Theory]
    [InlineData("z9hG4bK-other", "192.0.2.1:5060", "BYE")]
    [InlineData(SipText.Branch, "192.0.2.1:5062", "BYE")]
    [InlineData(SipText.Branch, "192.0.2.9:5060", "BYE")]
    [InlineData(SipText.Branch, "192.0.2.1:5060", "INVITE")]
    [InlineData("", "192.0.2.1:5060", "BYE")]
    public void A_response_to_nothing_of_ours_is_dropped_and_counted(string branch, string sentBy, string method)
    {
        var bye = SipText.Request("BYE", toTag: "bob-tag");
        _peer.Send(bye);
        _peer.Receive(SipText.AnswerMessage(SipText.Request(method, branch: branch, sentBy: sentBy), 200));
        Assert.Empty(_peer.Events);
        Assert.Equal(1, _peer.Layer.Counters.StrayResponses);
        _peer.Receive(SipText.AnswerMessage(bye, 200));
        _peer.RunOut();
    }

    [Theory]
    [InlineData("1")]
    [InlineData("")]
    public void RFC_2543_copies_are_recognised_without_a_unique_branch(string branch)
    {
        var invite = SipText.Request("INVITE", branch: branch);
        var id = _peer.Receive(invite);
        _peer.Answer(id, invite, 486);
        _peer.Receive(invite);
        Assert.Equal(["486", "486"], _peer.SentKinds);

        // The ACK carries the To tag of the response; one with another tag is for another dialog.
        _peer.Receive(SipText.Request("ACK", branch: branch, toTag: "other-tag"));
        _peer.Only<TransactionEvent.AckReceived>();
        _peer.Receive(SipText.Request("ACK", branch: branch, toTag: "bob-tag"));
        _peer.Only<TransactionEvent.AckReceived>();
        _peer.RunFor(5_000);
        Assert.Equal(0, _peer.Layer.ActiveTransactions);
        Assert.Equal(["486", "486"], _peer.SentKinds);

        // The second key went with the transaction.
        _peer.Receive(SipText.Request("ACK", branch: branch, toTag: "bob-tag"));
        Assert.Equal(2, _peer.Events.OfType<TransactionEvent.AckReceived>().Count());
    }

    [Fact]
    public void RFC_2543_requests_that_differ_in_anything_are_not_copies()
    {
        _peer.Receive(SipText.Request("INVITE", branch: "1"));
        _peer.Receive(SipText.Request("INVITE", branch: "1", cseq: 2));
        _peer.Receive(SipText.Request("INVITE", branch: "1", callId: "call-2"));
        _peer.Receive(SipText.Request("INVITE", branch: "1", fromTag: "other"));
        _peer.Receive(SipText.Request("INVITE", branch: "1", toTag: "bob-tag"));
        _peer.Receive(SipText.Request("INVITE", branch: "1", toTag: "bob-tag", sentBy: "192.0.2.1:5062"));
        Assert.Equal(6, _peer.Layer.ActiveTransactions);
        Assert.Equal(0, _peer.Layer.Counters.RetransmissionsAbsorbed);
    }

    [Fact]
    public void RFC_2543_ACK_to_a_200_is_for_the_user()
    {
        var invite = SipText.Request("INVITE", branch: "1");
        var id = _peer.Receive(invite);
        _peer.Answer(id, invite, 200);
        _peer.Receive(SipText.Request("ACK", branch: "1", toTag: "bob-tag"));
        _peer.Only<TransactionEvent.AckReceived>();
        _peer.RunOut();
    }

    [Fact]
    public void RFC_2543_CANCEL_finds_its_INVITE()
    {
        var invite = SipText.Request("INVITE", branch: "1");
        var id = _peer.Receive(invite);
        _peer.Receive(SipText.Request("CANCEL", branch: "1"));
        Assert.Equal(id, _peer.Only<TransactionEvent.CancelReceived>().Invite);
        _peer.Answer(id, invite, 487);
        _peer.RunOut();
    }

    // REQ: A-01
    [Fact]
    public void CANCEL_is_reported_with_its_INVITE_once()
    {
        var invite = SipText.Request("INVITE");
        var cancel = SipText.Request("CANCEL");
        var inviteId = _peer.Receive(invite);
        _peer.Receive(cancel);
        _peer.Receive(cancel);
        var e = _peer.Only<TransactionEvent.CancelReceived>();
        Assert.Equal(inviteId, e.Invite);
        Assert.True(_peer.Answer(e.Cancel, cancel, 200));
        Assert.True(_peer.Answer(inviteId, invite, 487));
        _peer.Receive(cancel);
        Assert.Equal(["200", "487", "200"], _peer.SentKinds);
        _peer.Receive(SipText.Request("ACK", toTag: "bob-tag"));
        _peer.RunOut();
    }

    [Theory]
    [InlineData("z9hG4bK-other", "192.0.2.1:5060")]
    [InlineData(SipText.Branch, "192.0.2.7:5060")]
    public void CANCEL_of_no_known_INVITE_is_answered_481_without_state(string branch, string sentBy)
    {
        var invite = SipText.Request("INVITE");
        var id = _peer.Receive(invite);
        _peer.Receive(SipText.Request("CANCEL", branch: branch, sentBy: sentBy));
        Assert.Equal(["481"], _peer.SentKinds);
        Assert.Equal(1, _peer.Layer.Counters.CancelsUnmatched);
        Assert.Equal(1, _peer.Layer.ActiveTransactions);
        _peer.Answer(id, invite, 486);
        _peer.RunOut();
    }

    [Fact]
    public void CANCEL_of_a_request_that_is_no_INVITE_is_answered_481()
    {
        _peer.Receive(SipText.Request("OPTIONS"));
        _peer.Receive(SipText.Request("CANCEL"));
        Assert.Equal(["481"], _peer.SentKinds);
        _peer.RunOut();
    }

    // REQ: A-01
    [Fact]
    public void A_request_that_arrives_by_a_second_path_is_answered_482_and_its_ACK_absorbed()
    {
        var invite = SipText.Request("INVITE");
        var merged = SipText.Request("INVITE", branch: "z9hG4bK-two");
        var id = _peer.Receive(invite);
        _peer.Receive(merged);
        _peer.Receive(merged);
        _peer.Only<TransactionEvent.RequestReceived>();
        Assert.Equal(["482", "482"], _peer.SentKinds);
        Assert.Equal(2, _peer.Layer.Counters.RequestsMerged);
        var tag = _peer.Sent[0].Message.To.Tag;
        Assert.NotNull(tag);
        Assert.Equal(tag, _peer.Sent[1].Message.To.Tag);

        _peer.Receive(SipText.Request("ACK", branch: "z9hG4bK-two", toTag: tag));
        Assert.Empty(_peer.Events.OfType<TransactionEvent.AckReceived>());
        Assert.Equal(1, _peer.Layer.Counters.AcksDropped);
        _peer.Answer(id, invite, 486);
        _peer.RunOut();

        // Nothing of the rule is left behind: the same fields are a new request once the first has gone.
        _peer.Receive(merged);
        Assert.Equal(2, _peer.Events.OfType<TransactionEvent.RequestReceived>().Count());
    }

    [Fact]
    public void Requests_inside_a_dialog_are_never_taken_for_merged()
    {
        _peer.Receive(SipText.Request("INFO", branch: "z9hG4bK-1", toTag: "bob-tag"));
        _peer.Receive(SipText.Request("INFO", branch: "z9hG4bK-2", toTag: "bob-tag"));
        Assert.Equal(2, _peer.Layer.ActiveTransactions);
        _peer.RunOut();
    }

    [Theory]
    [InlineData("192.0.2.1:5070", ";rport", 40_000)]
    [InlineData("192.0.2.1:5070", "", 5_070)]
    [InlineData("192.0.2.1", "", 5_060)]
    [InlineData("10.0.0.1:5070", ";maddr=203.0.113.9", 5_070)]
    public void Responses_go_to_the_source_address_and_the_port_RFC_3581_says(string sentBy, string viaEnd, int port)
    {
        var source = new IPEndPoint(IPAddress.Parse("198.51.100.7"), 40_000);
        var options = SipText.Request("OPTIONS", sentBy: sentBy, viaEnd: viaEnd);
        var id = _peer.Receive(options, source);
        _peer.Answer(id, options, 200);
        Assert.Equal(new IPEndPoint(source.Address, port), Assert.Single(_peer.Sent).Destination);
        _peer.RunOut();
    }

    [Fact]
    public void The_layer_writes_the_source_into_the_Via_of_its_own_responses()
    {
        var source = new IPEndPoint(IPAddress.Parse("198.51.100.7"), 40_000);
        _peer.Receive(SipText.Request("CANCEL"), source);
        var (_, response, destination) = Assert.Single(_peer.Sent);
        Assert.Equal(source, destination);
        Assert.Equal("198.51.100.7", response.TopVia.Received);
        Assert.Equal(40_000, response.TopVia.RPort);
    }
}
