using System.Net;
using System.Net.Sockets;
using System.Text;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Media.Paths;
using MediaRecorder.Sip.Messages;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;

namespace MediaRecorder.Calls.Tests.Lines;

/// <summary>Calls between an IPv4 and an IPv6 side: each is told an address of its own family.</summary>
// REQ
public sealed class MediaFamilyTests
{
    private const string CustomerV6 =
        "v=0\r\no=- 7 1 IN IP6 2001:db8::10\r\ns=-\r\nc=IN IP6 2001:db8::10\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\na=rtcp:4005\r\n";

    [Fact]
    public void An_ipv6_offer_reaches_an_ipv4_callee_as_ipv4_and_the_answer_comes_back_as_ipv6()
    {
        var call = Call().Offered(CustomerV6);
        Assert.Contains("c=IN IP4 192.0.2.1\r\n", Body(call.Invite!), StringComparison.Ordinal);
        Assert.DoesNotContain("IP6", Body(call.Invite!), StringComparison.Ordinal);
        var answer = call.Agent(Response(call.Invite!, 200, AgentSdp()))
            .Single(m => m.To.Equals(SimulatedRecorder.CustomerSip)).Message;
        Assert.Contains("c=IN IP6 2001:db8::1\r\n", Body(answer), StringComparison.Ordinal);
        Assert.Equal(IPEndPoint.Parse("[2001:db8::10]:4000"), call.Recorder.RemoteOf(LegSide.Ingress).Rtp);
        Assert.Equal(IPEndPoint.Parse("192.0.2.20:6000"), call.Recorder.RemoteOf(LegSide.Egress).Rtp);
    }

    [Fact]
    public void A_trunk_of_ipv6_media_is_offered_ipv6()
    {
        var call = Call(AddressFamily.InterNetworkV6).Offered();
        Assert.Contains("c=IN IP6 2001:db8::1\r\n", Body(call.Invite!), StringComparison.Ordinal);
        var answer = call.Agent(Response(
            call.Invite!, 200, CustomerV6.Replace("::10", "::20", StringComparison.Ordinal)));
        Assert.Equal(
            200, answer.Single(m => m.To.Equals(SimulatedRecorder.CustomerSip)).Message.StatusCode);
        Assert.Equal(IPEndPoint.Parse("[2001:db8::20]:4000"), call.Recorder.RemoteOf(LegSide.Egress).Rtp);
    }

    [Fact]
    public void A_hold_by_0_0_0_0_is_told_to_an_ipv6_side_as_its_own_unspecified_address()
    {
        var call = Call(AddressFamily.InterNetworkV6).Offered(Sdp("0.0.0.0", 4000));
        Assert.Contains("c=IN IP6 ::\r\n", Body(call.Invite!), StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_of_the_other_family_than_was_offered_ends_the_call()
    {
        var call = Call().Offered();
        var sent = call.Agent(Response(call.Invite!, 200, CustomerV6));
        Assert.Contains(sent, m => m.Message is { IsRequest: false, StatusCode: 488 });
        call.AssertNothingLeft();
    }

    [Fact]
    public void The_next_hop_of_another_family_is_offered_its_own_and_no_port_is_left_behind()
    {
        var (call, second) = CallWithHopOfTheOtherFamily();
        Assert.Contains("IP4", Body(call.Invite!), StringComparison.Ordinal);
        var again = call.Agent(Response(call.Invite!, 503)).Single(m => m.Message.Method == SipMethod.Invite && m.Message.IsRequest);
        Assert.Equal(second, again.To);
        Assert.Contains("c=IN IP6 2001:db8::1\r\n", Body(again.Message), StringComparison.Ordinal);
        Assert.Equal((1, 2), (call.Recorder.OpenPaths, call.Recorder.OpenPorts));
        call.Receive(Response(again.Message, 486), second);
        call.AssertNothingLeft();
    }

    // REQ
    [Fact]
    public void Where_no_port_is_left_for_the_next_hop_of_another_family_the_caller_gets_the_failure_of_the_first()
    {
        var (call, second) = CallWithHopOfTheOtherFamily();
        call.Recorder.OutOfPorts = true;
        var sent = call.Agent(Response(call.Invite!, 503));
        Assert.DoesNotContain(sent, m => m.To.Equals(second));
        Assert.Equal(503, sent.Single(m => m.To.Equals(SimulatedRecorder.CustomerSip)).Message.StatusCode);
        Assert.Equal(1, call.Recorder.Counters.CallsWithoutPorts);
        call.AssertNothingLeft();
    }

    private static CallsModel Model(AddressFamily? agents)
    {
        var model = SimulatedRecorder.Model();
        return model with
        {
            OtherMediaAddress = IPAddress.Parse("2001:db8::1"),
            Trunks = model.Trunks.SetItem("pbx", model.Trunks["pbx"] with { MediaFamily = agents }),
        };
    }

    private static (HandmadeCall Call, IPEndPoint Second) CallWithHopOfTheOtherFamily()
    {
        var model = Model(null);
        var second = new IPEndPoint(IPAddress.Parse("2001:db8::30"), 5060);
        var pbx = model.Trunks["pbx"];
        var call = new HandmadeCall(model with
        {
            Trunks = model.Trunks.SetItem("pbx", pbx with { NextHops = [.. pbx.NextHops, new NextHopModel(second, 2)] }),
        });
        return (call.Offered(), second);
    }

    private static HandmadeCall Call(AddressFamily? agents = null) => new(Model(agents));

    private static string Body(SipMessage message) => Encoding.ASCII.GetString(message.Body);
}
