using System.Net;
using MediaRecorder.Calls.Stations;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Calls.Tests.Stations;

// REQ: A-06
public sealed class StationCallTests
{
    private const string Sdp =
        "v=0\r\no=- 1 1 IN IP4 192.0.2.20\r\ns=-\r\nc=IN IP4 192.0.2.20\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";

    [Fact]
    public void A_call_of_the_registrar_goes_to_the_phone_by_its_flow_under_its_own_name()
    {
        var rig = new StationRig();
        var contact = rig.Registered();
        var invite = Call(rig, contact);
        Assert.Equal("sip:100@192.168.1.2:5060", invite.RequestUri);
        Assert.Equal("100", invite.To.Uri.User);
        Assert.Equal("100", rig.Recorder.Recording.Opened.Single().Identity.Callee);
    }

    [Fact]
    public void By_path_the_route_finds_the_phone_and_is_not_passed_on()
    {
        var rig = new StationRig(StationRouting.Path);
        var path = rig.Registered();
        var invite = Call(rig, "sip:100@192.168.1.2:5060;line=7", $"Route: {path}\r\n");
        Assert.Equal("sip:100@192.168.1.2:5060;line=7", invite.RequestUri);
        Assert.Empty(invite.Routes);
    }

    [Fact]
    public void What_follows_in_the_dialog_takes_the_flow_whatever_the_phone_says_of_itself()
    {
        var rig = new StationRig();
        var invite = Call(rig, rig.Registered());
        var body = Sdp.Replace("192.0.2.20", "192.168.1.2", StringComparison.Ordinal);
        var ok = StationRig.Text(invite, 200, "Contact: <sip:100@192.168.1.2:5060>\r\nContent-Type: application/sdp\r\n")
            .Replace("Content-Length: 0\r\n\r\n", $"Content-Length: {body.Length}\r\n\r\n{body}", StringComparison.Ordinal);
        var answered = rig.Send(ok, StationRig.Phone);
        Assert.Contains(answered, s => s.Message.MethodToken == "ACK" && s.To.Equals(StationRig.Phone));
        var answer = Assert.Single(answered, s => s.Message.StatusCode == 200).Message;
        var ack = rig.Request("ACK", answer.Contacts[0].Uri.Text, string.Empty, "pbx", "in-1")
            .Replace("To: <sip:pbx@192.0.2.1>", $"To: {answer.To.Text}", StringComparison.Ordinal);

        rig.Send(ack, StationRig.Registrar);
        var bye = ack.Replace("ACK", "BYE", StringComparison.Ordinal);
        var (to, sent) = Assert.Single(rig.Send(bye, StationRig.Registrar), s => s.Message.IsRequest);
        Assert.Equal("BYE", sent.MethodToken);
        Assert.Equal(StationRig.Phone, to);
    }

    [Fact]
    public void A_phone_that_is_gone_is_answered_480_and_no_other_trunk_may_use_its_token()
    {
        var rig = new StationRig();
        var contact = rig.Registered();
        var stranger = rig.Send(
            rig.Request("INVITE", contact, "Contact: <sip:c@192.0.2.10>\r\n", "c", "x", Sdp),
            B2bua.SimulatedRecorder.CustomerSip);
        Assert.Equal(480, Final(stranger).StatusCode);

        rig.Pass(61);
        var late = rig.Send(
            rig.Request("INVITE", contact, "Contact: <sip:p@192.0.2.20>\r\n", "p", "y", Sdp), StationRig.Registrar);
        Assert.Equal(480, Final(late).StatusCode);
        Assert.Equal(0, rig.Recorder.OpenPaths);
    }

    [Fact]
    public void What_a_phone_dials_leaves_by_its_trunks_route()
    {
        var rig = new StationRig();
        rig.Registered();
        var sent = rig.Send(
            rig.Request("INVITE", "sip:200@192.0.2.1", "Contact: <sip:100@192.168.1.2:5060>\r\n", body: Sdp),
            StationRig.Phone);
        var (to, invite) = Assert.Single(sent, s => s.Message.IsRequest);
        Assert.Equal(StationRig.Registrar, to);
        Assert.Equal("sip:200@192.0.2.20:5060", invite.RequestUri);
    }

    [Fact]
    public void The_registrars_health_check_and_its_messages_reach_the_phone()
    {
        var rig = new StationRig();
        var contact = rig.Registered();
        foreach (var method in new[] { "OPTIONS", "MESSAGE", "NOTIFY" })
        {
            var sent = rig.Send(
                rig.Request(method, contact, "Event: message-summary\r\n", "pbx", method), StationRig.Registrar);
            var (to, request) = Assert.Single(sent);
            Assert.Equal((StationRig.Phone, method), (to, request.MethodToken));
            Assert.Equal("sip:100@192.168.1.2:5060", request.RequestUri);
        }
    }

    private static SipMessage Call(StationRig rig, string uri, string headers = "")
    {
        var sent = rig.Send(
            rig.Request("INVITE", uri, $"Contact: <sip:p@192.0.2.20>\r\n{headers}", "pbx", "in-1", Sdp),
            StationRig.Registrar);
        var (to, invite) = Assert.Single(sent, s => s.Message.IsRequest);
        Assert.Equal(StationRig.Phone, to);
        return invite;
    }

    private static SipMessage Final(IEnumerable<(IPEndPoint To, SipMessage Message)> sent) =>
        Assert.Single(sent, s => s.Message.StatusCode >= 200).Message;
}
