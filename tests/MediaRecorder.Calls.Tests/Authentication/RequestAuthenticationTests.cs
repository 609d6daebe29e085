using System.Net;
using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Sip.Authentication;
using MediaRecorder.Sip.Authentication.Servers;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using static MediaRecorder.Calls.Tests.Authentication.AuthenticatedTrunks;

namespace MediaRecorder.Calls.Tests.Authentication;

/// <summary>The recorder challenges the customer's side, in whole calls.</summary>
// REQ: A-03
public sealed class RequestAuthenticationTests
{
    private readonly HandmadeCall _call = new(WithServer());

    [Fact]
    public void An_INVITE_is_challenged_and_its_repeat_becomes_the_call()
    {
        var refusal = Refused(_call);
        Assert.Equal(
            [DigestAlgorithm.Sha256, DigestAlgorithm.Md5],
            DigestChallenge.Read(refusal).Select(challenge => challenge.Algorithm));
        Assert.Equal(2, refusal.Values(SipHeaderName.WwwAuthenticate).Length);

        _call.Customer(_call.CustomerRequest("ACK", 1));
        var sent = _call.Customer(_call.CustomerRequest("INVITE", 2, HandmadeCall.CustomerSdp(), Sign(refusal)));

        var invite = sent.Single(message => message.To.Equals(SimulatedRecorder.AgentSip)).Message;
        Assert.Empty(invite.Values(SipHeaderName.Authorization));
        Assert.Equal(1, Counted(DigestOutcome.Accepted));
        _call.Answered(invite, cseq: 2);

        // RFC 3261 §22.1: neither the ACK above nor, by our choice, what comes inside the dialog is asked.
        var ended = _call.Customer(_call.CustomerRequest("BYE", 3));
        Assert.Contains(ended, message => message.Message is { IsRequest: false, StatusCode: 200 });
        Assert.Equal(1, Counted(DigestOutcome.NoCredentials));
        _call.Agent(HandmadeCall.Response(ended.Single(message => message.Message.IsRequest).Message, 200));
        _call.AssertNothingLeft();
    }

    [Fact]
    public void As_a_proxy_it_asks_with_407()
    {
        var call = new HandmadeCall(WithServer(isProxy: true, DigestAlgorithm.Md5));

        var refusal = Refused(call, 407);

        Assert.Single(refusal.Values(SipHeaderName.ProxyAuthenticate));
        call.Customer(call.CustomerRequest("ACK", 1));
        Assert.Equal(
            SimulatedRecorder.AgentSip,
            call.Customer(call.CustomerRequest("INVITE", 2, HandmadeCall.CustomerSdp(), Sign(refusal)))[^1].To);
    }

    [Fact]
    public void A_wrong_password_is_challenged_again_and_after_ten_tries_forbidden()
    {
        var refusal = Refused(_call);
        for (var cseq = 2; cseq <= 11; cseq++)
        {
            refusal = Only(_call.Customer(Signed(refusal, cseq, "guess")));
            Assert.Equal(401, refusal.StatusCode);
        }

        Assert.Equal(10, Counted(DigestOutcome.Wrong));
        var last = Only(_call.Customer(Signed(refusal, 12)));
        Assert.Equal(403, last.StatusCode);
        Assert.Empty(last.Values(SipHeaderName.WwwAuthenticate));
        Assert.Equal(1, Counted(DigestOutcome.TooManyFailures));

        _call.Wait(10);
        Assert.Equal(SipMethod.Invite, _call.Customer(Signed(refusal, 13))[^1].Message.Method);
    }

    [Fact]
    public void A_replayed_nonce_count_and_an_old_nonce_are_stale()
    {
        var refusal = Refused(_call);
        Assert.Equal(SipMethod.Invite, _call.Customer(Signed(refusal, 2))[^1].Message.Method);

        var replayed = Only(_call.Customer(Signed(refusal, 3)));

        Assert.Equal(401, replayed.StatusCode);
        Assert.All(DigestChallenge.Read(replayed), challenge => Assert.True(challenge.IsStale));
        _call.Wait(301);
        Assert.Equal(401, Only(_call.Customer(Signed(replayed, 4))).StatusCode);
        Assert.Equal((1L, 1L), (Counted(DigestOutcome.Replayed), Counted(DigestOutcome.Stale)));
    }

    [Theory]
    [InlineData("Authorization: Digest realm=\"here\", username=\"\r\n", DigestOutcome.Malformed)]
    [InlineData("Authorization: ,,,\r\nAuthorization: Digest\r\n", DigestOutcome.NoCredentials)]
    [InlineData(
        "Authorization: Digest username=a, realm=here, nonce=n, uri=u, response=r, algorithm=MD4\r\n",
        DigestOutcome.NotOffered)]
    public void Garbage_is_challenged(string headers, DigestOutcome outcome)
    {
        var refusal = Only(_call.Customer(_call.CustomerRequest("INVITE", 1, HandmadeCall.CustomerSdp(), headers)));

        Assert.Equal(401, refusal.StatusCode);
        Assert.Equal(1, Counted(outcome));
        Assert.Equal(0, _call.Recorder.B2bua.ActiveCalls);
    }

    [Theory]
    [InlineData("OPTIONS")]
    [InlineData("REGISTER")]
    [InlineData("MESSAGE")]
    public void Other_requests_outside_dialogs_are_challenged_too(string method) =>
        Assert.Equal(401, Only(_call.Customer(_call.CustomerRequest(method, 1))).StatusCode);

    [Fact]
    public void Credentials_for_those_behind_us_pass_on()
    {
        var refusal = Refused(_call);

        var sent = _call.Customer(_call.CustomerRequest(
            "INVITE",
            2,
            HandmadeCall.CustomerSdp(),
            Sign(refusal) + "Proxy-Authorization: Digest realm=\"far\", x=y\r\n"));

        var invite = sent[^1].Message;
        Assert.Empty(invite.Values(SipHeaderName.Authorization));
        Assert.Equal("Digest realm=\"far\", x=y", Assert.Single(invite.Values(SipHeaderName.ProxyAuthorization)));
    }

    [Fact]
    public void A_trunk_without_it_is_not_asked()
    {
        var call = new HandmadeCall();
        call.Offered();
        Assert.Equal(0, call.Recorder.Counters.Authentications[DigestOutcome.NoCredentials]);
    }

    private static SipMessage Refused(HandmadeCall call, int status = 401)
    {
        var refusal = Only(call.Customer(call.CustomerRequest("INVITE", 1, HandmadeCall.CustomerSdp())));
        Assert.Equal(status, refusal.StatusCode);
        return refusal;
    }

    private static SipMessage Only(List<(IPEndPoint To, SipMessage Message)> sent) => Assert.Single(sent).Message;

    private static string Sign(SipMessage refusal, string password = Password) =>
        AuthenticatedTrunks.Answer(refusal, password: password);

    private string Signed(SipMessage refusal, int cseq, string password = Password) =>
        _call.CustomerRequest("INVITE", cseq, HandmadeCall.CustomerSdp(), Sign(refusal, password), callId: $"c{cseq}");

    private long Counted(DigestOutcome outcome) => _call.Recorder.Counters.Authentications[outcome];
}
