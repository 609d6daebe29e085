using System.Buffers;
using System.Net;
using System.Text;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Bodies;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.Transports;
using MediaRecorder.TestKit.Torture;

namespace MediaRecorder.Sip.Tests.Messages;

/// <summary>What the parser says of every message of RFC 4475 and RFC 5118, and what its views show.</summary>
public sealed class TortureTests
{
    public static TheoryData<string> Tags => [.. TortureMessages.All.Select(message => message.Tag)];

    // REQ: A-01
    [Theory]
    [MemberData(nameof(Tags))]
    public void Every_torture_message_has_its_expected_outcome(string tag)
    {
        var (_, _, bytes, expected) = TortureMessages.ByTag(tag);

        var isParsed = SipMessage.TryParse(bytes, out var message, out var error);

        Assert.Equal(expected.Error, error);
        Assert.Equal(error == SipParseError.None, isParsed);
        if (isParsed)
        {
            Assert.Equal(expected == TortureOutcome.Stray, !message!.IsRequest);
        }
        else if (expected.Verdict == TortureVerdict.Answered)
        {
            Assert.True(message!.IsAnswerable);
            Assert.Equal(expected.Status, SipParseErrors.StatusFor(error));
        }
        else
        {
            Assert.Null(message);
        }
    }

    // REQ: A-02
    [Theory]
    [MemberData(nameof(Tags))]
    public void On_a_stream_it_is_cut_out_or_the_stream_is_broken_as_its_table_says(string tag)
    {
        var message = TortureMessages.ByTag(tag);

        var frame = new SipStreamFramer().Next(new ReadOnlySequence<byte>(message.Bytes), pongExpected: false);

        Assert.Equal(message.StreamError, frame.Error);
        Assert.Equal(
            message.StreamError != SipFramingError.None ? SipFrameKind.Broken
            : message.MissingBytes > 0 ? SipFrameKind.NeedMore
            : SipFrameKind.Message,
            frame.Kind);
    }

    // A strict peer: what goes back to each of them is read by the parser again.
    [Theory]
    [MemberData(nameof(Tags))]
    public void Whatever_can_be_answered_is_answered_well_formed(string tag)
    {
        _ = SipMessage.TryParse(TortureMessages.ByTag(tag).Bytes, out var message, out var error);
        if (message is not { IsAnswerable: true })
        {
            return;
        }

        var bytes = SipMessageBuilder
            .Response(message, 486, "Busy Here", "ours", new IPEndPoint(IPAddress.Parse("198.51.100.7"), 5060))
            .ToBytes();

        // Only the fields that were malformed in the request may come back malformed.
        var isReadable = SipMessage.TryParse(bytes, out var response, out var answerError);
        Assert.Equal(error is not (SipParseError.BadTo or SipParseError.BadCSeq), isReadable);
        Assert.Equal(isReadable ? SipParseError.None : error, answerError);
        Assert.Equal(isReadable ? message.TopVia.Branch : null, response?.TopVia.Branch);
    }

    [Fact]
    public void None_is_left_out()
    {
        Assert.Equal(49, CountOf("RFC 4475"));
        Assert.Equal(12, CountOf("RFC 5118"));
        Assert.Equal(61, TortureMessages.All.Select(message => message.Tag).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Blanks_folds_and_compact_forms_hide_nothing_wsinv()
    {
        var message = Read("wsinv");

        Assert.EndsWith(";notaparam", message.RequestUri, StringComparison.Ordinal);
        Assert.Equal("77aa01", message.To.Tag);
        Assert.Equal("M. Lind \\\"", message.From.DisplayName);
        Assert.Equal("31bb", message.From.Tag);
        Assert.Equal(66, message.MaxForwards);
        Assert.Equal(new CSeq(7, SipMethod.Invite, "INVITE"), message.CSeq);
        Assert.Equal("192.0.2.44", message.TopVia.Host);
        Assert.Equal("notmagic77", message.TopVia.Branch);
        Assert.False(message.TopVia.HasUniqueBranch);
        Assert.True(message.TryGetElements(SipHeaderName.Via, out var vias));
        Assert.Equal(3, vias.Count);
        Assert.True(ViaHeader.TryParse(vias[2], out var last));
        Assert.Equal(("UDP", "192.168.7.7", "z9hG4bKaa0"), (last!.Transport, last.Host, last.Branch));
        Assert.True(message.TryGetHeader(SipHeaderName.Subject, out var subject));
        Assert.Equal("", subject);
        Assert.True(message.TryGetHeader("BrandNewHeader", out var folded));
        Assert.Equal("first half second half", folded);
        Assert.True(Assert.Single(message.Routes).Uri.IsLooseRouter);
        var contact = Assert.Single(message.Contacts);
        Assert.Equal("Two quotes \"\"", contact.DisplayName);
        Assert.Equal(
            ("param", "", "0.25"), (contact.Parameter("fresh"), contact.Parameter("second"), contact.Parameter("Q")));
        AssertAudio(message);
    }

    [Fact]
    public void Every_character_that_is_allowed_is_read_intmeth()
    {
        var message = Read("intmeth");

        Assert.Equal("BEL:\a NUL:\0 DEL:\x7f", message.To.DisplayName);
        Assert.Equal(SipMethod.Unknown, message.Method);
        Assert.Equal("!Odd-Method.0*+`%z'~_", message.MethodToken);
        Assert.Equal("2_odd.User~(so!so)&it's+here$/go?,/;;*", message.To.Uri.User);
        Assert.Equal("one~` two'+_ three*%!.-", message.From.DisplayName);
        Assert.Equal("_t~1'+`*%!-.", message.From.Tag);
        Assert.Equal("прѝвет", message.From.Parameter("odd''~+*_!.-%"));
        Assert.True(message.TryGetHeader("NEWHEADER-!.%*+_`'~", out var value));
        Assert.Equal("\ufeff錄音", value);
        Assert.Equal("TCP", message.TopVia.Transport);
        Assert.True(SipUri.TryParse(message.RequestUri, out var uri));
        Assert.Equal("2_odd.User~(so!so)&it's+here$/go?,/;;*", uri.User);
    }

    [Fact]
    public void Escapes_are_understood_and_stay_as_written_esc01_escnull_esc02()
    {
        var message = Read("esc01");
        Assert.True(SipUri.TryParse(message.RequestUri, out var uri));
        Assert.Equal(("sip", "sips%3Aotto%40pbx.example", "edge.example"), (uri.Scheme, uri.User, uri.Host));
        Assert.Equal("sips:otto@pbx.example", uri.DecodedUser);
        Assert.Equal("otto", message.To.Uri.DecodedUser);
        Assert.Equal("M Lind desk", message.From.Uri.DecodedUser);
        Assert.True(SipUri.TryParse("sip:mara@desk.example;lr;par=val%2541", out var plain));
        Assert.True(Assert.Single(message.Contacts).Uri.IsEquivalentTo(plain));

        var nulls = Read("escnull");
        Assert.Equal(["%00", "%00%00"], nulls.Contacts.Select(contact => contact.Uri.User!));
        Assert.Equal("nil-\0-nil", nulls.From.Uri.DecodedUser);

        // Escapes have no meaning outside URIs.
        var names = Read("esc02");
        Assert.Equal("BR%41ND%4EEW", names.MethodToken);
        Assert.Equal("%Q%45", names.To.DisplayName);
        Assert.Equal(2, names.Contacts.Count);
        Assert.Equal("z9hG4bK9%fqesc02", names.TopVia.Branch);
    }

    [Fact]
    public void Length_alone_refuses_nothing_longreq()
    {
        var message = Read("longreq");

        Assert.Equal($"A name of {new string('a', 200)} letters", message.To.DisplayName);
        Assert.Equal(6000, message.To.Uri.Port);
        Assert.Equal(34, message.Values(SipHeaderName.Via).Length);
        Assert.Equal("hop34.example", message.TopVia.Host);
        AssertAudio(message);
    }

    [Fact]
    public void What_follows_the_body_of_a_datagram_is_not_read_dblreq()
    {
        var message = Read("dblreq");

        Assert.Equal(SipMethod.Register, message.Method);
        Assert.True(message.Body.IsEmpty);
    }

    [Fact]
    public void A_semicolon_or_an_escape_in_the_user_part_is_no_parameter_semiuri()
    {
        Assert.True(SipUri.TryParse(Read("semiuri").RequestUri, out var uri));
        Assert.Equal("otto;ext=u@branch.example", uri.DecodedUser);
        Assert.Equal("pbx.example", uri.Host);
        Assert.False(uri.HasParameter("ext"));
    }

    [Fact]
    public void Binary_parts_are_found_mpart01()
    {
        var message = Read("mpart01");
        Assert.True(MediaType.TryParse(message.ContentType, out var type));
        Assert.True(MultipartBody.TryParse(message.Body.ToArray(), type!, out var body, out _));

        Assert.Equal(
            ["text/plain", "application/octet-stream"], body.Parts.Select(part => part.ContentType!.ToString()));
        Assert.Equal("Hello", Encoding.ASCII.GetString(body.ContentOf(body.Parts[0])));
        Assert.Equal(Enumerable.Range(0, 256).Select(i => (byte)i), body.ContentOf(body.Parts[1]).ToArray());
    }

    [Fact]
    public void Reason_phrases_are_anybodys_or_nobodys_unreason_noreason()
    {
        Assert.Equal("= 3**2 * 7 сто двадцать шесть пополам", Read("unreason").ReasonPhrase);
        Assert.Equal("", Read("noreason").ReasonPhrase);
    }

    [Fact]
    public void A_Via_of_separators_still_says_where_to_answer_badinv01()
    {
        _ = SipMessage.TryParse(TortureMessages.ByTag("badinv01").Bytes, out var message, out _);

        Assert.Equal("192.0.2.44", message!.TopVia.Host);
    }

    [Fact]
    public void Blanks_in_brackets_and_commas_in_bare_names_are_read_badaspec_baddn()
    {
        Assert.Equal("sip:otto@pbx.example", Read("badaspec").To.Uri.Text);
        Assert.Equal("Berg, Otto", Read("baddn").To.DisplayName);
        Assert.Equal("mara", Read("lwsdisp").From.DisplayName);
    }

    [Fact]
    public void URIs_of_other_schemes_are_carried_unkscm_novelsc_unksm2()
    {
        Assert.True(SipUri.TryParse(Read("unkscm").RequestUri, out var uri));
        Assert.Equal("schemeofnobody", uri.Scheme);
        Assert.True(SipUri.TryParse(Read("novelsc").RequestUri, out uri));
        Assert.Equal("soap.beep", uri.Scheme);
        var message = Read("unksm2");
        Assert.Equal(
            ("isbn", "http", "name"),
            (message.To.Uri.Scheme, message.From.Uri.Scheme, message.Contacts[0].Uri.Scheme));
    }

    [Fact]
    public void A_parameter_belongs_to_the_URI_only_inside_brackets_cparam01_cparam02_regescrt()
    {
        var bare = Assert.Single(Read("cparam01").Contacts);
        Assert.Equal((null, ""), (bare.Uri.Parameter("noparamweknow"), bare.Parameter("noparamweknow")));
        var bracketed = Assert.Single(Read("cparam02").Contacts);
        Assert.Equal(("", null), (bracketed.Uri.Parameter("noparamweknow"), bracketed.Parameter("noparamweknow")));
        Assert.Equal("Route=%3Csip:edge.example%3E", Assert.Single(Read("regescrt").Contacts).Uri.HeaderText.ToString());
        Assert.True(SipUri.TryParse(Read("escruri").RequestUri, out var uri));
        Assert.Equal("Route=%3Csip:edge.example%3E", uri.HeaderText.ToString());
    }

    [Fact]
    public void Extensions_are_listed_for_their_refusal_bext01()
    {
        Assert.True(Read("bext01").TryGetElements(SipHeaderName.Require, out var required));
        Assert.Equal(["nobodyHasThis", "norThis"], required);
    }

    [Fact]
    public void A_request_of_RFC_2543_is_read_inv2543_badbranch()
    {
        var message = Read("inv2543");

        Assert.Null(message.TopVia.Branch);
        Assert.Null(message.From.Tag);
        Assert.Null(message.MaxForwards);
        Assert.Equal("edge.example", Assert.Single(message.RecordRoutes).Uri.Maddr);
        AssertAudio(message);
        Assert.False(Read("badbranch").TopVia.HasUniqueBranch);
    }

    [Theory]
    [InlineData("v6-good", "[2001:db8::44]:5060")]
    [InlineData("v6-port-inside", "[2001:db8::44:5072]:5060")]
    [InlineData("v6-port-outside", "[2001:db8::44]:5072")]
    [InlineData("v6-two-colons", "[2001:db8::192.0.2.44]:5060")]
    [InlineData("v6-three-colons", "[2001:db8::192.0.2.44]:5060")]
    public void A_bracketed_address_is_where_the_request_goes(string tag, string expected)
    {
        Assert.True(SipUri.TryParse(Read(tag).RequestUri, out var uri));
        Assert.True(uri.TryGetEndpoint(out var endpoint));
        Assert.Equal(IPEndPoint.Parse(expected), endpoint);
    }

    [Theory]
    [InlineData("v6-received-bare", "2001:db8::7:254")]
    [InlineData("v6-received-brackets", "[2001:db8::7:254]")]
    [InlineData("v6-and-v4-hops", null)]
    public void IPv6_in_received_may_stand_with_and_without_brackets(string tag, string? received)
    {
        var via = Read(tag).TopVia;

        Assert.Equal(("[2001:db8::7:1]", received), (via.Host, via.Received));
        Assert.StartsWith("z9hG4bKv6-", via.Branch, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v6-sdp", "2001:db8::20", "2001:db8::20")]
    [InlineData("v6-and-v4-media", "192.0.2.44", "2001:db8::1")]
    [InlineData("v4-mapped", "::ffff:192.0.2.45", "::ffff:192.0.2.45")]
    public void Media_addresses_of_both_families_are_read(string tag, string audio, string video)
    {
        Assert.True(SipBody.TryGetSdp(Read(tag), out var body));
        Assert.True(SessionDescription.TryParse(body, out var sdp, out _));
        Assert.Equal([IPAddress.Parse(audio), IPAddress.Parse(video)], sdp.Media.Select(media => media.Connection));
    }

    private static int CountOf(string rfc) =>
        TortureMessages.All.Count(message => message.Section.StartsWith(rfc, StringComparison.Ordinal));

    private static SipMessage Read(string tag) => Wire.Parse(TortureMessages.ByTag(tag).Bytes);

    private static void AssertAudio(SipMessage message)
    {
        Assert.True(SipBody.TryGetSdp(message, out var body));
        Assert.True(SessionDescription.TryParse(body, out var sdp, out _));
        Assert.Equal(41000, Assert.Single(sdp.Media).Port);
    }
}
