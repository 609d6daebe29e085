using System.Net;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Tests.Messages;

public sealed class ViaHeaderTests
{
    [Fact]
    public void A_via_is_taken_apart()
    {
        Assert.True(ViaHeader.TryParse(
            "sip / 2.0 / tcp first.example.com: 4000;ttl=16 ;maddr=224.2.0.1;branch=z9hG4bKa7;rport=9;received=192.0.2.1",
            out var via));

        Assert.Equal("TCP", via!.Transport);
        Assert.Equal("first.example.com", via.Host);
        Assert.Equal(4000, via.Port);
        Assert.Equal("224.2.0.1", via.Maddr);
        Assert.Equal("z9hG4bKa7", via.Branch);
        Assert.True(via.HasUniqueBranch);
        Assert.Equal(9, via.RPort);
        Assert.Equal("192.0.2.1", via.Received);
    }

    [Theory]
    [InlineData("")]
    [InlineData("SIP/2.0/UDP")]
    [InlineData("SIP/2.0/UDP ;branch=1")]
    [InlineData("SIP/2.0 host")]
    [InlineData("HTTP/2.0/UDP host")]
    [InlineData("SIP/2.0/UDP host:0")]
    [InlineData("SIP/2.0/UDP host port")]
    [InlineData("SIP/2.0/UDP [::1")]
    public void Without_protocol_or_address_there_is_no_via(string text)
    {
        Assert.False(ViaHeader.TryParse(text, out var via));
        Assert.Null(via);
    }

    // REQ: A-02
    [Theory]
    [InlineData("SIP/2.0/UDP h.example;branch=z9hG4bK1", "192.0.2.1", "SIP/2.0/UDP h.example;branch=z9hG4bK1;received=192.0.2.1")]
    [InlineData("SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1", "192.0.2.1", "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1")]
    [InlineData("SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bK1", "192.0.2.1", "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;received=192.0.2.1;rport=4444")]
    [InlineData("SIP/2.0/UDP 192.0.2.1", "::ffff:192.0.2.1", "SIP/2.0/UDP 192.0.2.1")]
    [InlineData("SIP/2.0/UDP [2001:DB8:0::1];x=\"a;b\"", "2001:db8::1", "SIP/2.0/UDP [2001:DB8:0::1];x=\"a;b\"")]
    [InlineData("SIP/2.0/UDP [2001:db8::2] ; rport", "fe80::1%3", "SIP/2.0/UDP [2001:db8::2];received=fe80::1;rport=4444")]
    [InlineData("SIP/2.0/UDP 10.0.0.1;received=1.1.1.1;rport=1", "192.0.2.1", "SIP/2.0/UDP 10.0.0.1;received=192.0.2.1;rport=4444")]
    public void A_server_writes_where_the_request_came_from(string text, string source, string expected)
    {
        Assert.True(ViaHeader.TryParse(text, out var via));
        Assert.Equal(expected, via!.WithSource(new IPEndPoint(IPAddress.Parse(source), 4444)));
    }
}
