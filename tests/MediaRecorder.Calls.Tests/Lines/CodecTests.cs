using System.Net;
using System.Text;
using MediaRecorder.Calls.Lines;
using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Media.Paths;
using MediaRecorder.Sip.Messages;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;

namespace MediaRecorder.Calls.Tests.Lines;

/// <summary>Codecs that cannot be recorded, and whose packets a trunk's ports take.</summary>
public sealed class CodecTests
{
    private const string Evs =
        "m=audio 4000 RTP/AVP 96 0 101 13 3\r\na=rtpmap:96 EVS/16000\r\na=fmtp:96 br=5.9-24.4\r\na=rtcp-fb:96 ccm\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\n";

    private const string OnlyEvs = "m=audio 4000 RTP/AVP 96 101\r\na=rtpmap:96 EVS/16000\r\na=rtpmap:101 telephone-event/8000\r\n";

    // REQ: A-08
    [Fact]
    public void Where_the_trunk_says_so_they_are_taken_out_of_offer_and_answer_with_all_that_speaks_of_them()
    {
        var call = Call(UnrecordableCodecs.Remove).Offered(Lines("192.0.2.10", Evs));
        AssertRemoved(call.Invite!, "m=audio 10002 RTP/AVP 0 101 13\r\n");
        var answer = call.Agent(Response(call.Invite!, 200, Lines("192.0.2.20", Evs)));
        AssertRemoved(ToCustomer(answer), "m=audio 10000 RTP/AVP 0 101 13\r\n");
        Assert.Equal(0, call.Recorder.Counters.UnrecordableCodecs);
    }

    // REQ: A-08
    [Fact]
    public void A_call_of_no_other_codec_is_refused()
    {
        var call = Call(UnrecordableCodecs.Remove);
        var refused = call.Customer(call.CustomerRequest("INVITE", 1, Lines("192.0.2.10", OnlyEvs)));
        Assert.Equal(488, Assert.Single(refused).Message.StatusCode);
        call.AssertNothingLeft();
    }

    // REQ: A-08. RFC 8866 §9: an m-line names a format, refused or not.
    [Fact]
    public void A_second_voice_of_no_other_codec_is_refused_as_it_was_written()
    {
        var call = Call(UnrecordableCodecs.Remove).Offered(Lines("192.0.2.10", Evs + OnlyEvs));
        Assert.Contains("m=audio 0 RTP/AVP 96 101\r\n", Body(call.Invite!), StringComparison.Ordinal);
        var answer = call.Agent(Response(call.Invite!, 200, Lines("192.0.2.20", Evs + OnlyEvs)));
        Assert.Contains("m=audio 0 RTP/AVP 96 101\r\n", Body(ToCustomer(answer)), StringComparison.Ordinal);
    }

    // REQ: A-08
    [Fact]
    public void An_answer_of_no_other_codec_ends_the_call()
    {
        var call = Call(UnrecordableCodecs.Remove).Offered(Lines("192.0.2.10", Evs));
        var sent = call.Agent(Response(call.Invite!, 200, Lines("192.0.2.20", OnlyEvs)));
        Assert.Equal(488, ToCustomer(sent).StatusCode);
        call.AssertNothingLeft();
    }

    // REQ: A-08
    [Fact]
    public void Else_they_pass_and_the_recording_says_so_once()
    {
        var call = Call(UnrecordableCodecs.Relay).Offered(Lines("192.0.2.10", Evs));
        Assert.Contains("RTP/AVP 96 0 101 13 3\r\n", Body(call.Invite!), StringComparison.Ordinal);
        call.Agent(Response(call.Invite!, 200, Lines("192.0.2.20", OnlyEvs)));
        Assert.Equal("EVS/16000", call.Recorder.Recording.Tags["unrecordable-codec"]);
        Assert.Equal(1, call.Recorder.Counters.UnrecordableCodecs);
    }

    // RFC 3264 §5.1: each side has numbers of its own for one codec, and may use a number of the other's for another.
    // REQ: A-08
    [Theory]
    [InlineData("m=audio 4000 RTP/AVP 100 0\r\na=rtpmap:100 EVS/16000\r\n", "EVS/16000")]
    [InlineData("m=audio 4000 RTP/AVP 96 0\r\na=rtpmap:96 L16/16000\r\n", null)]
    public void Codecs_are_told_by_their_names_and_not_by_their_numbers(string answer, string? unrecordable)
    {
        var call = Call(UnrecordableCodecs.Relay).Offered(Lines("192.0.2.10", Evs));
        call.Agent(Response(call.Invite!, 200, Lines("192.0.2.20", answer)));
        Assert.Equal(unrecordable, call.Recorder.Recording.Tags.GetValueOrDefault("unrecordable-codec"));
    }

    // RFC 7587 §7 writes two channels, some phones none: it is the same codec, and the recording has its rate.
    // REQ: A-08 B-02
    [Theory]
    [InlineData("opus/48000/2", "opus/48000")]
    [InlineData("OPUS/48000", "opus/48000/2")]
    public void Opus_is_agreed_on_whatever_channels_are_written(string offered, string answered)
    {
        var call = Call(UnrecordableCodecs.Relay).Offered(Lines("192.0.2.10", Opus(111, offered)));
        call.Agent(Response(call.Invite!, 200, Lines("192.0.2.20", Opus(96, answered))));
        Assert.All(call.Recorder.Recording.Formats.Values, formats => Assert.True(formats.SampleRate > 8000));

        static string Opus(int number, string name) => $"m=audio 4000 RTP/AVP {number}\r\na=rtpmap:{number} {name}\r\n";
    }

    // REQ: A-08
    [Fact]
    public void A_codec_that_only_one_side_has_is_no_news()
    {
        var call = Call(UnrecordableCodecs.Relay).Offered(Lines("192.0.2.10", Evs));
        call.Agent(Response(call.Invite!, 200, AgentSdp()));
        Assert.Empty(call.Recorder.Recording.Tags);
    }

    // REQ: A-08
    [Fact]
    public void A_call_that_is_not_recorded_keeps_every_codec()
    {
        var call = Call(UnrecordableCodecs.Remove, record: false).Offered(Lines("192.0.2.10", OnlyEvs));
        Assert.Contains("RTP/AVP 96 101\r\n", Body(call.Invite!), StringComparison.Ordinal);
        call.Agent(Response(call.Invite!, 200, Lines("192.0.2.20", OnlyEvs)));
        Assert.Empty(call.Recorder.Recording.Tags);
    }

    // REQ: A-07
    [Fact]
    public void The_relay_is_told_the_rule_of_each_sides_trunk_and_where_its_sip_comes_from()
    {
        var model = SimulatedRecorder.Model();
        var call = new HandmadeCall(model with
        {
            Trunks = model.Trunks.SetItem("pbx", model.Trunks["pbx"] with { SymmetricRtp = SourceRule.Nat }),
        }).Talking();
        var agent = call.Recorder.RemoteOf(LegSide.Egress);
        Assert.Equal((SourceRule.Nat, SimulatedRecorder.AgentSip.Address), (agent.Rule, agent.Signalling));
        Assert.Equal(SourceRule.Address, call.Recorder.RemoteOf(LegSide.Ingress).Rule);
    }

    private static HandmadeCall Call(UnrecordableCodecs codecs, bool record = true)
    {
        var model = SimulatedRecorder.Model(record: record);
        return new HandmadeCall(model with
        {
            Trunks = model.Trunks.SetItem("carrier", model.Trunks["carrier"] with { UnrecordableCodecs = codecs }),
        });
    }

    private static void AssertRemoved(SipMessage message, string expected)
    {
        var body = Body(message);
        Assert.Contains(expected, body, StringComparison.Ordinal);
        Assert.DoesNotContain(":96 ", body, StringComparison.Ordinal);
        Assert.Contains("a=fmtp:101 0-15\r\n", body, StringComparison.Ordinal);
        Assert.Contains("a=ptime:20\r\n", body, StringComparison.Ordinal);
    }

    private static string Lines(string address, string lines) =>
        $"v=0\r\no=- 7 1 IN IP4 {address}\r\ns=-\r\nc=IN IP4 {address}\r\nt=0 0\r\n{lines}";

    private static SipMessage ToCustomer(List<(IPEndPoint To, SipMessage Message)> sent) =>
        sent.Single(m => m.To.Equals(SimulatedRecorder.CustomerSip)).Message;

    private static string Body(SipMessage message) => Encoding.ASCII.GetString(message.Body);
}
