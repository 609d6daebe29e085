using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Tests.Messages;

public sealed class NamesTests
{
    [Fact]
    public void Every_header_name_is_found_by_its_text_without_case()
    {
        foreach (var name in Enum.GetValues<SipHeaderName>())
        {
            var text = SipHeaderNames.Text(name);
            Assert.Equal(name == SipHeaderName.Other, text.Length == 0);
            Assert.Equal(name, SipHeaderNames.FromText(text.ToUpperInvariant()));
        }
    }

    // The compact forms of the IANA registry.
    [Theory]
    [InlineData("a", SipHeaderName.AcceptContact)]
    [InlineData("u", SipHeaderName.AllowEvents)]
    [InlineData("i", SipHeaderName.CallId)]
    [InlineData("m", SipHeaderName.Contact)]
    [InlineData("e", SipHeaderName.ContentEncoding)]
    [InlineData("l", SipHeaderName.ContentLength)]
    [InlineData("c", SipHeaderName.ContentType)]
    [InlineData("o", SipHeaderName.Event)]
    [InlineData("F", SipHeaderName.From)]
    [InlineData("y", SipHeaderName.Identity)]
    [InlineData("n", SipHeaderName.IdentityInfo)]
    [InlineData("r", SipHeaderName.ReferTo)]
    [InlineData("b", SipHeaderName.ReferredBy)]
    [InlineData("j", SipHeaderName.RejectContact)]
    [InlineData("D", SipHeaderName.RequestDisposition)]
    [InlineData("x", SipHeaderName.SessionExpires)]
    [InlineData("s", SipHeaderName.Subject)]
    [InlineData("k", SipHeaderName.Supported)]
    [InlineData("t", SipHeaderName.To)]
    [InlineData("V", SipHeaderName.Via)]
    [InlineData("z", SipHeaderName.Other)]
    public void Compact_names_are_known(string text, SipHeaderName expected)
    {
        Assert.Equal(expected, SipHeaderNames.FromText(text));
        var longForm = expected == SipHeaderName.Other ? text : SipHeaderNames.Text(expected);
        Assert.Equal(longForm, SipHeaderNames.LongForm(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("X-Carrier-Id")]
    [InlineData("refer-TO")]
    public void A_name_of_more_than_one_letter_keeps_its_spelling(string text)
    {
        Assert.Equal(text, SipHeaderNames.LongForm(text));
    }

    [Fact]
    public void Methods_are_case_sensitive()
    {
        foreach (var method in Enum.GetValues<SipMethod>())
        {
            Assert.Equal(method, SipMethods.FromToken(SipMethods.Token(method)));
        }

        Assert.Equal(SipMethod.Unknown, SipMethods.FromToken("invite"));
        Assert.Equal("", SipMethods.Token((SipMethod)999));
    }

    [Theory]
    [InlineData(486, "Busy Here")]
    [InlineData(487, "Request Terminated")]
    [InlineData(499, "Bad Request")]
    [InlineData(599, "Server Internal Error")]
    [InlineData(999, "Unknown")]
    public void An_unknown_status_has_the_phrase_of_its_class(int status, string phrase)
    {
        Assert.Equal(phrase, SipReasonPhrases.For(status));
    }
}
