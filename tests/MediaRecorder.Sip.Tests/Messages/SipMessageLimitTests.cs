using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Tests.Messages;

public sealed class SipMessageLimitTests
{
    [Fact]
    public void The_longest_datagram_is_read_and_one_byte_more_is_not()
    {
        var head = Wire.InviteWith("Content-Length", null);
        var room = SipMessage.MaxBytes - Wire.Bytes(head).Length;

        Assert.Equal(room + 5, Wire.Parse(head + new string('x', room)).Body.Length);
        Assert.Equal(SipParseError.TooLong, Wire.ErrorOf(head + new string('x', room + 1), out var message));
        Assert.Null(message);
    }

    [Fact]
    public void The_256th_header_is_read_and_the_257th_refuses_the_message()
    {
        string WithExtra(int count) =>
            Wire.InviteWith("X-Carrier-Id", string.Join('\n', Enumerable.Range(0, count).Select(i => $"X-{i}: {i}")));
        var extra = SipMessage.MaxHeaders - 13;

        var message = Wire.Parse(WithExtra(extra));
        Assert.True(message.TryGetHeader($"x-{extra - 1}", out var value));
        Assert.Equal($"{extra - 1}", value);
        Assert.Equal(SipParseError.TooManyHeaders, Wire.ErrorOf(WithExtra(extra + 1), out var refused));
        Assert.Null(refused);
    }

    [Fact]
    public void The_64th_Contact_is_read_and_the_65th_refuses_the_request()
    {
        string With(int count) =>
            Wire.InviteWith("Contact", "Contact: " + string.Join(',', Enumerable.Repeat("<sip:a@b>", count)));

        Assert.Equal(SipMessage.MaxAddresses, Wire.Parse(With(SipMessage.MaxAddresses)).Contacts.Count);
        Assert.Equal(SipParseError.BadContact, Wire.ErrorOf(With(SipMessage.MaxAddresses + 1), out _));
    }

    [Fact]
    public void A_header_field_of_8_KiB_is_read_and_one_byte_more_is_answered_513()
    {
        string With(int bytes) => Wire.InviteWith("X-Carrier-Id", "X-Carrier-Id: " + new string('x', bytes - 14));

        Assert.True(Wire.Parse(With(SipMessage.MaxHeaderBytes)).TryGetHeader("X-Carrier-Id", out var value));
        Assert.Equal(SipMessage.MaxHeaderBytes - 14, value.Length);
        Assert.Equal(SipParseError.HeaderTooLong, Wire.ErrorOf(With(SipMessage.MaxHeaderBytes + 1), out var message));
        Assert.True(message!.IsAnswerable);
        Assert.Equal(513, SipParseErrors.StatusFor(SipParseError.HeaderTooLong));
    }

    [Fact]
    public void A_start_line_of_8_KiB_is_read_and_one_byte_more_is_answered_414()
    {
        string With(int bytes) => Wire.InviteWith("INVITE", $"INVITE sip:{new string('x', bytes - 21)}@b SIP/2.0");

        Assert.Equal(SipMethod.Invite, Wire.Parse(With(SipMessage.MaxHeaderBytes)).Method);
        Assert.Equal(SipParseError.StartLineTooLong, Wire.ErrorOf(With(SipMessage.MaxHeaderBytes + 1), out var message));
        Assert.True(message!.IsAnswerable);
        Assert.Equal(414, SipParseErrors.StatusFor(SipParseError.StartLineTooLong));
    }

    [Fact]
    public void The_128th_Via_is_read_and_the_129th_is_answered_483()
    {
        string With(int lines, int more) => Wire.InviteWith("Via", string.Join(
            '\n', Enumerable.Repeat("Via: SIP/2.0/UDP a.example;branch=z9hG4bK1, SIP/2.0/UDP b.example", lines)
                .Concat(Enumerable.Repeat("v: SIP/2.0/UDP c.example", more))));

        Assert.Equal("a.example", Wire.Parse(With(SipMessage.MaxVias / 2, 0)).TopVia.Host);
        Assert.Equal(SipParseError.TooManyVias, Wire.ErrorOf(With(SipMessage.MaxVias / 2, 1), out var message));
        Assert.True(message!.IsAnswerable);
        Assert.Equal(483, SipParseErrors.StatusFor(SipParseError.TooManyVias));
    }

    [Fact]
    public void The_64th_parameter_is_read_and_the_65th_is_too_many()
    {
        string With(int count) => "sip:a@b" + string.Concat(Enumerable.Range(0, count).Select(i => $";p{i}={i}"));

        Assert.True(SipUri.TryParse(With(64), out var uri));
        Assert.Equal("63", uri.Parameter("p63"));
        Assert.False(SipUri.TryParse(With(65), out _));
        Assert.False(NameAddress.TryParse($"<sip:a@b>{With(65)[7..]}", out _));
        Assert.False(ViaHeader.TryParse($"SIP/2.0/UDP a{With(65)[7..]}", out var via));
        Assert.Equal("a", via!.Host);
    }

    [Fact]
    public void The_256th_element_is_listed_and_with_the_257th_the_list_is_refused()
    {
        string With(int count) =>
            Wire.InviteWith("Supported", "Supported: " + string.Join(',', Enumerable.Range(0, count).Select(i => $"e{i}")));

        Assert.True(Wire.Parse(With(SipMessage.MaxElements)).TryGetElements(SipHeaderName.Supported, out var elements));
        Assert.Equal($"e{SipMessage.MaxElements - 1}", elements[^1]);
        Assert.False(Wire.Parse(With(SipMessage.MaxElements + 1)).TryGetElements(SipHeaderName.Supported, out elements));
        Assert.Equal(SipMessage.MaxElements, elements.Count);
    }

    // Each of these makes a parser that rescans (quotes, folds, lists) quadratic: eight header fields as long as they
    // may be, many times over.
    [Theory]
    [InlineData("Via", "\"")]
    [InlineData("Via", ";a=b")]
    [InlineData("Via", ",")]
    [InlineData("From", "\"\\")]
    [InlineData("From", "<")]
    [InlineData("To", ";\"")]
    [InlineData("Contact", ",")]
    [InlineData("Contact", "<,\",")]
    [InlineData("Record-Route", "a,")]
    [InlineData("Supported", "\r\n ")]
    [InlineData("Supported", "x,")]
    [InlineData("Call-ID", "\\")]
    public void The_largest_hostile_values_are_judged_in_one_pass(string name, string unit)
    {
        var header = $"{name}: {string.Concat(Enumerable.Repeat(unit, 8000 / unit.Length))}";
        var text = Wire.InviteWith(name, string.Join('\n', Enumerable.Repeat(header, 7)));

        for (var i = 0; i < 50; i++)
        {
            _ = SipMessage.TryParse(Wire.Bytes(text), out var message, out _);
            _ = message?.HasToken(SipHeaderName.Supported, "none");
        }
    }

    // Values from configuration and the API have no datagram around them: 4·10⁹ steps for a parser that rescans, which
    // this run could not hide.
    [Theory]
    [InlineData("\"")]
    [InlineData("\"\\")]
    [InlineData("<")]
    [InlineData(";a=b")]
    [InlineData(";\"")]
    [InlineData("sip:a?b&")]
    [InlineData("%41")]
    [InlineData("[::")]
    [InlineData(":")]
    public void The_largest_hostile_elements_are_judged_in_one_pass(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, 60_000 / unit.Length));

        for (var i = 0; i < 5; i++)
        {
            _ = NameAddress.TryParse(text, out _) || NameAddress.TryParse($"<sip:a@b>{text}", out _);
            _ = ViaHeader.TryParse(text, out _) || ViaHeader.TryParse($"SIP/2.0/UDP a{text}", out _);
            Assert.True(!SipUri.TryParse($"sip:a@b?{text}", out var uri) || uri.IsEquivalentTo(uri));
            Assert.True(!SipUri.TryParse($"sip:{text}@b", out uri) || uri.IsEquivalentTo(uri));
        }
    }
}
