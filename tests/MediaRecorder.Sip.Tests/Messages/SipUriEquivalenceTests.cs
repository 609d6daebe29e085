using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Sip.Tests.Messages;

/// <summary>RFC 3261 §19.1.4, RFC 5954 §4.2, RFC 3966 §4. Both ways round: equivalence has no direction.</summary>
public sealed class SipUriEquivalenceTests
{
    [Theory]
    [InlineData("sip:m%61ra@Branch.Example;Transport=TCP", "sip:mara@branch.example;transport=tcp")]
    [InlineData("sip:otto@pbx.example", "sip:otto@pbx.example;odd=5;lr")]
    [InlineData("sip:pbx.example;transport=tcp;method=INVITE?to=sip:otto%40pbx.example", "sip:pbx.example;method=INVITE;transport=tcp?to=sip:otto%40pbx.example")]
    [InlineData("sip:mara@pbx.example?Subject=a%20b&Priority=urgent", "sip:mara@pbx.example?priority=urgent&subject=a%20b")]
    [InlineData("sip:mara@[2001:DB8:0:0::1]:5070", "sip:mara@[2001:db8::1]:5070")]
    [InlineData("sip:a%3bb@pbx.example", "sip:a%3Bb@pbx.example")]
    [InlineData("sip:z%C3%B6e@pbx.example", "sip:zöe@pbx.example")]
    [InlineData("sip:a@pbx.example;n%61me=v%61lue", "sip:a@pbx.example;name=VALUE")]
    [InlineData("SIP:a@pbx.example", "sip:a@pbx.example")]
    [InlineData("tel:+49(30)12.34-5;ext=1-2", "tel:+49301234-5;EXT=12")]
    [InlineData("tel:7042;phone-context=+49-30", "tel:70-42;phone-context=+4930")]
    [InlineData("tel:7a42;phone-context=Pbx.example;x=y", "tel:7A42;x=Y;phone-context=pbx.EXAMPLE")]
    [InlineData("ISBN:97831", "isbn:97831")]
    public void These_mean_the_same(string one, string other)
    {
        Assert.True(Parse(one).IsEquivalentTo(Parse(other)));
        Assert.True(Parse(other).IsEquivalentTo(Parse(one)));
    }

    [Theory]
    [InlineData("sip:Mara@pbx.example", "sip:mara@pbx.example")]
    [InlineData("sip:mara:a@pbx.example", "sip:mara:A@pbx.example")]
    [InlineData("sip:mara@pbx.example", "sip:mara:@pbx.example")]
    [InlineData("sip:mara@pbx.example", "sip:mara@pbx.example:5060")]
    [InlineData("sip:mara@pbx.example", "sip:mara@pbx.example;transport=udp")]
    [InlineData("sip:mara@pbx.example", "sip:mara@pbx.example;user=ip")]
    [InlineData("sip:mara@pbx.example", "sip:mara@pbx.example;ttl=1")]
    [InlineData("sip:mara@pbx.example", "sip:mara@pbx.example;method=INVITE")]
    [InlineData("sip:mara@pbx.example", "sip:mara@pbx.example;maddr=192.0.2.1")]
    [InlineData("sip:mara@pbx.example", "sip:mara@pbx.example;M%61ddr=192.0.2.1")]
    [InlineData("sip:mara@pbx.example", "sip:mara@pbx.example?subject=a")]
    [InlineData("sip:mara@pbx.example?subject=a", "sip:mara@pbx.example?subject=b")]
    [InlineData("sip:mara@pbx.example;x=1", "sip:mara@pbx.example;x=2")]
    [InlineData("sip:mara@pbx.example", "sips:mara@pbx.example")]
    [InlineData("sip:pbx.example", "sip:@pbx.example")]
    [InlineData("sip:mara@pbx.example", "sip:mara@192.0.2.1")]
    [InlineData("sip:mara@[2001:db8::1]", "sip:mara@[2001:db8::2]")]
    [InlineData("sip:a;b@pbx.example", "sip:a%3Bb@pbx.example")]
    [InlineData("sip:%2541@pbx.example", "sip:%41@pbx.example")]
    [InlineData("sip:%253B@pbx.example", "sip:%3B@pbx.example")]
    [InlineData("sip:%FF@pbx.example", "sip:%FE@pbx.example")]
    [InlineData("tel:+4930", "tel:4930")]
    [InlineData("tel:+4930", "tel:+4930;ext=1")]
    [InlineData("isbn:97831", "isbn:97832")]
    [InlineData("isbn:97831", "urn:97831")]
    public void These_do_not(string one, string other)
    {
        Assert.False(Parse(one).IsEquivalentTo(Parse(other)));
        Assert.False(Parse(other).IsEquivalentTo(Parse(one)));
    }

    [Theory]
    [InlineData("sip:100%25@b", "100%")]
    [InlineData("sip:z%c3%b6e@b", "zöe")]
    [InlineData("sip:z%F6e@b", "zöe")]
    [InlineData("sip:a%4@b", "a%4")]
    [InlineData("sip:a%@b", "a%")]
    [InlineData("sip:a%4g%-1@b", "a%4g%-1")]
    [InlineData("sip:b", null)]
    [InlineData("tel:%2B49", "+49")]
    public void A_user_is_decoded_for_comparing(string text, string? expected)
    {
        Assert.Equal(expected, Parse(text).DecodedUser);
        Assert.Equal(text, Parse(text).Text);
    }

    private static SipUri Parse(string text)
    {
        Assert.True(SipUri.TryParse(text, out var uri));
        return uri;
    }
}
