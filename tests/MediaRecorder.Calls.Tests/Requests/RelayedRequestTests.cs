using System.Net;
using System.Text;
using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Sip.Messages;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;

namespace MediaRecorder.Calls.Tests.Requests;

/// <summary>Requests inside a call that pass through it.</summary>
// REQ: A-01
public sealed class RelayedRequestTests
{
    private static readonly IPEndPoint Customer = SimulatedRecorder.CustomerSip;
    private static readonly IPEndPoint Agent = SimulatedRecorder.AgentSip;

    private readonly HandmadeCall _call = new();

    [Theory]
    [InlineData("INFO")]
    [InlineData("MESSAGE")]
    [InlineData("REFER")]
    [InlineData("NOTIFY")]
    [InlineData("SUBSCRIBE")]
    [InlineData("OPTIONS")]
    [InlineData("PUBLISH")]
    [InlineData("FROBNICATE")]
    public void A_request_in_a_call_passes_with_its_headers_and_body_and_so_does_each_response(string method)
    {
        _call.Talking();
        var extra = "Event: refer\r\nInfo-Package: dtmf\r\nX-Campaign: winter\r\nContent-Disposition: Info-Package\r\n"
            + (method == "REFER" ? "Refer-To: <sip:c@pbx.example>\r\n" : "");
        var request = _call.CustomerRequest(method, 2, "Signal=5", extra)
            .Replace("application/sdp", "application/dtmf-relay", StringComparison.Ordinal);
        var forwarded = ToOne(_call.Customer(request), Agent);
        Assert.Equal(method, forwarded.MethodToken);
        Assert.Equal("sip:agent@192.0.2.20", forwarded.RequestUri);
        Assert.Equal("agent", forwarded.To.Tag);
        Assert.Equal("Signal=5", Encoding.ASCII.GetString(forwarded.Body));
        Assert.Equal("application/dtmf-relay", forwarded.ContentType);
        Assert.Equal("Info-Package", Header(forwarded, "Content-Disposition"));
        Assert.Equal("refer", Header(forwarded, "Event"));
        Assert.Equal("winter", Header(forwarded, "X-Campaign"));

        Assert.Equal(183, ToOne(_call.Agent(Response(forwarded, 183)), Customer).StatusCode);
        Assert.Empty(_call.Agent(Response(forwarded, 100)));
        var answer = ToOne(_call.Agent(Response(forwarded, 202, extra: "X-Result: ok\r\n")), Customer);
        Assert.Equal((202, "ok"), (answer.StatusCode, Header(answer, "X-Result")));
        _call.Customer(_call.CustomerRequest("BYE", 3));
        _call.AssertNothingLeft();
    }

    [Theory]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(481)]
    [InlineData(489)]
    [InlineData(603)]
    public void A_request_that_the_far_end_refuses_ends_no_call(int status)
    {
        _call.Talking();
        var forwarded = ToOne(_call.Agent(_call.AgentRequest("INFO", 1)), Customer);
        var challenge = "WWW-Authenticate: Digest realm=\"a\", nonce=\"b\"\r\nWarning: 399 x \"no\"\r\n";
        var answer = ToOne(_call.Customer(Response(forwarded, status, extra: challenge)), Agent);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("399 x \"no\"", Header(answer, "Warning"));
        Assert.True(answer.TryGetHeader("WWW-Authenticate", out _));
        Assert.Equal(1, _call.Recorder.B2bua.ActiveCalls);
        _call.Customer(_call.CustomerRequest("BYE", 2));
        _call.AssertNothingLeft();
    }

    // RFC 4320 §4.1: its sender has given up by itself.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_request_without_an_answer_in_time_gets_no_408_and_ends_no_call(bool far408)
    {
        _call.Talking();
        var forwarded = ToOne(_call.Customer(_call.CustomerRequest("INFO", 2)), Agent);
        var sent = far408 ? _call.Agent(Response(forwarded, 408)) : _call.Wait(40);
        Assert.DoesNotContain(sent, m => !m.Message.IsRequest);
        Assert.Equal(1, _call.Recorder.B2bua.ActiveCalls);
        _call.Customer(_call.CustomerRequest("BYE", 3));
        _call.AssertNothingLeft();
    }

    // REQ: A-05
    [Fact]
    public void A_session_description_of_one_side_is_not_shown_to_the_other()
    {
        _call.Talking();
        var forwarded = ToOne(_call.Customer(_call.CustomerRequest("OPTIONS", 2)), Agent);
        var answer = ToOne(_call.Agent(Response(forwarded, 200, AgentSdp())), Customer);
        Assert.Equal(200, answer.StatusCode);
        Assert.True(answer.Body.IsEmpty);
    }

    [Fact]
    public void A_refresh_of_the_target_by_notify_is_followed_once_accepted()
    {
        _call.Talking();
        var notify = _call.AgentRequest("NOTIFY", 1, extra: "Event: refer\r\nSubscription-State: active\r\n")
            .Replace("Contact: <sip:192.0.2.20>", "Contact: <sip:moved@192.0.2.20>", StringComparison.Ordinal);
        var forwarded = ToOne(_call.Agent(notify), Customer);
        _call.Customer(Response(forwarded, 200));
        var info = ToOne(_call.Customer(_call.CustomerRequest("INFO", 2)), Agent);
        Assert.Equal("sip:moved@192.0.2.20", info.RequestUri);
    }

    [Fact]
    public void A_request_with_as_many_headers_as_can_be_is_answered_513()
    {
        _call.Talking(extra: "Record-Route: <sip:192.0.2.10;lr>\r\n");
        var many = "Refer-To: <sip:c@pbx.example>\r\n"
            + string.Concat(Enumerable.Range(0, 247).Select(i => $"X-{i}: 1\r\n"));
        Assert.Equal(513, ToOne(_call.Agent(_call.AgentRequest("REFER", 1, extra: many)), Agent).StatusCode);
    }

    [Fact]
    public void A_required_extension_that_cannot_be_had_through_us_is_refused_by_name()
    {
        _call.Talking();
        var request = _call.CustomerRequest("INFO", 2, extra: "Require: norefersub, foo\r\nRequire: bar\r\n");
        var answer = ToOne(_call.Customer(request), Customer);
        Assert.Equal((420, "foo, bar"), (answer.StatusCode, Header(answer, "Unsupported")));
        var refer = _call.CustomerRequest(
            "REFER", 3, extra: "Require: norefersub\r\nRefer-To: <sip:c@pbx.example>\r\n");
        var forwarded = ToOne(_call.Customer(refer), Agent);
        Assert.Equal("norefersub", Header(forwarded, "Require"));
    }

    [Fact]
    public void A_hang_up_keeps_its_reason_and_body()
    {
        _call.Talking();
        var request = _call.AgentRequest(
                "BYE", 1, "bye", "Reason: Q.850;cause=16\r\nUser-to-User: 56a3\r\nX-Code: 7\r\n")
            .Replace("application/sdp", "text/plain", StringComparison.Ordinal);
        var bye = _call.Agent(request).Single(m => m.Message.IsRequest).Message;
        Assert.Equal("BYE", bye.MethodToken);
        Assert.Equal(
            ("Q.850;cause=16", "56a3", "7", "bye"),
            (Header(bye, "Reason"), Header(bye, "User-to-User"), Header(bye, "X-Code"),
                Encoding.ASCII.GetString(bye.Body)));
        _call.AssertNothingLeft();
    }

    // RFC 3326 §2.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_cancel_keeps_its_reason_also_when_it_must_wait(bool ringsFirst)
    {
        _call.Offered();
        if (ringsFirst)
        {
            _call.Agent(Response(_call.Invite!, 180));
        }

        var sent = _call.Customer(
            _call.CustomerRequest("CANCEL", 1, extra: "Reason: SIP;cause=200;text=\"elsewhere\"\r\n", branch: "1"));
        if (!ringsFirst)
        {
            sent = _call.Agent(Response(_call.Invite!, 180));
        }

        var cancel = ToOne(sent, Agent);
        Assert.Equal(("CANCEL", "SIP;cause=200;text=\"elsewhere\""), (cancel.MethodToken, Header(cancel, "Reason")));
    }

    private static string Header(SipMessage message, string name) =>
        message.TryGetHeader(name, out var value) ? value : "(none)";

    private static SipMessage ToOne(List<(IPEndPoint To, SipMessage Message)> sent, IPEndPoint to) =>
        Assert.Single(sent, m => m.To.Equals(to)).Message;
}
