using System.Net;
using System.Text;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Calls.Transports;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transports;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;

namespace MediaRecorder.Calls.Tests.Requests;

/// <summary>Requests outside a call that pass through us.</summary>
// REQ: A-01
public sealed class StandaloneRequestTests
{
    private static readonly IPEndPoint Customer = SimulatedRecorder.CustomerSip;
    private static readonly IPEndPoint Agent = SimulatedRecorder.AgentSip;

    private readonly HandmadeCall _call = new();

    [Theory]
    [InlineData("MESSAGE")]
    [InlineData("PUBLISH")]
    [InlineData("NOTIFY")]
    public void It_goes_the_way_of_a_call_and_every_response_comes_back(string method)
    {
        var request = _call.CustomerRequest(method, 1, "hello", "Event: message-summary\r\n")
            .Replace("application/sdp", "text/plain", StringComparison.Ordinal);
        var forwarded = ToOne(_call.Customer(request), Agent);
        Assert.Equal((method, "sip:4711@192.0.2.20:5060"), (forwarded.MethodToken, forwarded.RequestUri));
        Assert.Equal((69, "hello"), (forwarded.MaxForwards, Encoding.ASCII.GetString(forwarded.Body)));
        Assert.NotEqual("c1", forwarded.CallId);
        Assert.NotEqual("customer", forwarded.From.Tag);
        Assert.Empty(_call.Agent(Response(forwarded, 100)));
        var answer = ToOne(_call.Agent(Response(forwarded, 404)), Customer);
        Assert.Equal(404, answer.StatusCode);
        Assert.NotNull(answer.To.Tag);
        Assert.NotEqual("agent", answer.To.Tag);
        Assert.Equal(0, _call.Recorder.B2bua.ActiveCalls);
        _call.AssertNothingLeft();
    }

    [Fact]
    public void Without_an_answer_nothing_is_said_and_nothing_is_left()
    {
        _call.Customer(_call.CustomerRequest("MESSAGE", 1));
        Assert.DoesNotContain(_call.Wait(40), m => !m.Message.IsRequest);
        _call.AssertNothingLeft();
    }

    // RFC 3261 §16.9.
    [Fact]
    public void What_could_not_be_sent_is_answered_503_at_once_outside_a_call_and_inside()
    {
        var call = new HandmadeCall(TcpTowardsAgent());
        call.Customer(call.CustomerRequest("MESSAGE", 1, callId: "m1"));
        Assert.Equal(503, ToOne(call.FailTcp(), Customer).StatusCode);

        call.Talking();
        call.Customer(call.CustomerRequest("INFO", 2));
        Assert.Equal(503, ToOne(call.FailTcp(), Customer).StatusCode);
        call.Customer(call.CustomerRequest("UPDATE", 3));
        Assert.Equal(503, ToOne(call.FailTcp(), Customer).StatusCode);
        Assert.Equal(1, call.Recorder.B2bua.ActiveCalls);
        call.Customer(call.CustomerRequest("BYE", 4));
        call.AssertNothingLeft();
    }

    // RFC 3261 §16.9.
    [Fact]
    public void An_INVITE_that_could_not_be_sent_to_the_last_next_hop_is_answered_503_at_once()
    {
        var call = new HandmadeCall(TcpTowardsAgent());
        call.Customer(call.CustomerRequest("INVITE", 1, CustomerSdp()));
        Assert.Equal(503, ToOne(call.FailTcp(), Customer).StatusCode);
        call.AssertNothingLeft();
    }

    [Fact]
    public void What_an_idle_connection_lost_goes_once_more_by_a_new_one()
    {
        var call = new HandmadeCall(TcpTowardsAgent());
        var sent = ToOne(call.Customer(call.CustomerRequest("MESSAGE", 1)), Agent);
        var again = ToOne(call.FailTcp(wasOpen: true), Agent);
        Assert.Equal(sent.TopVia.Branch, again.TopVia.Branch);
        Assert.Equal(200, ToOne(call.Agent(Response(again, 200)), Customer).StatusCode);
        call.AssertNothingLeft();
    }

    private static CallsModel TcpTowardsAgent()
    {
        var model = SimulatedRecorder.Model();
        var hop = new SipHop(SipTransport.Tcp, Agent);
        return model with
        {
            Transports = new TransportsModel { TcpListen = SimulatedRecorder.Sip },
            Trunks = model.Trunks.SetItem("pbx", model.Trunks["pbx"] with { NextHops = [new NextHopModel(hop)] }),
        };
    }

    [Theory]
    [InlineData("SUBSCRIBE", 489)]
    [InlineData("REFER", 403)]
    [InlineData("INFO", 481)]
    [InlineData("UPDATE", 481)]
    [InlineData("PRACK", 481)]
    [InlineData("FROBNICATE", 405)]
    public void What_needs_a_dialog_is_refused(string method, int status) =>
        Assert.Equal(status, Assert.Single(_call.Customer(_call.CustomerRequest(method, 1))).Message.StatusCode);

    private static SipMessage ToOne(List<(IPEndPoint To, SipMessage Message)> sent, IPEndPoint to) =>
        Assert.Single(sent, m => m.To.Equals(to)).Message;
}
