using System.Net;
using System.Text;
using MediaRecorder.Calls.Admission;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Sip.Messages;
using MediaRecorder.TestKit.Simulation;

namespace MediaRecorder.Calls.Tests.Signalling;

/// <summary>Requests that no call comes of, as raw text against the B2BUA.</summary>
public sealed class RequestScreeningTests
{
    private const string Sdp =
        "v=0\r\no=- 1 1 IN IP4 192.0.2.10\r\ns=-\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";

    private readonly SimulatedNetwork _network = new(1);
    private readonly SimulatedRecorder _recorder;

    public RequestScreeningTests() => _recorder = new SimulatedRecorder(_network);

    [Theory]
    [InlineData("REGISTER", "", 405, "Allow")]
    [InlineData("FROBNICATE", "", 405, "Allow")]
    [InlineData("BYE", "", 481, null)]
    [InlineData("INVITE", "Require: frob", 420, "Unsupported")]
    [InlineData("OPTIONS", "Max-Forwards: 0", 200, "Allow")]
    [InlineData("INVITE", "Max-Forwards: 0", 483, null)]
    [InlineData("MESSAGE", "Max-Forwards: 0", 483, null)]
    public void A_request_is_screened_by_method_and_headers(
        string method, string header, int status, string? responseHeader)
    {
        var response = Ask(Request(method, header: header));
        Assert.Equal(status, response!.StatusCode);
        Assert.Equal(
            responseHeader is not null, responseHeader is not null && response.TryGetHeader(responseHeader, out _));
        Assert.False(string.IsNullOrEmpty(response.To.Tag));
    }

    // REQ: A-03
    [Theory]
    [InlineData("sip:4711@192.0.2.1", "", 200)]
    [InlineData("sip:192.0.2.1", "", 200)]
    [InlineData("sips:4711@192.0.2.1", "", 200)]
    [InlineData("sip:4711@192.0.2.1", "Max-Forwards: 0", 200)]
    [InlineData("sip:4711@192.0.2.1", "Require: frob", 420)]
    [InlineData("tel:+4930123", "", 416)]
    [InlineData("soap.beep://192.0.2.103:3002", "", 416)]
    public void A_trunk_that_asks_for_our_health_is_answered_by_us_whatever_user_it_names(
        string uri, string header, int status)
    {
        var response = Ask(Request("OPTIONS", uri, header: header))!;
        Assert.Equal(status, response.StatusCode);
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)
            [("Allow", "UPDATE"), ("Accept", "application/sdp"), ("Supported", "timer")])
        {
            Assert.Equal(
                status == 200,
                response.TryGetHeader(name, out var text) && text.Contains(value, StringComparison.Ordinal));
        }

        Assert.False(_recorder.B2bua.TryTake(out _));
    }

    [Theory]
    [InlineData("tel:+4930123", Sdp, "application/sdp", 416)]
    [InlineData("sip:192.0.2.1", Sdp, "application/sdp", 404)]
    [InlineData("sip:1@192.0.2.1", "hello", "text/plain", 415)]
    [InlineData("sip:1@192.0.2.1", "m=audio", "application/sdp", 400)]
    [InlineData("sip:1@192.0.2.1", "v=0\r\no=- 1 1 IN IP4 192.0.2.10\r\ns=-\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\nm=audio 4000 UDP/TLS/RTP/SAVPF 96\r\n", "application/sdp", 488)]
    [InlineData("sip:1@192.0.2.1", "v=0\r\no=- 1 1 IN IP4 192.0.2.10\r\ns=-\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\nm=audio 0 RTP/AVP 0\r\n", "application/sdp", 488)]
    [InlineData("sip:1@192.0.2.1", "v=0\r\no=- 1 1 IN IP4 192.0.2.10\r\ns=-\r\nc=IN IP4 224.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n", "application/sdp", 488)]
    public void An_invite_is_screened_by_target_and_body(string uri, string body, string contentType, int status)
    {
        Assert.Equal(status, Ask(Request("INVITE", uri, body, contentType))!.StatusCode);
        Assert.Equal(1, _recorder.Counters.CallsRefused);
        Assert.Equal(0, _recorder.B2bua.ActiveCalls);
    }

    // REQ: A-03
    [Fact]
    public void An_unknown_source_is_refused_once_and_counted_and_makes_no_transaction()
    {
        var stranger = new IPEndPoint(IPAddress.Parse("198.51.100.7"), 5060);
        Assert.Equal(403, Ask(Request("INVITE", body: Sdp), stranger)!.StatusCode);
        Assert.Null(Ask(Request("ACK"), stranger));
        Assert.Null(Ask("garbage\r\n\r\n", stranger));
        Assert.Equal(3, _recorder.Counters.UnknownSources);
        Assert.Equal(0, _recorder.B2bua.ActiveTransactions);
    }

    // REQ: A-09
    [Fact]
    public void Over_the_admission_limit_a_call_gets_503_with_retry_after()
    {
        var rig = new CallRig(SimulatedRecorder.Model(maxCalls: 1)).Talking();
        rig.Recorder.B2bua.Receive(
            Encoding.ASCII.GetBytes(Request("INVITE", body: Sdp)), SimulatedRecorder.CustomerSip, rig.Network.NowNs);
        var response = Taken(rig.Recorder);
        Assert.Equal(503, response!.StatusCode);
        Assert.True(response.TryGetHeader("Retry-After", out _));
        Assert.Equal(1, rig.Recorder.Counters.NotAdmitted(AdmissionRefusal.AdmissionLimit));
        Assert.True(rig.Customer.IsInCall);
    }

    [Fact]
    public void Without_a_free_port_a_call_gets_503_and_its_recording_is_closed()
    {
        _recorder.OutOfPorts = true;
        Assert.Equal(503, Ask(Request("INVITE", body: Sdp))!.StatusCode);
        Assert.Equal(1, _recorder.Counters.CallsWithoutPorts);
        Assert.Equal(1, _recorder.Counters.CallsRefused);
        Assert.Single(_recorder.Recording.Closed);
    }

    [Theory]
    [InlineData("\r\n\r\n")]
    [InlineData("\0")]
    public void A_keepalive_is_no_message(string datagram)
    {
        Assert.Null(Ask(datagram));
        Assert.Equal(1, _recorder.Counters.Keepalives);
    }

    [Fact]
    public void A_broken_request_is_answered_400_when_it_can_be_and_counted()
    {
        Assert.Equal(
            400,
            Ask(Request("INVITE", body: Sdp)
                .Replace("Contact: <sip:caller@192.0.2.10>", "Contact: <sip:caller", StringComparison.Ordinal))!
                .StatusCode);
        Assert.Null(Ask("INVITE"));
        Assert.Equal(2, _recorder.Counters.MalformedMessages);
    }

    [Fact]
    public void What_cannot_be_read_is_answered_without_state_the_same_way_each_time_and_where_the_Via_says()
    {
        var broken = Request("INVITE", body: Sdp)
            .Replace(" SIP/2.0\r\nVia", " SIP/3.0\r\nVia", StringComparison.Ordinal);
        var source = new IPEndPoint(SimulatedRecorder.CustomerSip.Address, 40_000);
        var first = Ask(broken, source)!;
        _recorder.B2bua.Receive(Encoding.ASCII.GetBytes(broken), source, 0);
        Assert.True(_recorder.B2bua.TryTake(out var copy));
        Assert.Equal(505, first.StatusCode);
        Assert.Equal(first.Raw.ToArray(), copy.Bytes.ToArray());
        Assert.Equal(SimulatedRecorder.CustomerSip, copy.Destination);
    }

    [Fact]
    public void A_message_longer_than_calls_need_is_answered_513_and_makes_no_call()
    {
        var response = Ask(Request("INVITE", body: Sdp, header: "X-Long: " + new string('x', 16_000)));
        Assert.Equal(513, response!.StatusCode);
        Assert.Equal(0, _recorder.B2bua.ActiveTransactions);
        Assert.Empty(_recorder.Recording.Opened);
    }

    [Fact]
    public void An_invite_with_as_many_headers_as_can_be_is_answered_513_and_leaves_nothing()
    {
        var many = string.Join("\r\n", Enumerable.Range(0, 247).Select(i => $"X-{i}: 1"));
        Assert.Equal(513, Ask(Request("INVITE", body: Sdp, header: many))!.StatusCode);
        Assert.Equal(0, _recorder.B2bua.ActiveCalls);
        Assert.Equal(0, _recorder.OpenPaths);
        Assert.Single(_recorder.Recording.Closed);
    }

    // Found by CallFuzzTests: such a tag was once given to the response as if it were ours.
    [Fact]
    public void A_tag_that_is_no_token_is_answered_481_as_it_came()
    {
        var request = Request("BYE")
            .Replace("To: <sip:1@192.0.2.1>", "To: <sip:1@192.0.2.1>;tag=[::1]", StringComparison.Ordinal);
        var response = Ask(request)!;
        Assert.Equal((481, "[::1]"), (response.StatusCode, response.To.Tag));
    }

    // REQ: A-09
    [Fact]
    public void Once_stopping_no_call_is_taken()
    {
        _recorder.B2bua.HangUpAll(0);
        var response = Ask(Request("INVITE", body: Sdp));
        Assert.Equal(503, response!.StatusCode);
        Assert.True(response.TryGetHeader("Retry-After", out _));
    }

    [Theory]
    [InlineData("From: <tel:a@b>;tag=a", "<sip:192.0.2.1:5060>")]
    [InlineData("From: <tel:+49-30-123;phone-context=x>;tag=a", "<sip:+49-30-123@192.0.2.1:5060>")]
    [InlineData("From: sip:caller@carrier.example;tag=a", "<sip:caller@192.0.2.1:5060>")]
    [InlineData("f: sip:carrier.example;tag=a", "<sip:192.0.2.1:5060>")]
    [InlineData("From: \"x\\\" <sip:evil@evil.example>;tag=z, \\\"\" <sip:+4930;npdi;cpc=%3b@carrier.example>;tag=a", "\"x\\\" <sip:evil@evil.example>;tag=z, \\\"\" <sip:+4930;npdi;cpc=%3b@192.0.2.1:5060>")]
    public void The_caller_passes_in_our_own_words(string from, string expected)
    {
        var request = Request("INVITE", body: Sdp)
            .Replace("From: <sip:caller@carrier.example>;tag=a", from, StringComparison.Ordinal);
        var invite = Ask(request)!;
        Assert.Equal("INVITE", invite.MethodToken);
        Assert.StartsWith(expected + ";tag=", invite.From.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dialog_that_never_went_through_us_is_named_as_it_is_and_nonsense_is_not()
    {
        var invite = Ask(
            Request("INVITE", body: Sdp, header: "Replaces: abc;to-tag=1;from-tag=2\r\nTarget-Dialog: abc"))!;
        Assert.True(invite.TryGetHeader("Replaces", out var replaces));
        Assert.Equal("abc;to-tag=1;from-tag=2", replaces);
        Assert.False(invite.TryGetHeader("Target-Dialog", out _));
    }

    // REQ: A-02
    [Fact]
    public void IPv6_addresses_stand_in_brackets_and_without_a_zone()
    {
        var ours = IPAddress.Parse("fe80::1%7");
        var pbx = new IPEndPoint(IPAddress.Parse("fe80::20%7"), 5070);
        var model = SimulatedRecorder.Model();
        model = model with
        {
            SipListen = new IPEndPoint(ours, 5060),
            MediaAddress = IPAddress.Parse("2001:db8::1"),
            Trunks = model.Trunks.SetItem("pbx", model.Trunks["pbx"] with { NextHops = [new NextHopModel(pbx)] }),
        };
        var recorder = new SimulatedRecorder(new SimulatedNetwork(1), model);
        var offer = Sdp.Replace("IP4 192.0.2.10", "IP6 2001:db8::10", StringComparison.Ordinal);
        recorder.B2bua.Receive(
            Encoding.ASCII.GetBytes(Request("INVITE", body: offer)), SimulatedRecorder.CustomerSip, 0);
        var invite = Taken(recorder)!;
        Assert.Equal("sip:1@[fe80::20]:5070", invite.RequestUri);
        Assert.Equal(("[fe80::1]", 5060), (invite.TopVia.Host, invite.TopVia.Port));
        Assert.Equal("sip:[fe80::1]:5060", Assert.Single(invite.Contacts).Uri.Text);
        Assert.Contains("c=IN IP6 2001:db8::1\r\n", Encoding.ASCII.GetString(invite.Body), StringComparison.Ordinal);
    }

    [Fact]
    public void Media_of_the_other_address_family_is_refused()
    {
        var offer = Sdp.Replace("IP4 192.0.2.10", "IP6 2001:db8::10", StringComparison.Ordinal);
        Assert.Equal(488, Ask(Request("INVITE", body: offer))!.StatusCode);
    }

    // REQ: A-05
    [Fact]
    public void Identity_and_unknown_headers_pass_and_topology_does_not()
    {
        var extra = "P-Asserted-Identity: <sip:+4930123@carrier.example>\r\nX-Campaign: winter\r\nDiversion: <sip:1@carrier.example>\r\nUser-Agent: Secret/1\r\nRecord-Route: <sip:192.0.2.10;lr>";
        _recorder.B2bua.Receive(
            Encoding.ASCII.GetBytes(Request("INVITE", body: Sdp, header: extra)), SimulatedRecorder.CustomerSip, 0);
        var invite = Taken(_recorder)!;
        Assert.Equal("INVITE", invite.MethodToken);
        Assert.True(invite.TryGetHeader("P-Asserted-Identity", out _));
        Assert.True(invite.TryGetHeader("X-Campaign", out var campaign));
        Assert.Equal("winter", campaign);
        Assert.Equal(69, invite.MaxForwards);
        Assert.Empty(invite.RecordRoutes);
        Assert.False(invite.TryGetHeader("User-Agent", out _));
        Assert.DoesNotContain("192.0.2.10", Encoding.ASCII.GetString(invite.Raw.Span), StringComparison.Ordinal);
    }

    private static string Request(
        string method, string uri = "sip:1@192.0.2.1", string body = "", string contentType = "application/sdp",
        string header = "")
    {
        var maxForwards = header.StartsWith("Max-Forwards", StringComparison.Ordinal)
            ? string.Empty : "Max-Forwards: 70\r\n";
        var type = body.Length == 0 ? string.Empty : $"Content-Type: {contentType}\r\n";
        return $"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK{method}{uri.Length}{body.Length}\r\n{maxForwards}"
            + $"From: <sip:caller@carrier.example>;tag=a\r\nTo: <{uri}>\r\nCall-ID: {method}{uri}\r\nCSeq: 1 {method}\r\n"
            + $"Contact: <sip:caller@192.0.2.10>\r\n{(header.Length == 0 ? string.Empty : header + "\r\n")}{type}Content-Length: {body.Length}\r\n\r\n{body}";
    }

    private static SipMessage? Taken(SimulatedRecorder recorder)
    {
        if (!recorder.B2bua.TryTake(out var datagram))
        {
            return null;
        }

        Assert.True(SipMessage.TryParse(datagram.Bytes.Span, out var message, out _));
        return message;
    }

    private SipMessage? Ask(string datagram, IPEndPoint? source = null)
    {
        _recorder.B2bua.Receive(Encoding.ASCII.GetBytes(datagram), source ?? SimulatedRecorder.CustomerSip, 0);
        return Taken(_recorder);
    }
}
