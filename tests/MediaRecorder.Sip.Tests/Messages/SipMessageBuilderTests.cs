using System.Net;
using System.Text;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Tests.Messages;

public sealed class SipMessageBuilderTests
{
    private static readonly IPEndPoint Source = new(IPAddress.Parse("198.51.100.7"), 40_000);

    [Fact]
    public void A_request_is_written_in_the_order_given()
    {
        var bytes = SipMessageBuilder.Request("OPTIONS", "sip:a@192.0.2.1")
            .Add(SipHeaderName.Via, "SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK1")
            .Add("X-Unknown", "zoë")
            .SetBody("text/plain", "zoë"u8)
            .ToBytes();

        Assert.Equal(
            "OPTIONS sip:a@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK1\r\nX-Unknown: zoë\r\n"
            + "Content-Type: text/plain\r\nContent-Length: 4\r\n\r\nzoë",
            Encoding.UTF8.GetString(bytes));
    }

    // REQ: A-01
    [Fact]
    public void A_response_copies_what_the_RFC_lists()
    {
        var response = Wire.Parse(
            SipMessageBuilder.Response(Wire.Parse(Wire.Invite), 180, "Ringing", "b9", Source).ToBytes());

        Assert.Equal(180, response.StatusCode);
        Assert.Equal(
            [
                "SIP/2.0/UDP 192.0.2.10:5062;branch=z9hG4bKabc.1;received=198.51.100.7;rport=40000",
                "SIP/2.0/UDP sbc.example.com;branch=z9hG4bKabc.0;received=192.0.2.9",
            ],
            response.Values(SipHeaderName.Via));
        Assert.Equal(2, response.RecordRoutes.Count);
        Assert.Equal("\"Zoë \\\"Z\\\", Ltd\" <sip:+4940555@carrier.example;user=phone>;tag=a1", response.From.Text);
        Assert.Equal("<sip:+4930123456@192.0.2.20>;tag=b9", response.To.Text);
        Assert.Equal("3c26f0@192.0.2.10", response.CallId);
        Assert.Equal(new CSeq(1, SipMethod.Invite, "INVITE"), response.CSeq);
    }

    [Fact]
    public void Only_the_top_element_of_a_Via_list_gets_the_source()
    {
        var invite = Wire.Parse(
            Wire.InviteWith("Via", "Via: SIP/2.0/UDP a.example;branch=z9hG4bK1 ,SIP/2.0/TCP b.example;rport"));

        var response = Wire.Parse(SipMessageBuilder.Response(invite, 404, "Not Found", null, Source).ToBytes());

        Assert.Equal(
            "SIP/2.0/UDP a.example;branch=z9hG4bK1;received=198.51.100.7, SIP/2.0/TCP b.example;rport",
            Assert.Single(response.Values(SipHeaderName.Via)));
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData(183, true)]
    [InlineData(200, true)]
    [InlineData(302, false)]
    [InlineData(486, false)]
    public void Record_Route_goes_only_where_a_dialog_may_begin(int status, bool isCopied)
    {
        var response = Wire.Parse(SipMessageBuilder.Response(Wire.Parse(Wire.Invite), status, "x").ToBytes());

        Assert.Equal(isCopied, response.TryGetHeader(SipHeaderName.RecordRoute, out _));
    }

    [Fact]
    public void A_100_has_no_tag_but_the_Timestamp()
    {
        var invite = Wire.Parse(Wire.InviteWith("X-Carrier-Id", "Timestamp: 54.1"));

        var trying = Wire.Parse(SipMessageBuilder.Response(invite, 100, "Trying", "ignored").ToBytes());

        Assert.Null(trying.To.Tag);
        Assert.True(trying.TryGetHeader(SipHeaderName.Timestamp, out var value));
        Assert.Equal("54.1", value);
    }

    [Fact]
    public void Without_a_given_tag_each_retransmission_gets_the_same()
    {
        string? TagFor(string text) =>
            Wire.Parse(SipMessageBuilder.Response(Wire.Parse(text), 404, "x").ToBytes()).To.Tag;

        Assert.NotNull(TagFor(Wire.Invite));
        Assert.Equal(TagFor(Wire.Invite), TagFor(Wire.Invite));
        Assert.NotEqual(TagFor(Wire.Invite), TagFor(Wire.Invite.Replace("abc.1", "abc.2", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_tag_that_is_there_stays()
    {
        var invite = Wire.Parse(Wire.InviteWith("To", "To: <sip:a@b>;tag=theirs"));

        Assert.Equal("theirs", Wire.Parse(SipMessageBuilder.Response(invite, 200, "OK", "ours").ToBytes()).To.Tag);
    }

    [Theory]
    [InlineData("X-A", "b\r\nVia: evil")]
    [InlineData("X-A", "b\nVia: evil")]
    [InlineData("X-A", "b\r")]
    [InlineData("X-A: b\r\nVia", "evil")]
    [InlineData("X A", "b")]
    [InlineData("", "b")]
    [InlineData("Content-Length", "7")]
    [InlineData("l", "7")]
    [InlineData("content-type", "a/b")]
    public void Header_injection_and_the_body_headers_are_refused(string name, string value)
    {
        var builder = SipMessageBuilder.Request("OPTIONS", "sip:a@b");

        Assert.False(builder.TryAdd(name, value));
        Assert.Throws<ArgumentException>(() => builder.Add(name, value));
        Assert.Equal(
            "OPTIONS sip:a@b SIP/2.0\r\nContent-Length: 0\r\n\r\n", Encoding.UTF8.GetString(builder.ToBytes()));
    }

    [Fact]
    public void Injection_through_any_other_argument_is_refused()
    {
        var invite = Wire.Parse(Wire.Invite);

        Assert.Throws<ArgumentException>(() => SipMessageBuilder.Request("OPTIONS x", "sip:a@b"));
        Assert.Throws<ArgumentException>(() => SipMessageBuilder.Request("OPTIONS", "sip:a@b SIP/2.0\r\nX: y"));
        Assert.Throws<ArgumentException>(() => SipMessageBuilder.Response(invite, 200, "OK\r\nX: y"));
        Assert.Throws<ArgumentException>(() => SipMessageBuilder.Response(invite, 200, "OK", "t\r\nX: y"));
        Assert.Throws<ArgumentException>(() => SipMessageBuilder.Response(invite, 99, "Low"));
        Assert.Throws<ArgumentException>(() => SipMessageBuilder.Response(Wire.Parse(Wire.Ok), 200, "OK"));
        Assert.Throws<ArgumentException>(
            () => SipMessageBuilder.Request("INFO", "sip:a@b").SetBody("a/b\r\nX: y", "z"u8));
        Assert.Throws<ArgumentException>(
            () => SipMessageBuilder.Request("INFO", "sip:a@b").Add(SipHeaderName.Other, "x"));
    }
}
