using System.Net;
using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Tests.Transactions;

namespace MediaRecorder.Sip.Tests.Dialogs;

public sealed class DialogTests
{

    private static Dialog Uas(string extra = DialogText.LooseRoutes) =>
        Dialog.CreateUas(DialogText.Invite(extra), "bob-tag", "sip:bob@192.0.2.2:5060");

    private static SipMessage FromAlice(string method, uint cseq, string extra = "") =>
        SipText.Request(method, cseq: cseq, toTag: "bob-tag", extra: extra);

    // REQ: A-01
    [Fact]
    public void A_UAS_dialog_takes_its_state_from_the_INVITE()
    {
        var dialog = Uas();
        Assert.Equal(new DialogId("call-1", "bob-tag", "alice-tag"), dialog.Id);
        Assert.Equal(0u, dialog.LocalCSeq);
        Assert.Equal(1u, dialog.RemoteCSeq);
        Assert.Equal("sip:alice@192.0.2.77:5062", dialog.RemoteTarget.Text);
        Assert.Equal(
            ["<sip:198.51.100.2;lr>", "<sip:198.51.100.1:5070;lr>"], dialog.RouteSet.Select(route => route.Text));
        Assert.Equal(DialogState.Early, dialog.State);
        dialog.Confirm();
        Assert.Equal(DialogState.Confirmed, dialog.State);
        dialog.Terminate();
        dialog.Confirm();
        Assert.Equal(DialogState.Terminated, dialog.State);
    }

    // REQ: A-01
    [Fact]
    public void A_UAC_dialog_takes_its_state_from_the_INVITE_and_the_response_with_the_route_reversed()
    {
        var invite = SipText.Request("INVITE", cseq: 7, extra: "Contact: <sip:alice@192.0.2.1:5060>\n");
        var dialog = Dialog.CreateUac(invite, DialogText.Answer(180, extra: DialogText.LooseRoutes));
        Assert.Equal(new DialogId("call-1", "alice-tag", "bob-tag"), dialog.Id);
        Assert.Equal(7u, dialog.LocalCSeq);
        Assert.Null(dialog.RemoteCSeq);
        Assert.Equal("sip:alice@192.0.2.1:5060", dialog.LocalContactUri);
        Assert.Equal(
            ["<sip:198.51.100.1:5070;lr>", "<sip:198.51.100.2;lr>"], dialog.RouteSet.Select(route => route.Text));
        Assert.Equal(DialogState.Early, dialog.State);
    }

    [Fact]
    public void The_2xx_settles_the_route_set_of_an_early_dialog_and_its_copies_change_nothing()
    {
        var dialog = Dialog.CreateUac(DialogText.Invite(), DialogText.Answer(180, extra: DialogText.LooseRoutes));
        dialog.Confirm(DialogText.Answer(
            200, extra: "Record-Route: <sip:203.0.113.5;lr>\nContact: <sip:bob@203.0.113.9>\n"));
        Assert.Equal(DialogState.Confirmed, dialog.State);
        Assert.Equal("<sip:203.0.113.5;lr>", Assert.Single(dialog.RouteSet).Text);
        Assert.Equal("sip:bob@203.0.113.9", dialog.RemoteTarget.Text);

        dialog.Confirm(DialogText.Answer(200, extra: DialogText.LooseRoutes));
        Assert.Single(dialog.RouteSet);
        Assert.Equal("sip:bob@203.0.113.9", dialog.RemoteTarget.Text);
    }

    [Fact]
    public void A_2xx_without_a_provisional_response_creates_a_confirmed_dialog()
    {
        var dialog = Dialog.CreateUac(DialogText.Invite(), DialogText.Answer(200));
        Assert.Equal(DialogState.Confirmed, dialog.State);
        // Without Contact the target is where the INVITE went.
        Assert.Equal("sip:bob@192.0.2.2", dialog.RemoteTarget.Text);
    }

    // REQ: A-01
    [Fact]
    public void Requests_carry_the_dialog_and_count_up()
    {
        var dialog = Uas();
        dialog.Confirm();
        var bye = DialogText.Built(dialog.CreateRequest(SipMethod.Bye));
        Assert.Equal("sip:alice@192.0.2.77:5062", bye.RequestUri);
        Assert.Equal(["<sip:198.51.100.2;lr>", "<sip:198.51.100.1:5070;lr>"], bye.Routes.Select(route => route.Text));
        Assert.Equal("<sip:bob@192.0.2.2>;tag=bob-tag", bye.From.Text);
        Assert.Equal("\"Alice\" <sip:alice@192.0.2.1>;tag=alice-tag", bye.To.Text);
        Assert.Equal("call-1", bye.CallId);
        Assert.Equal(new CSeq(1, SipMethod.Bye, "BYE"), bye.CSeq);
        Assert.Equal(70, bye.MaxForwards);
        Assert.Empty(bye.Contacts);

        var reinvite = DialogText.Built(dialog.CreateRequest(SipMethod.Invite));
        Assert.Equal(new CSeq(2, SipMethod.Invite, "INVITE"), reinvite.CSeq);
        Assert.Equal("sip:bob@192.0.2.2:5060", Assert.Single(reinvite.Contacts).Uri.Text);

        var unknown = DialogText.Built(dialog.CreateRequest("FOO"));
        Assert.Equal(new CSeq(3, SipMethod.Unknown, "FOO"), unknown.CSeq);
    }

    [Fact]
    public void A_strict_router_gets_its_own_URI_and_the_target_last()
    {
        var bye = DialogText.Built(
            Uas(DialogText.StrictRoutes).CreateRequest(SipMethod.Bye));
        Assert.Equal("sip:198.51.100.2", bye.RequestUri);
        Assert.Equal(
            ["<sip:198.51.100.1;lr>", "<sip:alice@192.0.2.77:5062>"], bye.Routes.Select(route => route.Text));
    }

    [Fact]
    public void The_ACK_carries_the_number_of_its_INVITE_and_counts_nothing()
    {
        var dialog = Dialog.CreateUac(DialogText.Invite(), DialogText.Answer(200, extra: DialogText.LooseRoutes));
        var ack = DialogText.Built(dialog.CreateAck(1));
        Assert.Equal(new CSeq(1, SipMethod.Ack, "ACK"), ack.CSeq);
        Assert.Equal("sip:alice@192.0.2.77:5062", ack.RequestUri);
        Assert.Equal(2, ack.Routes.Count);
        Assert.Equal("bob-tag", ack.To.Tag);
        Assert.Equal(1u, dialog.LocalCSeq);
    }

    [Theory]
    [InlineData(SipMethod.Ack)]
    [InlineData(SipMethod.Cancel)]
    [InlineData(SipMethod.Unknown)]
    public void ACK_CANCEL_and_no_method_are_not_requests_of_a_dialog(SipMethod method)
    {
        var dialog = Uas();
        Assert.Throws<ArgumentException>(() => dialog.CreateRequest(method));
        Assert.Equal(0u, dialog.LocalCSeq);
    }

    // REQ: A-01
    [Fact]
    public void Requests_are_judged_by_their_CSeq()
    {
        var dialog = Uas();
        Assert.Equal(DialogRequestResult.InOrder, dialog.CheckRequest(FromAlice("ACK", 1)));
        Assert.Equal(DialogRequestResult.InOrder, dialog.CheckRequest(FromAlice("CANCEL", 1)));
        Assert.Equal(DialogRequestResult.InOrder, dialog.CheckRequest(FromAlice("INFO", 5)));
        Assert.Equal(DialogRequestResult.OutOfOrder, dialog.CheckRequest(FromAlice("INFO", 4)));
        Assert.Equal(DialogRequestResult.OutOfOrder, dialog.CheckRequest(FromAlice("BYE", 5)));
        Assert.Equal(5u, dialog.RemoteCSeq);
        Assert.Equal(DialogRequestResult.InOrderTargetRefresh, dialog.CheckRequest(FromAlice("INVITE", 6)));
        Assert.Equal(DialogRequestResult.InOrderTargetRefresh, dialog.CheckRequest(FromAlice("UPDATE", 7)));
        Assert.Equal(DialogRequestResult.InOrder, dialog.CheckRequest(FromAlice("BYE", 2_147_483_647)));
    }

    [Fact]
    public void The_first_request_to_a_UAC_may_have_any_CSeq()
    {
        var invite = DialogText.Invite();
        var dialog = Dialog.CreateUac(SipText.Request("INVITE", fromTag: "bob-tag"), DialogText.Answer(200));
        Assert.Equal(DialogRequestResult.NotInDialog, dialog.CheckRequest(invite));
        var other = Dialog.CreateUac(invite, DialogText.Answer(200));
        var info = SipText.Request("INFO", cseq: 0, fromTag: "bob-tag", toTag: "alice-tag");
        Assert.Equal(DialogRequestResult.InOrder, other.CheckRequest(info));
        Assert.Equal(0u, other.RemoteCSeq);
        Assert.Equal(DialogRequestResult.OutOfOrder, other.CheckRequest(info));
    }

    [Fact]
    public void Requests_of_other_dialogs_and_after_the_end_are_not_in_it()
    {
        var dialog = Uas();
        Assert.Equal(DialogRequestResult.NotInDialog, dialog.CheckRequest(
            SipText.Request("BYE", cseq: 2, toTag: "bob-tag", callId: "other")));
        Assert.Equal(DialogRequestResult.NotInDialog, dialog.CheckRequest(
            SipText.Request("BYE", cseq: 2, toTag: "other")));
        Assert.Equal(DialogRequestResult.NotInDialog, dialog.CheckRequest(
            SipText.Request("BYE", cseq: 2, toTag: "bob-tag", fromTag: "other")));
        Assert.Equal(1u, dialog.RemoteCSeq);
        dialog.Terminate();
        Assert.Equal(DialogRequestResult.NotInDialog, dialog.CheckRequest(FromAlice("BYE", 2)));
    }

    [Fact]
    public void A_target_refresh_moves_the_target_and_never_the_route()
    {
        var dialog = Uas();
        dialog.RefreshTarget(FromAlice(
            "INVITE", 2, "Record-Route: <sip:203.0.113.5;lr>\nContact: <sip:alice@192.0.2.88:5080>\n"));
        Assert.Equal("sip:alice@192.0.2.88:5080", dialog.RemoteTarget.Text);
        Assert.Equal(2, dialog.RouteSet.Count);
        dialog.RefreshTarget(FromAlice("UPDATE", 3));
        Assert.Equal("sip:alice@192.0.2.88:5080", dialog.RemoteTarget.Text);
    }

    [Fact]
    public void The_next_hop_is_the_first_route_or_else_the_target()
    {
        Assert.True(Uas().TryGetNextHop(out var proxy));
        Assert.Equal(IPEndPoint.Parse("198.51.100.2:5060"), proxy);
        Assert.True(Uas("Contact: <sip:alice@192.0.2.77:5062>\n").TryGetNextHop(out var direct));
        Assert.Equal(IPEndPoint.Parse("192.0.2.77:5062"), direct);
        Assert.False(Uas("Contact: <sip:alice@host.example>\n").TryGetNextHop(out _));
    }

    [Fact]
    public void A_peer_of_RFC_2543_without_tag_has_an_empty_one()
    {
        var dialog = Dialog.CreateUas(SipText.Request("INVITE", fromTag: ""), "bob-tag", "sip:bob@192.0.2.2");
        Assert.Equal(new DialogId("call-1", "bob-tag", ""), dialog.Id);
        Assert.Equal(DialogRequestResult.InOrder, dialog.CheckRequest(
            SipText.Request("BYE", cseq: 2, fromTag: "", toTag: "bob-tag")));
        var bye = DialogText.Built(dialog.CreateRequest(SipMethod.Bye));
        Assert.Null(bye.To.Tag);
    }
}
