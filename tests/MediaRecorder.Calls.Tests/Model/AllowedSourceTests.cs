using System.Net;
using MediaRecorder.Calls.Model;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Tests.Model;

// REQ: A-03
public sealed class AllowedSourceTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1:5060", true)]
    [InlineData("192.0.2.1", "192.0.2.1:9", true)]
    [InlineData("192.0.2.1", "192.0.2.2:5060", false)]
    [InlineData("192.0.2.1:5060", "192.0.2.1:5060", true)]
    [InlineData("192.0.2.1:5060", "192.0.2.1:5061", false)]
    [InlineData("192.0.2.0/24", "192.0.2.77:5060", true)]
    [InlineData("192.0.2.1/24", "192.0.2.77:5060", true)]
    [InlineData("192.0.2.0/24:5070", "192.0.2.77:5060", false)]
    [InlineData("192.0.2.1", "[::ffff:192.0.2.1]:5060", true)]
    [InlineData("2001:db8::1", "[2001:db8::1]:5060", true)]
    [InlineData("2001:db8::/32", "[2001:db8:9::1]:5060", true)]
    [InlineData("[2001:db8::1]:5070", "[2001:db8::1]:5060", false)]
    [InlineData("[2001:db8::1]:5070", "[2001:db8::1]:5070", true)]
    public void A_source_is_covered_by_address_range_and_port(string allowed, string endpoint, bool covered)
    {
        Assert.True(AllowedSource.TryParse(allowed, out var source));
        Assert.Equal(covered, source.Covers(IPEndPoint.Parse(endpoint)));
    }

    // The system of whoever connects chooses the port.
    [Theory]
    [InlineData(SipTransport.Udp, false)]
    [InlineData(SipTransport.Tcp, true)]
    [InlineData(SipTransport.Tls, true)]
    public void A_port_counts_by_UDP_only(SipTransport transport, bool covered)
    {
        Assert.True(AllowedSource.TryParse("192.0.2.1:5070", out var source));
        Assert.Equal(covered, source.Covers(new SipHop(transport, IPEndPoint.Parse("192.0.2.1:40000"))));
        Assert.False(source.Covers(new SipHop(transport, IPEndPoint.Parse("192.0.2.2:40000"))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("pbx.example.com")]
    [InlineData("192.0.2.1:0")]
    [InlineData("192.0.2.1:65536")]
    [InlineData("192.0.2.1:sip")]
    [InlineData("192.0.2.0/33")]
    [InlineData("[2001:db8::1")]
    [InlineData("[2001:db8::1]:x")]
    public void Text_that_names_no_range_is_refused(string text) => Assert.False(AllowedSource.TryParse(text, out _));
}
