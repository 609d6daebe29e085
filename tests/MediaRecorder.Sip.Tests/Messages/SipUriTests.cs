using System.Net;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Sip.Tests.Messages;

public sealed class SipUriTests
{
    [Fact]
    public void A_full_URI_is_taken_apart()
    {
        Assert.True(SipUri.TryParse(
            "SIPS:al%20ice:secret@[2001:db8::1]:5071;Transport=TCP;lr;maddr=192.0.2.7?Subject=x", out var uri));

        Assert.Equal("sips", uri.Scheme);
        Assert.Equal("al%20ice", uri.User);
        Assert.Equal("[2001:db8::1]", uri.Host);
        Assert.Equal(5071, uri.Port);
        Assert.Equal("TCP", uri.Transport);
        Assert.Equal("192.0.2.7", uri.Maddr);
        Assert.True(uri.IsLooseRouter);
        Assert.False(uri.HasParameter("Subject"));
        Assert.Null(uri.Parameter("user"));
    }

    [Theory]
    [InlineData("sip:host", null, "host")]
    [InlineData("sip:@host", "", "host")]
    [InlineData("sip:#31#0301@host.example.", "#31#0301", "host.example.")]
    [InlineData("sip:a;b?c@under_score", "a;b?c", "under_score")]
    [InlineData("sip:host?x=a@b", "host?x=a", "b")]
    public void The_user_ends_at_the_first_at_sign(string text, string? user, string host)
    {
        Assert.True(SipUri.TryParse(text, out var uri));
        Assert.Equal(user, uri.User);
        Assert.Equal(host, uri.Host);
        Assert.Null(uri.Port);
    }

    [Theory]
    [InlineData("tel:+49-30-123;phone-context=example.com", "tel", "+49-30-123")]
    [InlineData("isbn:2983792873", "isbn", null)]
    [InlineData("http://www.example.com:80/a", "http", null)]
    public void Other_schemes_have_no_host(string text, string scheme, string? user)
    {
        Assert.True(SipUri.TryParse(text, out var uri));
        Assert.Equal(scheme, uri.Scheme);
        Assert.Equal(user, uri.User);
        Assert.Equal("", uri.Host);
        Assert.False(uri.TryGetEndpoint(out _));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sip")]
    [InlineData("sip:")]
    [InlineData(":host")]
    [InlineData("1sip:host")]
    [InlineData("sip:a@")]
    [InlineData("sip:a@b@c")]
    [InlineData("sip:host:")]
    [InlineData("sip:host:0")]
    [InlineData("sip:host:65536")]
    [InlineData("sip:host:5060x")]
    [InlineData("sip:host name")]
    [InlineData("sip:ho\"st")]
    [InlineData("sip:a@b\r\nX: y")]
    [InlineData("sip:[2001:db8::1")]
    [InlineData("sip:[2001:db8::1]x")]
    [InlineData("sip:[fe80::1%eth0]")]
    [InlineData("sip:[192.0.2.1]")]
    [InlineData("sip:2001:db8::1")]
    [InlineData("sip:host;;lr")]
    [InlineData("sip:host;=x")]
    [InlineData("tel:")]
    [InlineData("tel:;x=y")]
    public void What_is_no_URI_is_refused(string? text)
    {
        Assert.False(SipUri.TryParse(text, out var uri));
        Assert.Equal("", uri.Text);
    }

    [Theory]
    [InlineData("sip:a@192.0.2.1", "192.0.2.1:5060")]
    [InlineData("sip:a@192.0.2.1:5080", "192.0.2.1:5080")]
    [InlineData("sips:a@192.0.2.1", "192.0.2.1:5061")]
    [InlineData("sip:a@192.0.2.1;transport=TLS", "192.0.2.1:5061")]
    [InlineData("sip:[2001:db8::1]", "[2001:db8::1]:5060")]
    [InlineData("sip:a@name.example:5066;maddr=192.0.2.9", "192.0.2.9:5066")]
    [InlineData("sip:a@010.0.2.1", "10.0.2.1:5060")]
    public void A_literal_address_is_an_endpoint(string text, string expected)
    {
        Assert.True(SipUri.TryParse(text, out var uri));
        Assert.True(uri.TryGetEndpoint(out var endpoint));
        Assert.Equal(IPEndPoint.Parse(expected), endpoint);
    }

    // The framework's own parser would take the middle four for addresses.
    [Theory]
    [InlineData("sip:name.example")]
    [InlineData("sip:1")]
    [InlineData("sip:127.1")]
    [InlineData("sip:0x7f.0.0.1")]
    [InlineData("sip:2130706433")]
    [InlineData("sip:256.0.0.1")]
    [InlineData("sip:1.2.3.4.5")]
    [InlineData("sip:1.2.3.")]
    public void A_name_is_not_an_endpoint(string text)
    {
        Assert.True(SipUri.TryParse(text, out var uri));
        Assert.False(uri.TryGetEndpoint(out _));
    }

    [Fact]
    public void The_default_value_is_harmless()
    {
        Assert.Equal("", default(SipUri).Host);
        Assert.False(default(SipUri).IsLooseRouter);
        Assert.False(default(SipUri).TryGetEndpoint(out _));
    }
}
