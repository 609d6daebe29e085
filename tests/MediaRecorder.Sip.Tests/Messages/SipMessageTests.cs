using System.Text;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Tests.Messages;

public sealed class SipMessageTests
{
    [Fact]
    public void A_request_shows_all_its_views()
    {
        var invite = Wire.Parse(Wire.Invite);

        Assert.True(invite.IsRequest);
        Assert.True(invite.IsAnswerable);
        Assert.Equal(SipMethod.Invite, invite.Method);
        Assert.Equal("INVITE", invite.MethodToken);
        Assert.Equal("sip:+4930123456@192.0.2.20:5070;user=phone", invite.RequestUri);
        Assert.Equal(0, invite.StatusCode);
        Assert.Equal("", invite.ReasonPhrase);
        Assert.Equal("192.0.2.10", invite.TopVia.Host);
        Assert.Equal("z9hG4bKabc.1", invite.TopVia.Branch);
        Assert.Equal("Zoë \"Z\", Ltd", invite.From.DisplayName);
        Assert.Equal("+4940555", invite.From.Uri.User);
        Assert.Equal("a1", invite.From.Tag);
        Assert.Null(invite.To.Tag);
        Assert.Equal("3c26f0@192.0.2.10", invite.CallId);
        Assert.Equal(new CSeq(1, SipMethod.Invite, "INVITE"), invite.CSeq);
        Assert.Equal(70, invite.MaxForwards);
        Assert.Equal("application/sdp", invite.ContentType);
        Assert.Equal("v=0\r\n", Encoding.ASCII.GetString(invite.Body));
        Assert.Equal(5062, Assert.Single(invite.Contacts).Uri.Port);
        Assert.Equal(
            ["sip:192.0.2.10:5062;lr", "[2001:db8::1]"],
            [invite.RecordRoutes[0].Uri.Text, invite.RecordRoutes[1].Uri.Host]);
        Assert.True(invite.RecordRoutes[1].Uri.IsLooseRouter);
        Assert.Empty(invite.Routes);
    }

    [Fact]
    public void A_response_takes_its_method_from_CSeq()
    {
        var ok = Wire.Parse(Wire.Ok);

        Assert.False(ok.IsRequest);
        Assert.False(ok.IsAnswerable);
        Assert.Equal(SipMethod.Invite, ok.Method);
        Assert.Equal(200, ok.StatusCode);
        Assert.Equal("OK", ok.ReasonPhrase);
        Assert.Equal("", ok.RequestUri);
        Assert.Equal("b7", ok.To.Tag);
        Assert.Null(ok.MaxForwards);
        Assert.True(ok.Body.IsEmpty);
    }

    // REQ: A-05
    [Fact]
    public void Headers_come_in_their_order_with_their_spelling_unknown_ones_included()
    {
        var names = new List<string>();
        foreach (var header in Wire.Parse(Wire.Invite).Headers)
        {
            names.Add(header.NameText);
        }

        Assert.Equal(
            [
                "Via", "Via", "Max-Forwards", "Record-Route", "From", "To", "Call-ID", "CSeq", "Contact", "Supported",
                "Supported", "X-Carrier-Id", "Content-Type", "Content-Length",
            ],
            names);
        Assert.True(Wire.Parse(Wire.Invite).TryGetHeader("x-carrier-id", out var value));
        Assert.Equal("17;a=b", value);
        Assert.False(Wire.Parse(Wire.Invite).TryGetHeader("X-Other", out value));
        Assert.Equal("", value);
    }

    [Fact]
    public void Compact_forms_and_folded_values_are_understood()
    {
        var message = Wire.Parse("""
            OPTIONS sip:b@192.0.2.2 SIP/2.0
            v:SIP  / 2.0
             /UDP	192.0.2.1 : 5061
             ; branch = z9hG4bK7
            F: "a
              b"  <sip:a@192.0.2.1>  ;
              tag = 12
            t : <sip:b@192.0.2.2>
            i: 1@x
            CSeq: 0009
              OPTIONS
            k: a,
               100REL
            l: 0


            """);

        Assert.Equal("192.0.2.1", message.TopVia.Host);
        Assert.Equal(5061, message.TopVia.Port);
        Assert.Equal("z9hG4bK7", message.TopVia.Branch);
        Assert.Equal("a b", message.From.DisplayName);
        Assert.Equal("12", message.From.Tag);
        Assert.Equal(9u, message.CSeq.Number);
        Assert.True(message.TryGetHeader(SipHeaderName.Supported, out var supported));
        Assert.Equal("a, 100REL", supported);
        Assert.True(message.TryGetHeader("k", out _));
    }

    [Fact]
    public void A_token_is_found_in_any_header_of_its_list()
    {
        var invite = Wire.Parse(Wire.Invite);

        Assert.True(invite.HasToken(SipHeaderName.Supported, "100REL"));
        Assert.True(invite.HasToken(SipHeaderName.Supported, "replaces"));
        Assert.False(invite.HasToken(SipHeaderName.Supported, "100"));
        Assert.False(invite.HasToken(SipHeaderName.Require, "timer"));
        Assert.Equal(["timer, 100rel", "replaces"], invite.Values(SipHeaderName.Supported));
    }

    [Fact]
    public void Line_breaks_ahead_of_the_start_line_are_ignored()
    {
        var message = Wire.Parse("\n\n" + Wire.Ok);

        Assert.Equal(200, message.StatusCode);
        Assert.Equal(Wire.Bytes(Wire.Ok), message.Raw.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    [InlineData("\r\n\r\n")]
    public void Nothing_but_line_breaks_is_a_keep_alive(string text)
    {
        Assert.Equal(SipParseError.KeepAlive, Wire.ErrorOf(Encoding.ASCII.GetBytes(text), out var message));
        Assert.Null(message);
    }

    [Fact]
    public void Without_Content_Length_the_body_is_the_rest_and_with_a_smaller_one_it_is_cut()
    {
        var rest = Wire.Parse(Wire.InviteWith("Content-Length", null));
        var cut = Wire.Parse(Wire.InviteWith("Content-Length", "Content-Length: 3"));

        Assert.Equal(5, rest.Body.Length);
        Assert.Equal("v=0", Encoding.ASCII.GetString(cut.Body));
    }

    [Fact]
    public void A_body_that_starts_with_a_blank_is_not_a_fold()
    {
        var message = Wire.Parse(Wire.InviteWith("v=0", " v=0"));

        Assert.Equal(" v=0\r", Encoding.ASCII.GetString(message.Body));
    }

    [Fact]
    public void A_message_that_is_not_UTF8_is_read_as_Latin1()
    {
        var datagram = Encoding.Latin1.GetBytes(
            Wire.Ok.ReplaceLineEndings("\r\n").Replace("<sip:b@", "\"Jörg\" <sip:b@", StringComparison.Ordinal));

        Assert.Equal("Jörg", Wire.Parse(datagram).To.DisplayName);
    }

    [Fact]
    public void A_response_with_a_malformed_Contact_keeps_the_others()
    {
        var message = Wire.Parse(
            Wire.Ok.Replace("<sip:b@192.0.2.30:5080>", "<sip:, <sip:c@h>", StringComparison.Ordinal));
        var mixed = Wire.Parse(Wire.Ok.Replace("<sip:b@192.0.2.30:5080>", "sip:, <sip:c@h>", StringComparison.Ordinal));

        Assert.Empty(message.Contacts);
        Assert.Equal("c", Assert.Single(mixed.Contacts).Uri.User);
    }

    [Fact]
    public void The_wildcard_Contact_is_no_address_and_no_error()
    {
        var message = Wire.Parse(Wire.InviteWith("Contact", "Contact: *"));

        Assert.Empty(message.Contacts);
        Assert.True(message.TryGetHeader(SipHeaderName.Contact, out var value));
        Assert.Equal("*", value);
    }

    [Fact]
    public void A_status_line_without_reason_is_accepted()
    {
        Assert.Equal("", Wire.Parse(Wire.Ok.Replace("200 OK", "200", StringComparison.Ordinal)).ReasonPhrase);
        Assert.Equal("", Wire.Parse(Wire.Ok.Replace("200 OK", "200 ", StringComparison.Ordinal)).ReasonPhrase);
    }

    [Fact]
    public void An_ordinary_INVITE_costs_at_most_4_KiB_of_garbage()
    {
        var datagram = Wire.Bytes(Wire.Invite);
        _ = Wire.Parse(datagram);

        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = SipMessage.TryParse(datagram, out _, out _);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // One copy of 800 bytes, one table of 14 slices, and the strings of the headers that have to be judged.
        Assert.InRange(allocated, datagram.Length, 4096);
    }

    [Fact]
    public void Noise_costs_nothing()
    {
        byte[] stun = [0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 13, 10, 13, 10, 1, 2, 3, 4, 5, 6, 7, 8];
        _ = SipMessage.TryParse(stun, out _, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = SipMessage.TryParse(stun, out _, out var error);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(SipParseError.NotSip, error);
    }
}
