using System.Net;
using System.Text;
using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;

namespace MediaRecorder.Calls.Tests.Requests;

/// <summary>What lies beside a session description, or instead of one, on its way through a call.</summary>
// REQ
public sealed class MessageBodyTests
{
    private const string Mixed = "multipart/mixed;boundary=b";
    private const string Isup = "\u0001\u0010\0\r\n\0binary";

    private static readonly IPEndPoint Customer = SimulatedRecorder.CustomerSip;
    private static readonly IPEndPoint Agent = SimulatedRecorder.AgentSip;

    private readonly HandmadeCall _call = new();

    [Fact]
    public void Isup_and_location_pass_byte_for_byte_in_the_invite_and_its_responses()
    {
        var request = _call.CustomerRequest("INVITE", 1, Multipart(CustomerSdp()), "MIME-Version: 1.0\r\n");
        var invite = Assert.Single(_call.Customer(Typed(request, Mixed))).Message;
        AssertParts(invite, "192.0.2.10");

        var progress = ToOne(_call.Agent(Typed(Response(invite, 183, Multipart(AgentSdp())), Mixed)), Customer);
        AssertParts(progress, "192.0.2.20");
        var answer = ToOne(_call.Agent(Typed(Response(invite, 200, Multipart(AgentSdp())), Mixed)), Customer);
        AssertParts(answer, "192.0.2.20");
        Assert.Equal("1.0", Assert.Single(invite.Values(SipHeaderName.MimeVersion)));
        Assert.Equal(1, _call.Recorder.B2bua.ActiveCalls);
    }

    [Fact]
    public void The_answer_in_an_ack_keeps_the_parts_beside_it()
    {
        var invite = Assert.Single(_call.Customer(_call.CustomerRequest("INVITE", 1))).Message;
        var answer = ToOne(_call.Agent(Typed(Response(invite, 200, Multipart(AgentSdp())), Mixed)), Customer);
        AssertParts(answer, "192.0.2.20");
        var request = Typed(_call.CustomerRequest("ACK", 1, Multipart(CustomerSdp())), Mixed)
            .Replace("To: <sip:4711@192.0.2.1>", $"To: {answer.To.Text}", StringComparison.Ordinal);
        var ack = ToOne(_call.Customer(request), Agent);
        Assert.Equal("ACK", ack.MethodToken);
        AssertParts(ack, "192.0.2.10");
    }

    [Fact]
    public void A_reinvite_and_an_update_keep_the_parts_beside_their_offers_and_answers()
    {
        _call.Talking();
        var cseq = 2;
        foreach (var method in (string[])["UPDATE", "INVITE"])
        {
            var request = Typed(_call.CustomerRequest(method, cseq++, Multipart(CustomerSdp(4100, 2))), Mixed);
            var forwarded = ToOne(_call.Customer(request), Agent);
            AssertParts(forwarded, "192.0.2.10");
            var answer = ToOne(_call.Agent(Typed(Response(forwarded, 200, Multipart(AgentSdp())), Mixed)), Customer);
            AssertParts(answer, "192.0.2.20");
        }

        Assert.Equal(1, _call.Recorder.B2bua.ActiveCalls);
    }

    [Theory]
    [InlineData("INFO")]
    [InlineData("BYE")]
    public void Where_nothing_is_negotiated_the_other_parts_pass_and_the_session_description_does_not(string method)
    {
        _call.Talking();
        var request = Typed(_call.CustomerRequest(method, 2, Multipart(CustomerSdp())), Mixed);
        var forwarded = ToOne(_call.Customer(request), Agent);
        Assert.Equal(Multipart(null), Encoding.Latin1.GetString(forwarded.Body));
        Assert.Equal(Mixed, forwarded.ContentType);
    }

    [Fact]
    public void A_multipart_without_a_session_description_passes_as_it_is_and_so_does_an_optional_body()
    {
        _call.Talking();
        var info = ToOne(_call.Customer(Typed(_call.CustomerRequest("INFO", 2, Multipart(null)), Mixed)), Agent);
        Assert.Equal(Multipart(null), Encoding.Latin1.GetString(info.Body));

        var other = new HandmadeCall();
        var text = other.CustomerRequest("INVITE", 1, "hello", "Content-Disposition: render;handling=optional\r\n");
        var invite = Assert.Single(other.Customer(Typed(text, "text/plain"))).Message;
        Assert.Equal(("INVITE", "hello"), (invite.MethodToken, Encoding.ASCII.GetString(invite.Body)));
    }

    [Fact]
    public void A_header_that_describes_a_body_passes_once()
    {
        _call.Talking();
        var extra = "Content-Language: en\r\nContent-Disposition: render\r\nMIME-Version: 1.0\r\n";
        var info = ToOne(
            _call.Customer(Typed(_call.CustomerRequest("INFO", 2, "hello", extra), "text/plain")), Agent);
        foreach (var name in (string[])["Content-Language", "Content-Disposition", "MIME-Version"])
        {
            Assert.Single(Lines(info), line => line.StartsWith(name, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("INVITE", "application/sdp", "Content-Encoding: gzip\r\n", 415, "Accept-Encoding")]
    [InlineData("INVITE", "application/sdpx", "", 415, "Accept")]
    [InlineData("INVITE", "multipart/mixed", "", 400, null)]
    [InlineData("INVITE", "multipart/mixed;boundary=none", "", 400, null)]
    [InlineData("UPDATE", "multipart/mixed", "", 400, null)]
    [InlineData("INFO", "multipart/mixed", "", 400, null)]
    [InlineData("INFO", "application/sdp", "Content-Encoding: gzip\r\n", 415, "Accept-Encoding")]
    [InlineData("INFO", "nonsense", "", 415, "Accept")]
    public void A_body_that_cannot_be_read_is_refused_and_the_call_goes_on(
        string method, string type, string extra, int status, string? header)
    {
        _call.Talking();
        var sent = Assert.Single(_call.Customer(Typed(_call.CustomerRequest(method, 2, CustomerSdp(), extra), type)));
        Assert.Equal((Customer, status), (sent.To, sent.Message.StatusCode));
        if (header is not null)
        {
            Assert.True(sent.Message.TryGetHeader(header, out var value));
            Assert.Equal(header == "Accept" ? "application/sdp, multipart/mixed" : "identity", value);
        }

        Assert.Equal(1, _call.Recorder.B2bua.ActiveCalls);
        _call.Customer(_call.CustomerRequest("BYE", 3));
        _call.AssertNothingLeft();
    }

    [Fact]
    public void What_is_compressed_and_no_session_description_passes_as_it_is()
    {
        _call.Talking();
        var request = Typed(_call.CustomerRequest("INFO", 2, "xyz", "Content-Encoding: gzip\r\n"), "text/plain");
        var info = ToOne(_call.Customer(request), Agent);
        Assert.Equal("xyz", Encoding.ASCII.GetString(info.Body));
        Assert.Equal("gzip", Assert.Single(info.Values(SipHeaderName.ContentEncoding)));
    }

    [Theory]
    [InlineData("multipart/mixed;boundary=none", "")]
    [InlineData("nonsense", "")]
    [InlineData("application/sdp", "Content-Encoding: gzip\r\n")]
    public void A_response_whose_body_cannot_be_read_ends_no_call(string type, string extra)
    {
        _call.Talking();
        var reinvite = ToOne(_call.Customer(_call.CustomerRequest("INVITE", 2, CustomerSdp(4100, 2))), Agent);
        var answer = ToOne(_call.Agent(Typed(Response(reinvite, 200, AgentSdp(), extra: extra), type)), Customer);
        Assert.Equal((488, true), (answer.StatusCode, answer.Body.IsEmpty));
        _call.Customer(_call.CustomerRequest("ACK", 2));

        var info = ToOne(_call.Customer(_call.CustomerRequest("INFO", 3)), Agent);
        answer = ToOne(_call.Agent(Typed(Response(info, 200, AgentSdp(), extra: extra), type)), Customer);
        Assert.Equal(200, answer.StatusCode);
        Assert.DoesNotContain("192.0.2.20", Encoding.Latin1.GetString(answer.Body), StringComparison.Ordinal);
        Assert.Equal(1, _call.Recorder.B2bua.ActiveCalls);
    }

    private static string[] Lines(SipMessage message) => Encoding.Latin1.GetString(message.Raw.Span).Split("\r\n");

    private static void AssertParts(SipMessage message, string theirAddress)
    {
        var body = Encoding.Latin1.GetString(message.Body);
        Assert.Equal(Mixed, message.ContentType);
        Assert.EndsWith(Multipart(null), body, StringComparison.Ordinal);
        Assert.StartsWith("--b\r\nContent-Type: application/sdp\r\n\r\nv=0", body, StringComparison.Ordinal);
        Assert.Contains("c=IN IP4 192.0.2.1\r\n", body, StringComparison.Ordinal);
        Assert.DoesNotContain(theirAddress, body, StringComparison.Ordinal);
    }

    private static string Multipart(string? sdp) =>
        (sdp is null ? "" : $"--b\r\nContent-Type: application/sdp\r\n\r\n{sdp}")
        + $"\r\n--b\r\nContent-Type: application/isup;version=itu-t92+\r\n\r\n{Isup}\r\n--b--\r\n";

    private static string Typed(string message, string type) =>
        message.Replace("Content-Type: application/sdp\r\nContent-Length", $"Content-Type: {type}\r\nContent-Length", StringComparison.Ordinal);

    private static SipMessage ToOne(List<(IPEndPoint To, SipMessage Message)> sent, IPEndPoint to) =>
        Assert.Single(sent, m => m.To.Equals(to)).Message;
}
