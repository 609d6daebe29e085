using System.Net;
using MediaRecorder.Calls.B2bua;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.SessionTimers;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;

namespace MediaRecorder.Calls.Tests.B2bua.Exchanges;

/// <summary>Session timers of RFC 4028: each party's session has its own, in either role.</summary>
// REQ: A-01
public sealed class CallSessionTimerTests
{
    private const string Knows = "Supported: timer\r\nAllow: INVITE, ACK, BYE, CANCEL, UPDATE\r\n";

    private static readonly IPEndPoint Customer = SimulatedRecorder.CustomerSip;
    private static readonly IPEndPoint Agent = SimulatedRecorder.AgentSip;

    private readonly HandmadeCall _call = new();

    [Fact]
    public void Each_side_agrees_on_an_interval_of_its_own()
    {
        _call.Offered(extra: Knows + "Session-Expires: 600;refresher=uac\r\n");
        Assert.Equal("1800", Header(_call.Invite!, "Session-Expires"));
        Assert.True(_call.Invite!.HasToken(Sip.Messages.Headers.SipHeaderName.Supported, "timer"));
        var answer = AnswerBy("Session-Expires: 900;refresher=uas\r\nRequire: timer\r\n");
        Assert.Equal("600;refresher=uac", Header(answer, "Session-Expires"));
        Assert.Equal("timer", Header(answer, "Require"));
        End();
    }

    [Fact]
    public void Who_knows_no_session_timers_gets_none()
    {
        _call.Offered();
        var answer = AnswerBy("");
        Assert.Null(Header(answer, "Session-Expires"));
        Assert.Null(Header(answer, "Require"));
        Assert.DoesNotContain("BYE", Kinds(Wait(4000), Customer));
        End();
    }

    [Fact]
    public void Too_short_an_interval_is_answered_422_with_our_minimum()
    {
        var refused = Assert.Single(
            _call.Customer(_call.CustomerRequest("INVITE", 1, CustomerSdp(), Knows + "Session-Expires: 60\r\n"))).Message;
        Assert.Equal(422, refused.StatusCode);
        Assert.Equal("90", Header(refused, "Min-SE"));
        Assert.Equal(0, _call.Recorder.B2bua.ActiveCalls);
    }

    [Fact]
    public void A_422_of_the_agents_side_is_met_by_a_longer_interval_and_the_customer_never_knows()
    {
        _call.Offered(extra: Knows);
        var sent = _call.Agent(Response(_call.Invite!, 422, extra: "Min-SE: 3600\r\n"));
        Assert.Empty(Kinds(sent, Customer));
        var again = sent.Single(m => m.Message.Method == SipMethod.Invite && m.Message.IsRequest).Message;
        Assert.Equal("3600", Header(again, "Session-Expires"));
        Assert.Equal("3600", Header(again, "Min-SE"));
        Assert.Equal(_call.Invite!.CSeq.Number + 1, again.CSeq.Number);
        Assert.Equal(_call.Invite.CallId, again.CallId);
        _call.Answered(again);
        End();
    }

    [Fact]
    public void A_422_that_asks_for_no_more_than_it_had_is_not_met_again()
    {
        _call.Offered();
        Assert.Equal(["422"], Kinds(_call.Agent(Response(_call.Invite!, 422, extra: "Min-SE: 100\r\n")), Customer));
        _call.AssertNothingLeft();
    }

    [Fact]
    public void As_refresher_the_recorder_sends_an_update_at_half_the_interval()
    {
        Talking("Session-Expires: 600;refresher=uac\r\nAllow: UPDATE\r\n");
        Assert.Empty(Wait(299));
        var update = Assert.Single(Wait(2)).Message;
        Assert.Equal("UPDATE", update.MethodToken);
        Assert.Equal("600;refresher=uac", Header(update, "Session-Expires"));
        Assert.True(update.Body.IsEmpty);
        _call.Agent(Response(update, 200, extra: "Session-Expires: 600;refresher=uac\r\n"));
        Assert.Empty(Wait(298));
        var second = Assert.Single(Wait(4)).Message;
        _call.Agent(Response(second, 200, extra: "Session-Expires: 600;refresher=uac\r\n"));
        End();
    }

    [Fact]
    public void A_party_without_update_is_refreshed_by_a_reinvite_that_repeats_our_sdp()
    {
        Talking("Session-Expires: 600;refresher=uac\r\n");
        var reinvite = Assert.Single(Wait(301)).Message;
        Assert.Equal("INVITE", reinvite.MethodToken);
        Assert.Equal(_call.Invite!.Body.ToArray(), reinvite.Body.ToArray());
        var sent = _call.Agent(Response(reinvite, 200, AgentSdp(), extra: "Session-Expires: 600;refresher=uac\r\n"));
        Assert.Equal(["ACK"], Kinds(sent, Agent));
        Assert.Empty(Kinds(sent, Customer));
        // Its ACK was lost.
        Assert.Equal(
            ["ACK"], Kinds(_call.Agent(Response(reinvite, 200, AgentSdp(), extra: "Session-Expires: 600\r\n")), Agent));
        End();
    }

    [Fact]
    public void While_our_refreshing_reinvite_is_open_those_of_both_sides_get_491()
    {
        Talking("Session-Expires: 600;refresher=uac\r\n");
        var reinvite = Assert.Single(Wait(301)).Message;
        Assert.Equal(["491"], Kinds(_call.Agent(_call.AgentRequest("INVITE", 1, AgentSdp(version: 2))), Agent));
        Assert.Equal(["491"], Kinds(_call.Customer(_call.CustomerRequest("INVITE", 2, CustomerSdp(version: 2))), Customer));
        _call.Agent(Response(reinvite, 200, AgentSdp(), extra: "Session-Expires: 600;refresher=uac\r\n"));
        Assert.Equal(["INVITE"], Kinds(_call.Customer(_call.CustomerRequest("INVITE", 3, CustomerSdp(version: 2))), Agent));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_refreshing_reinvite_that_only_makes_progress_is_cancelled(bool callEnds)
    {
        Talking("Session-Expires: 600;refresher=uac\r\n");
        var reinvite = Assert.Single(Wait(301)).Message;
        _call.Agent(Response(reinvite, 183));
        var sent = callEnds ? _call.Customer(_call.CustomerRequest("BYE", 9)) : Wait(33);
        Assert.Contains("CANCEL", Kinds(sent, Agent));
        _call.Agent(Response(reinvite, 487));
        if (callEnds)
        {
            _call.AssertNothingLeft();
        }
        else
        {
            End();
        }
    }

    // RFC 3261 §14.1: we made the agent's Call-ID, so we wait 2.1 to 4 s.
    [Fact]
    public void A_refresh_that_met_another_is_sent_again_after_the_wait_of_the_call_ids_owner()
    {
        Talking("Session-Expires: 600;refresher=uac\r\n");
        var reinvite = Assert.Single(Wait(301)).Message;
        _call.Agent(Response(reinvite, 491));
        Assert.Empty(Requests(Wait(2.09)));
        var again = Assert.Single(Requests(Wait(2)));
        Assert.Equal(reinvite.CSeq.Number + 1, again.CSeq.Number);
        _call.Agent(Response(again, 200, AgentSdp(), extra: "Session-Expires: 600;refresher=uac\r\n"));
        End();
    }

    [Fact]
    public void A_refused_refresh_is_tried_again_and_the_call_ends_when_the_interval_does()
    {
        Talking("Session-Expires: 600;refresher=uac\r\nAllow: UPDATE\r\n");
        var update = Assert.Single(Wait(301)).Message;
        var tries = 0;
        while (update.MethodToken == "UPDATE")
        {
            tries++;
            _call.Agent(Response(update, 500));
            SipMessage? next;
            while ((next = Requests(Wait(0.5)).FirstOrDefault()) is null)
            {
            }

            update = next;
        }

        Assert.Equal("BYE", update.MethodToken);
        Assert.InRange(tries, 3, 12);
        Assert.InRange(_call.NowNs / 1e9, 567, 570);
        Assert.Equal(1, _call.Recorder.Counters.Ended(CallOutcome.SessionExpired));
    }

    [Theory]
    [InlineData(481)]
    [InlineData(408)]
    public void A_refresh_that_finds_no_dialog_ends_the_call(int status)
    {
        Talking("Session-Expires: 600;refresher=uac\r\nAllow: UPDATE\r\n");
        var update = Assert.Single(Wait(301)).Message;
        Assert.Equal(["BYE"], Kinds(_call.Agent(Response(update, status)), Customer));
    }

    [Fact]
    public void A_party_that_stops_refreshing_is_hung_up_before_its_interval_ends()
    {
        Talking("Session-Expires: 600;refresher=uas\r\n");
        Assert.Empty(Wait(567));
        var sent = Wait(2);
        Assert.Equal(["BYE"], Kinds(sent, Customer));
        Assert.Equal(["BYE"], Kinds(sent, Agent));
        Assert.Equal(1, _call.Recorder.Counters.Ended(CallOutcome.SessionExpired));
    }

    [Fact]
    public void A_partys_own_refresh_passes_and_starts_the_intervals_of_both_anew()
    {
        Talking("Session-Expires: 600;refresher=uas\r\n");
        Wait(500);
        var update = Assert.Single(_call.Agent(_call.AgentRequest(
            "UPDATE", 1, extra: "Supported: timer\r\nSession-Expires: 600;refresher=uac\r\n"))).Message;
        Assert.Equal("UPDATE", update.MethodToken);
        var sent = _call.Customer(Response(update, 200));
        Assert.Equal("600;refresher=uac", Header(Assert.Single(sent).Message, "Session-Expires"));
        Assert.Empty(Wait(560));
        Assert.Contains("BYE", Kinds(Wait(10), Agent));
    }

    [Fact]
    public void A_refresh_with_too_short_an_interval_gets_422_and_changes_nothing()
    {
        Talking("Session-Expires: 600;refresher=uas\r\n");
        var refused = Assert.Single(_call.Agent(_call.AgentRequest(
            "UPDATE", 1, extra: "Supported: timer\r\nSession-Expires: 30\r\n"))).Message;
        Assert.Equal(422, refused.StatusCode);
        Assert.Contains("BYE", Kinds(Wait(570), Agent));
    }

    [Fact]
    public void Switched_off_nothing_is_proposed()
    {
        var call = new HandmadeCall(
            SimulatedRecorder.Model() with { SessionTimer = new SessionTimerTerms(0, 90) });
        call.Offered(extra: Knows);
        Assert.Null(Header(call.Invite!, "Session-Expires"));
    }

    // Without the repetitions of what was not answered.
    private List<(IPEndPoint To, SipMessage Message)> Wait(double seconds) =>
        [.. _call.Wait(seconds).DistinctBy(m => (m.To, m.Message.TopVia.Branch, m.Message.MethodToken))];

    private void Talking(string agreed)
    {
        _call.Offered();
        AnswerBy("Require: timer\r\n" + agreed);
    }

    private SipMessage AnswerBy(string headers)
    {
        var answer = _call.Agent(Response(_call.Invite!, 200, AgentSdp(), extra: headers))
            .Single(m => m.To.Equals(Customer)).Message;
        _call.Customer(_call.CustomerRequest("ACK", 1).Replace(
            "To: <sip:4711@192.0.2.1>", "To: " + answer.To.Text, StringComparison.Ordinal));
        _call.Take(answer);
        return answer;
    }

    private void End()
    {
        _call.Customer(_call.CustomerRequest("BYE", 9));
        _call.AssertNothingLeft();
    }

    private static string? Header(SipMessage message, string name) =>
        message.TryGetHeader(name, out var value) ? value : null;

    private static IEnumerable<SipMessage> Requests(List<(IPEndPoint To, SipMessage Message)> sent) =>
        sent.Select(m => m.Message).Where(m => m.IsRequest);

    private static string[] Kinds(List<(IPEndPoint To, SipMessage Message)> sent, IPEndPoint to) =>
        [.. sent.Where(m => m.To.Equals(to))
            .Select(m => m.Message.IsRequest ? m.Message.MethodToken : $"{m.Message.StatusCode}")];
}
