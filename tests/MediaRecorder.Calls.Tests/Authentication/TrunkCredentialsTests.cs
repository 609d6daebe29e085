using System.Net;
using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Sip.Authentication;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using static MediaRecorder.Calls.Tests.Authentication.AuthenticatedTrunks;

namespace MediaRecorder.Calls.Tests.Authentication;

/// <summary>The agent's side challenges the recorder, in whole calls.</summary>
// REQ: A-03
public sealed class TrunkCredentialsTests
{
    private readonly HandmadeCall _call = new(WithCredentials());

    [Theory]
    [InlineData(401, SipHeaderName.Authorization)]
    [InlineData(407, SipHeaderName.ProxyAuthorization)]
    public void A_challenged_INVITE_is_repeated_and_the_call_knows_nothing_of_it(int status, SipHeaderName header)
    {
        _call.Offered();
        var first = _call.Invite!;
        Assert.Empty(first.Values(header));

        var sent = _call.Agent(HandmadeCall.Response(first, status, extra: Challenge(status, "n1")));

        var repeat = Take(sent, SipMethod.Invite);
        Assert.Equal(SipMethod.Ack, sent[0].Message.Method);
        Assert.Equal(2, sent.Count);
        Assert.Equal((2u, first.CallId, first.From.Tag), (repeat.CSeq.Number, repeat.CallId, repeat.From.Tag));
        Assert.NotEqual(first.TopVia.Branch, repeat.TopVia.Branch);
        Assert.Equal(first.Body, repeat.Body);
        Assert.Equal(1u, Proven(repeat, header).NonceCount);

        sent = _call.Agent(HandmadeCall.Response(repeat, 200, HandmadeCall.AgentSdp()));
        var ack = Take(sent, SipMethod.Ack);
        Assert.Equal((2u, repeat.Values(header)[0]), (ack.CSeq.Number, ack.Values(header)[0]));
        Assert.Equal(200, To(sent, SimulatedRecorder.CustomerSip).StatusCode);
        Assert.Equal(1, _call.Recorder.Counters.ChallengesAnswered);
        HangUp();
    }

    // As when two trunks at one address are told apart by ports that say nothing by TCP.
    [Fact]
    public void Credentials_are_those_of_the_trunk_the_call_leaves_by_though_another_has_the_same_address()
    {
        var model = WithCredentials();
        var twin = model.Trunks["pbx"] with { Name = "a-twin", Credentials = null };
        var call = new HandmadeCall(model with { Trunks = model.Trunks.Add("a-twin", twin) });
        call.Offered();
        var sent = call.Agent(HandmadeCall.Response(call.Invite!, 401, extra: Challenge(401, "n1")));
        Assert.Equal("n1", Proven(Take(sent, SipMethod.Invite)).Nonce);
    }

    [Fact]
    public void Later_requests_carry_credentials_at_once()
    {
        Talking();

        var bye = Take(_call.HangUpAll(), SipMethod.Bye, SimulatedRecorder.AgentSip);

        Assert.Equal((2u, "n1", 3u), (Proven(bye).NonceCount, Proven(bye).Nonce, bye.CSeq.Number));
        _call.AssertNothingLeft();
    }

    [Fact]
    public void A_challenged_BYE_is_repeated_with_the_next_number()
    {
        Talking();
        var bye = Take(_call.HangUpAll(), SipMethod.Bye, SimulatedRecorder.AgentSip);

        var repeat = Assert.Single(_call.Agent(HandmadeCall.Response(
            bye, 401, extra: Challenge(401, "n2", ", qop=\"auth\", stale=true")))).Message;

        Assert.Equal((SipMethod.Bye, 4u), (repeat.Method, repeat.CSeq.Number));
        Assert.Equal(("n2", 1u), (Proven(repeat).Nonce, Proven(repeat).NonceCount));
        Assert.Empty(_call.Agent(HandmadeCall.Response(repeat, 200)));
        _call.AssertNothingLeft();
    }

    [Fact]
    public void A_challenged_re_INVITE_counts_in_its_dialog()
    {
        Talking();
        var hold = HandmadeCall.CustomerSdp(version: 2, extra: "a=sendonly\r\n");
        var reinvite = Take(_call.Customer(_call.CustomerRequest("INVITE", 3, hold)), SipMethod.Invite);
        Assert.Equal(3u, reinvite.CSeq.Number);

        var repeat = Take(
            _call.Agent(HandmadeCall.Response(reinvite, 401, extra: Challenge(401, "n2"))), SipMethod.Invite);
        Assert.Equal(4u, repeat.CSeq.Number);
        Assert.Equal("n2", Proven(repeat).Nonce);
        Assert.Equal(
            4u,
            Take(_call.Agent(HandmadeCall.Response(repeat, 200, HandmadeCall.AgentSdp())), SipMethod.Ack)
                .CSeq.Number);
        _call.Customer(_call.CustomerRequest("ACK", 3));

        var bye = Take(_call.Customer(_call.CustomerRequest("BYE", 4)), SipMethod.Bye);
        Assert.Equal(5u, bye.CSeq.Number);
        _call.Agent(HandmadeCall.Response(bye, 200));
        _call.AssertNothingLeft();
    }

    [Fact]
    public void Refused_credentials_leave_the_failure_to_the_caller()
    {
        _call.Offered();
        var repeat = Take(
            _call.Agent(HandmadeCall.Response(_call.Invite!, 401, extra: Challenge(401, "n1"))), SipMethod.Invite);

        var sent = _call.Agent(HandmadeCall.Response(repeat, 401, extra: Challenge(401, "n2")));

        Assert.Equal(401, To(sent, SimulatedRecorder.CustomerSip).StatusCode);
        Assert.DoesNotContain(sent, message => message.Message.Method == SipMethod.Invite && message.Message.IsRequest);
        Assert.Equal(
            (1L, 1L), (_call.Recorder.Counters.ChallengesAnswered, _call.Recorder.Counters.ChallengesFailed));
        _call.Customer(_call.CustomerRequest("ACK", 1));
        _call.AssertNothingLeft();
    }

    [Fact]
    public void A_stale_nonce_is_replaced_once()
    {
        _call.Offered();
        var invite = _call.Invite!;
        foreach (var nonce in (string[])["n1", "n2"])
        {
            var stale = Challenge(401, nonce, ", qop=\"auth\", stale=true");
            invite = Take(_call.Agent(HandmadeCall.Response(invite, 401, extra: stale)), SipMethod.Invite);
            Assert.Equal(nonce, Proven(invite).Nonce);
        }

        var sent = _call.Agent(HandmadeCall.Response(
            invite, 401, extra: Challenge(401, "n3", ", qop=\"auth\", stale=true")));

        Assert.Equal(401, To(sent, SimulatedRecorder.CustomerSip).StatusCode);
        _call.Customer(_call.CustomerRequest("ACK", 1));
        _call.AssertNothingLeft();
    }

    [Fact]
    public void A_cancelled_INVITE_is_not_repeated()
    {
        _call.Offered();
        _call.Agent(HandmadeCall.Response(_call.Invite!, 180));
        _call.Customer(_call.CustomerRequest("CANCEL", 1, branch: "1"));

        var sent = _call.Agent(HandmadeCall.Response(_call.Invite!, 401, extra: Challenge(401, "n1")));

        Assert.Equal(SipMethod.Ack, Assert.Single(sent).Message.Method);
        _call.Customer(_call.CustomerRequest("ACK", 1, branch: "1"));
        _call.AssertNothingLeft();
    }

    [Fact]
    public void The_CANCEL_of_a_repeated_INVITE_is_that_of_the_repeat_and_waits_for_its_own_ringing()
    {
        _call.Offered();
        _call.Agent(HandmadeCall.Response(_call.Invite!, 100, tag: null));
        var repeat = Take(
            _call.Agent(HandmadeCall.Response(_call.Invite!, 401, extra: Challenge(401, "n1"))), SipMethod.Invite);
        Assert.DoesNotContain(
            _call.Customer(_call.CustomerRequest("CANCEL", 1, branch: "1")),
            message => message.To.Equals(SimulatedRecorder.AgentSip));

        var cancel = Take(_call.Agent(HandmadeCall.Response(repeat, 180)), SipMethod.Cancel);

        Assert.Equal((repeat.TopVia.Branch, 2u), (cancel.TopVia.Branch, cancel.CSeq.Number));
        _call.Agent(HandmadeCall.Response(cancel, 200));
        _call.Agent(HandmadeCall.Response(repeat, 487));
        _call.Customer(_call.CustomerRequest("ACK", 1, branch: "1"));
        _call.AssertNothingLeft();
    }

    [Theory]
    [InlineData("")]
    [InlineData("WWW-Authenticate: Digest realm=\"pbx\", nonce=\"n\", algorithm=SHA3\r\n")]
    [InlineData("WWW-Authenticate: Basic realm=\"pbx\"\r\n")]
    [InlineData("WWW-Authenticate: Digest realm=\"pbx\", nonce=\"\r\n")]
    public void A_challenge_that_cannot_be_answered_passes_to_the_caller(string challenge)
    {
        _call.Offered();

        var sent = _call.Agent(HandmadeCall.Response(_call.Invite!, 401, extra: challenge));

        Assert.Equal(401, To(sent, SimulatedRecorder.CustomerSip).StatusCode);
        _call.Customer(_call.CustomerRequest("ACK", 1));
        _call.AssertNothingLeft();
    }

    [Fact]
    public void Twenty_challenges_in_one_response_are_answered_with_four_headers()
    {
        _call.Offered();
        var challenges = string.Concat(
            Enumerable.Range(0, 20).Select(i => Challenge(401, "n", realm: $"realm{i}")));

        var repeat = Take(
            _call.Agent(HandmadeCall.Response(_call.Invite!, 401, extra: challenges)), SipMethod.Invite);

        Assert.Equal(4, repeat.Values(SipHeaderName.Authorization).Length);
        Assert.Equal(
            401,
            To(
                _call.Agent(HandmadeCall.Response(repeat, 401, extra: challenges)), SimulatedRecorder.CustomerSip)
                .StatusCode);
        _call.Customer(_call.CustomerRequest("ACK", 1));
        _call.AssertNothingLeft();
    }

    [Fact]
    public void Without_credentials_of_ours_challenge_and_answer_pass_end_to_end()
    {
        var call = new HandmadeCall();
        call.Offered();
        var sent = call.Agent(HandmadeCall.Response(call.Invite!, 407, extra: Challenge(407, "n1")));
        var refusal = To(sent, SimulatedRecorder.CustomerSip);
        Assert.Equal(
            (407, "Digest realm=\"pbx\", nonce=\"n1\", qop=\"auth\""),
            (refusal.StatusCode, refusal.Values(SipHeaderName.ProxyAuthenticate)[0]));
        call.Customer(call.CustomerRequest("ACK", 1));

        var again = Take(
            call.Customer(call.CustomerRequest(
                "INVITE", 2, HandmadeCall.CustomerSdp(), AuthenticatedTrunks.Answer(refusal))),
            SipMethod.Invite);

        Assert.True(DigestCredentials.TryParse(
            Assert.Single(again.Values(SipHeaderName.ProxyAuthorization)), out var credentials, out _));
        Assert.Equal("pbx", credentials!.Realm);
        Assert.Equal(0, call.Recorder.Counters.ChallengesFailed);
    }

    [Fact]
    public void A_trunk_that_knows_us_does_not_see_the_credentials_of_callers()
    {
        _call.Offered(extra: "Authorization: Digest realm=\"x\"\r\nProxy-Authorization: Digest realm=\"pbx\"\r\n");

        Assert.Empty(_call.Invite!.Values(SipHeaderName.Authorization));
        Assert.Empty(_call.Invite.Values(SipHeaderName.ProxyAuthorization));
    }

    private static SipMessage To(List<(IPEndPoint To, SipMessage Message)> sent, IPEndPoint peer) =>
        sent.Last(message => message.To.Equals(peer)).Message;

    private static SipMessage Take(
        List<(IPEndPoint To, SipMessage Message)> sent, SipMethod method, IPEndPoint? to = null) =>
        sent.Single(message => message.Message.IsRequest && message.Message.Method == method
            && (to is null || message.To.Equals(to))).Message;

    // A call whose INVITE was challenged: the agent's dialog stands at 2.
    private void Talking()
    {
        _call.Offered();
        var repeat = Take(
            _call.Agent(HandmadeCall.Response(_call.Invite!, 401, extra: Challenge(401, "n1"))), SipMethod.Invite);
        _call.Answered(repeat);
    }

    private void HangUp()
    {
        _call.Customer(_call.CustomerRequest("ACK", 1));
        foreach (var (to, message) in _call.HangUpAll())
        {
            _call.Receive(HandmadeCall.Response(message, 200), to);
        }

        _call.AssertNothingLeft();
    }
}
