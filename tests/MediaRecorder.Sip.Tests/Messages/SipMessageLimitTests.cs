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

    // Each of these makes a parser that rescans (quotes, folds, lists) quadratic: 4·10⁹ steps,
    // which this run could not hide.
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
        var text = Wire.InviteWith(name, $"{name}: {string.Concat(Enumerable.Repeat(unit, 60_000 / unit.Length))}");

        for (var i = 0; i < 5; i++)
        {
            _ = SipMessage.TryParse(Wire.Bytes(text), out var message, out _);
            _ = message?.HasToken(SipHeaderName.Supported, "none");
        }
    }
}
