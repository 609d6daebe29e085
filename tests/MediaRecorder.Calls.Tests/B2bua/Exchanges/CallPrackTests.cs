using System.Net;
using System.Text;
using MediaRecorder.Calls.B2bua;
using MediaRecorder.Media.Paths;
using MediaRecorder.Sip.Messages;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;

namespace MediaRecorder.Calls.Tests.B2bua.Exchanges;

/// <summary>Reliable provisional responses and their PRACKs, end to end (RFC 3262).</summary>
// REQ: A-01
public sealed class CallPrackTests
{
    private const string Supported = "Supported: 100rel\r\n";

    private static readonly IPEndPoint Customer = SimulatedRecorder.CustomerSip;
    private static readonly IPEndPoint Agent = SimulatedRecorder.AgentSip;

    private readonly HandmadeCall _call = new();

    [Fact]
    public void A_reliable_response_is_numbered_anew_and_its_prack_goes_on_to_the_callee()
    {
        _call.Offered(extra: Supported);
        Assert.Equal("100rel", Header(_call.Invite!, "Supported"));
        var ringing = Ring(180, rseq: 776);
        Assert.Equal(("100rel", "1"), (Header(ringing, "Require"), Header(ringing, "RSeq")));
        var prack = ToOne(_call.Customer(Prack(2, ringing, "1 1 INVITE")), Agent);
        Assert.Equal(("PRACK", "776 1 INVITE"), (prack.MethodToken, Header(prack, "RAck")));
        Assert.Equal(200, ToOne(_call.Agent(Response(prack, 200)), Customer).StatusCode);
        Assert.Empty(_call.Wait(30));
        Finish(ToOne(_call.Agent(Response(_call.Invite!, 200, AgentSdp())), Customer));
    }

    [Fact]
    public void Without_a_prack_it_is_repeated_from_500_ms_doubling_and_after_32_s_the_call_is_refused()
    {
        _call.Offered(extra: Supported);
        Ring(180, rseq: 1);
        var times = new List<long>();
        for (var i = 0; i < 640; i++)
        {
            times.AddRange(_call.Wait(0.05).Where(m => m.Message.StatusCode == 180).Select(_ => _call.NowNs / 50_000_000));
        }

        Assert.Equal([10L, 30, 70, 150, 310, 630], times);
        var end = _call.Wait(1);
        Assert.Equal(504, ToOne(end, Customer).StatusCode);
        Assert.Equal("CANCEL", ToOne(end, Agent).MethodToken);
        _call.Agent(Response(_call.Invite!, 487));
        Assert.Equal(1, _call.Recorder.Counters.Ended(CallOutcome.NoAck));
        _call.AssertNothingLeft();
    }

    [Fact]
    public void Copies_are_dropped_and_so_is_what_comes_beyond_a_gap()
    {
        _call.Offered(extra: Supported);
        var ringing = Ring(180, rseq: 10);
        Assert.Empty(_call.Agent(Reliable(180, 10)));
        Assert.Empty(_call.Agent(Reliable(183, 12, AgentSdp())));
        PrackAndAnswer(2, ringing, "1 1 INVITE");
        Assert.Empty(_call.Agent(Reliable(183, 12, AgentSdp())));
        Assert.Equal("2", Header(Ring(181, rseq: 11), "RSeq"));
    }

    // RFC 3262 §3: the second only after the first is acknowledged.
    [Fact]
    public void A_second_one_waits_until_the_first_is_acknowledged()
    {
        _call.Offered(extra: Supported);
        var first = Ring(180, rseq: 10);
        Assert.Empty(_call.Agent(Reliable(183, 11, AgentSdp())));
        var sent = _call.Customer(Prack(2, first, "1 1 INVITE"));
        Assert.Equal("10 1 INVITE", Header(ToOne(sent, Agent), "RAck"));
        var second = ToOne(sent, Customer);
        Assert.Equal((183, "2"), (second.StatusCode, Header(second, "RSeq")));
        Assert.Equal("11 1 INVITE", Header(ToOne(_call.Customer(Prack(3, second, "2 1 INVITE")), Agent), "RAck"));
    }

    [Theory]
    [InlineData("2 1 INVITE")]
    [InlineData("1 2 INVITE")]
    [InlineData("1 1 BYE")]
    [InlineData("1")]
    [InlineData("-1 1 INVITE")]
    public void A_prack_that_acknowledges_nothing_is_answered_481(string rack)
    {
        _call.Offered(extra: Supported);
        var ringing = Ring(180, rseq: 1);
        Assert.Equal(481, ToOne(_call.Customer(Prack(2, ringing, rack)), Customer).StatusCode);
        Assert.Contains(_call.Wait(1), m => m.Message.StatusCode == 180);
    }

    [Fact]
    public void A_prack_that_comes_twice_is_answered_481_the_second_time()
    {
        _call.Offered(extra: Supported);
        var ringing = Ring(180, rseq: 1);
        PrackAndAnswer(2, ringing, "1 1 INVITE");
        Assert.Equal(481, ToOne(_call.Customer(Prack(3, ringing, "1 1 INVITE")), Customer).StatusCode);
    }

    [Fact]
    public void An_answer_in_a_reliable_response_is_the_answer_and_the_200_says_none()
    {
        _call.Offered(extra: Supported);
        var progress = Ring(183, rseq: 1, AgentSdp(6100));
        Assert.Contains("m=audio 10000", Body(progress), StringComparison.Ordinal);
        Assert.Equal(6100, _call.Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
        PrackAndAnswer(2, progress, "1 1 INVITE");
        var ok = ToOne(_call.Agent(Response(_call.Invite!, 200, AgentSdp(6999))), Customer);
        Assert.True(ok.Body.IsEmpty);
        Assert.Equal(6100, _call.Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
        Finish(ok);
    }

    [Fact]
    public void A_second_offer_in_a_prack_is_answered_in_its_200()
    {
        _call.Offered(extra: Supported);
        var progress = Ring(183, rseq: 1, AgentSdp());
        var prack = ToOne(_call.Customer(Prack(2, progress, "1 1 INVITE", CustomerSdp(4100, 2))), Agent);
        Assert.Contains("m=audio 10002", Body(prack), StringComparison.Ordinal);
        var ok = ToOne(_call.Agent(Response(prack, 200, AgentSdp(6100, 2))), Customer);
        Assert.Contains("m=audio 10000", Body(ok), StringComparison.Ordinal);
        Assert.Equal(4100, _call.Recorder.RemoteOf(LegSide.Ingress).Rtp!.Port);
        Assert.Equal(6100, _call.Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
        Finish(ToOne(_call.Agent(Response(_call.Invite!, 200)), Customer));
    }

    [Fact]
    public void A_delayed_offer_comes_in_a_reliable_response_and_its_answer_in_the_prack()
    {
        _call.Offered(sdp: "", extra: Supported);
        var progress = Ring(183, rseq: 1, AgentSdp(6100));
        Assert.Contains("m=audio 10000", Body(progress), StringComparison.Ordinal);
        var prack = ToOne(_call.Customer(Prack(2, progress, "1 1 INVITE", CustomerSdp(4100))), Agent);
        Assert.Contains("m=audio 10002", Body(prack), StringComparison.Ordinal);
        _call.Agent(Response(prack, 200));
        Assert.Equal(4100, _call.Recorder.RemoteOf(LegSide.Ingress).Rtp!.Port);
        Assert.Equal(6100, _call.Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
        var sent = _call.Agent(Response(_call.Invite!, 200));
        Assert.Equal("ACK", ToOne(sent, Agent).MethodToken);
        Assert.True(ToOne(sent, Customer).Body.IsEmpty);
        Finish(ToOne(sent, Customer));
    }

    // RFC 3262 §3: no 2xx while a reliable response with SDP is unacknowledged. The callee should have waited itself.
    [Fact]
    public void The_200_waits_for_the_prack_of_a_response_with_sdp()
    {
        _call.Offered(extra: Supported);
        var progress = Ring(183, rseq: 1, AgentSdp());
        Assert.Empty(_call.Agent(Response(_call.Invite!, 200)));
        var sent = _call.Customer(Prack(2, progress, "1 1 INVITE"));
        Assert.Equal(["PRACK", "ACK"], sent.Where(m => m.To.Equals(Agent)).Select(m => m.Message.MethodToken));
        Finish(ToOne(sent, Customer));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_200_that_waits_for_nothing_ends_at_the_callee_too(bool callerCancels)
    {
        _call.Offered(extra: Supported);
        Ring(183, rseq: 1, AgentSdp());
        _call.Agent(Response(_call.Invite!, 200));
        var sent = callerCancels ? _call.Customer(_call.CustomerRequest("CANCEL", 1, branch: "1")) : _call.Wait(33);
        Assert.Equal(["ACK", "BYE"], sent.Where(m => m.To.Equals(Agent)).Select(m => m.Message.MethodToken).Distinct());
        Assert.Contains(sent, m => m.Message.StatusCode == (callerCancels ? 487 : 504));
        _call.AssertNothingLeft();
    }

    // RFC 3262 §3: after the final response nothing is repeated, but the PRACK is still taken.
    [Fact]
    public void A_prack_that_crosses_the_200_still_passes()
    {
        _call.Offered(extra: Supported);
        var ringing = Ring(180, rseq: 1);
        var ok = ToOne(_call.Agent(Response(_call.Invite!, 200, AgentSdp())), Customer);
        Assert.DoesNotContain(_call.Wait(2), m => m.Message.StatusCode == 180);
        PrackAndAnswer(2, ringing, "1 1 INVITE");
        Finish(ok);
    }

    [Fact]
    public void Each_branch_of_a_fork_has_its_own_numbers()
    {
        _call.Offered(extra: Supported);
        var a = ToOne(_call.Agent(Reliable(180, 50, tag: "a")), Customer);
        var b = ToOne(_call.Agent(Reliable(180, 90, tag: "b")), Customer);
        Assert.Equal("90 1 INVITE", Header(ToOne(_call.Customer(Prack(2, b, "1 1 INVITE")), Agent), "RAck"));
        Assert.Equal("50 1 INVITE", Header(ToOne(_call.Customer(Prack(2, a, "1 1 INVITE")), Agent), "RAck"));
    }

    [Fact]
    public void A_callee_that_sends_it_to_a_caller_without_100rel_is_acknowledged_by_us()
    {
        _call.Offered();
        var sent = _call.Agent(Reliable(180, 5));
        Assert.Equal("5 1 INVITE", Header(ToOne(sent, Agent), "RAck"));
        Assert.Equal("(none)", Header(ToOne(sent, Customer), "Require"));
        Assert.Equal("(none)", Header(ToOne(sent, Customer), "RSeq"));
    }

    [Fact]
    public void Whoever_sends_many_ahead_of_our_pracks_is_heard_no_more_until_they_come()
    {
        _call.Offered(extra: Supported);
        var first = Ring(180, rseq: 1);
        for (var i = 2; i < 100; i++)
        {
            Assert.Empty(_call.Agent(Reliable(180, i)));
        }

        var passed = 1;
        for (var sent = _call.Customer(Prack(2, first, "1 1 INVITE")); sent.Any(m => m.To.Equals(Customer)); passed++)
        {
            sent = _call.Customer(Prack(2 + passed, ToOne(sent, Customer), $"{passed + 1} 1 INVITE"));
        }

        Assert.Equal(9, passed);
    }

    private SipMessage Ring(int status, int rseq, string body = "") =>
        ToOne(_call.Agent(Reliable(status, rseq, body)), Customer);

    private string Reliable(int status, int rseq, string body = "", string tag = "agent") =>
        Response(_call.Invite!, status, body, tag, $"Require: 100rel\r\nRSeq: {rseq}\r\n");

    private string Prack(int cseq, SipMessage response, string rack, string body = "") =>
        _call.CustomerRequest("PRACK", cseq, body, $"RAck: {rack}\r\n").Replace(
            "To: <sip:4711@192.0.2.1>", "To: " + response.To.Text, StringComparison.Ordinal);

    private void PrackAndAnswer(int cseq, SipMessage response, string rack)
    {
        var prack = ToOne(_call.Customer(Prack(cseq, response, rack)), Agent);
        Assert.Equal(200, ToOne(_call.Agent(Response(prack, 200)), Customer).StatusCode);
    }

    private void Finish(SipMessage answer)
    {
        Assert.Equal(200, answer.StatusCode);
        foreach (var method in (string[])["ACK", "BYE"])
        {
            _call.Customer(_call.CustomerRequest(method, method == "ACK" ? 1 : 50).Replace(
                "To: <sip:4711@192.0.2.1>", "To: " + answer.To.Text, StringComparison.Ordinal));
        }

        Assert.Equal(1, _call.Recorder.Counters.Ended(CallOutcome.CallerHungUp));
        _call.AssertNothingLeft();
    }

    private static string Body(SipMessage message) => Encoding.ASCII.GetString(message.Body);

    private static string Header(SipMessage message, string name) =>
        message.TryGetHeader(name, out var value) ? value : "(none)";

    private static SipMessage ToOne(List<(IPEndPoint To, SipMessage Message)> sent, IPEndPoint to) =>
        Assert.Single(sent, m => m.To.Equals(to)).Message;
}
