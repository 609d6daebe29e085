using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Sip.Tests.Messages;

/// <summary>
/// Messages of our own after the text of RFC 4475 and RFC 5118; each test names the section it stands for.
/// </summary>
public sealed class TortureTests
{
    // RFC 4475 §3.1.1.2
    [Fact]
    public void Wide_range_of_valid_characters_is_accepted()
    {
        var message = Wire.Parse("""
            !odd_Method.0*%`'~+- sip:1_odd~(user)&is+fine$/so?,/;;*:&it=too@example.com SIP/2.0
            Via: SIP/2.0/QQQ host.example.com;branch=z9hG4bK-.!%*_+`'~
            To: "BEL:\(BEL) NUL:\(NUL) DEL:\(DEL)" <sip:1_odd~(user)&is+fine$/so?,/;;*@example.com>
            From: one~` two'+_ three*%!.- <sip:b@example.com>;!par="qu\"oted;,<";tag=_t~1`'%!*+.-
            Call-ID: odd<>()?{}[]\/":@%!~*'`
            CSeq: 2147483647 !odd_Method.0*%`'~+-
            extensionHeader-!.%*+_`'~: <<<"((((({{{;;;,,,
            Content-Length: 0


            """.Replace("(BEL)", "\a", StringComparison.Ordinal).Replace("(NUL)", "\0", StringComparison.Ordinal)
            .Replace("(DEL)", "\x7f", StringComparison.Ordinal));

        Assert.Equal("BEL:\a NUL:\0 DEL:\x7f", message.To.DisplayName);
        Assert.Equal(SipMethod.Unknown, message.Method);
        Assert.Equal("1_odd~(user)&is+fine$/so?,/;;*", message.To.Uri.User);
        Assert.Equal("_t~1`'%!*+.-", message.From.Tag);
        Assert.Equal("qu\"oted;,<", message.From.Parameter("!par"));
        Assert.True(message.TryGetHeader("extensionHeader-!.%*+_`'~", out var value));
        Assert.Equal("<<<\"((((({{{;;;,,,", value);
        Assert.Equal("QQQ", message.TopVia.Transport);
    }

    // §3.1.1.4
    [Fact]
    public void Escaped_NULs_stay_escaped()
    {
        var message = Wire.Parse(Wire.InviteWith("Contact", "Contact: <sip:%00@h.example>, <sip:%00%00@h.example>"));

        Assert.Equal("%00%00", message.Contacts[1].Uri.User);
    }

    // §3.1.1.6, §3.1.1.10
    [Fact]
    public void No_blank_before_the_bracket_and_odd_transports_are_accepted()
    {
        var message = Wire.Parse(Wire.InviteWith("From", "From: caller<sip:a@b>;tag=1")
            .Replace("SIP/2.0/UDP sbc", "SIP/2.0/UNKNOWN sbc", StringComparison.Ordinal));

        Assert.Equal("caller", message.From.DisplayName);
    }

    // §3.1.1.8: what follows the body in a datagram is not part of the message.
    [Fact]
    public void A_second_request_behind_the_first_is_not_read()
    {
        var message = Wire.Parse(Wire.Ok + Wire.Invite);

        Assert.Equal(200, message.StatusCode);
        Assert.True(message.Body.IsEmpty);
    }

    // §3.1.1.9
    [Fact]
    public void A_semicolon_in_the_user_part_is_not_a_parameter()
    {
        var message = Wire.Parse(Wire.InviteWith("INVITE", "INVITE sip:user;par=u%40example.net@example.com SIP/2.0"));

        Assert.True(SipUri.TryParse(message.RequestUri, out var uri));
        Assert.Equal("user;par=u%40example.net", uri.User);
        Assert.False(uri.HasParameter("par"));
    }

    // §3.1.2.1
    [Fact]
    public void Separators_without_content_in_Via_are_answered()
    {
        Assert.Equal(
            SipParseError.BadVia,
            Wire.ErrorOf(Wire.InviteWith("Via", "Via: SIP/2.0/UDP 192.0.2.15;;,;,,"), out var message));
        Assert.Equal("192.0.2.15", message!.TopVia.Host);
    }

    // §3.1.2.12: a Date that is not GMT is not ours to judge.
    [Fact]
    public void A_bad_Date_does_not_stop_an_INVITE()
    {
        Assert.Equal(
            SipMethod.Invite,
            Wire.Parse(Wire.InviteWith("X-Carrier-Id", "Date: Fri, 01 Jan 2010 16:00:00 EST")).Method);
    }

    // §3.3.2
    [Fact]
    public void An_unknown_scheme_in_the_request_URI_parses()
    {
        var message = Wire.Parse(Wire.InviteWith("INVITE", "INVITE nobodyKnowsThisScheme:totallyopaque SIP/2.0"));

        Assert.True(SipUri.TryParse(message.RequestUri, out var uri));
        Assert.False(uri.IsSip);
    }

    // §3.2.1
    [Fact]
    public void A_branch_of_only_the_magic_cookie_does_not_name_a_transaction()
    {
        var message = Wire.Parse(Wire.InviteWith("Via", "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK"));

        Assert.False(message.TopVia.HasUniqueBranch);
    }

    // §3.4.1: neither branch nor From tag nor Max-Forwards.
    [Fact]
    public void An_INVITE_of_RFC_2543_is_accepted()
    {
        var message = Wire.Parse("""
            INVITE sip:UserB@example.com SIP/2.0
            Via: SIP/2.0/UDP iftgw.example.com
            From: <sip:+13035551111@ift.client.example.net;user=phone>
            To: sip:+16505552222@ss1.example.net;user=phone
            Call-ID: inv2543.1717@ift.client.example.com
            CSeq: 56 INVITE


            """);

        Assert.Null(message.TopVia.Branch);
        Assert.Null(message.From.Tag);
        Assert.Equal("phone", message.To.Parameter("user"));
        Assert.Null(message.MaxForwards);
    }

    // RFC 5118 §4.1, §4.2: without brackets the colons of the address would be those of a port.
    [Fact]
    public void IPv6_in_a_URI_needs_its_brackets()
    {
        Assert.Equal(
            SipParseError.BadRequestUri,
            Wire.ErrorOf(Wire.InviteWith("INVITE", "INVITE sip:2001:db8::10 SIP/2.0"), out _));
        Assert.Equal(
            "sip:[2001:db8::10]:5070",
            Wire.Parse(Wire.InviteWith("INVITE", "INVITE sip:[2001:db8::10]:5070 SIP/2.0")).RequestUri);
    }

    // RFC 5118 §4.5
    [Theory]
    [InlineData("2001:db8::9:255")]
    [InlineData("[2001:db8::9:255]")]
    public void IPv6_in_received_may_stand_with_and_without_brackets(string received)
    {
        var via = Wire.Parse(
            Wire.InviteWith("Via", $"Via: SIP/2.0/UDP [2001:db8::9:1];received={received};branch=z9hG4bKa")).TopVia;

        Assert.Equal(received, via.Received);
        Assert.Equal("z9hG4bKa", via.Branch);
    }
}
