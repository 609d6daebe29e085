using System.Net;
using System.Text;
using MediaRecorder.Buffers;
using MediaRecorder.Calls.Conferences;
using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Calls.Tests.Transfers;
using MediaRecorder.Media.Paths;
using MediaRecorder.Policy.Control;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;

namespace MediaRecorder.Calls.Tests.Conferences;

/// <summary>A third party joins a call and parties leave it, by REFER (RFC 4579) and by command.</summary>
// REQ: C-05
public sealed class ConferenceTests
{
    private readonly ConferenceStage _stage = new();

    private HandmadeCall Call => _stage.Call;

    private SimulatedRecorder Recorder => Call.Recorder;

    [Fact]
    public void A_REFER_adds_its_target_and_nobody_is_renegotiated()
    {
        Assert.Equal(["agent 202", "agent NOTIFY", "third INVITE"], _stage.Refer());
        var invite = _stage.Invite;
        Assert.Equal("sip:0301@192.0.2.10:5060", invite.RequestUri);
        Assert.EndsWith(";isfocus", TransferStage.Header(invite, SipHeaderName.Contact), StringComparison.Ordinal);
        Assert.NotEqual("", TransferStage.Header(invite, SipHeaderName.ReferredBy));
        var offer = Encoding.ASCII.GetString(invite.Body);
        Assert.Contains($"m=audio {Assert.Single(Recorder.Guests).Key.Port} RTP/AVP 0 8 9 101\r\n", offer, StringComparison.Ordinal);
        Assert.Contains("a=rtpmap:101 telephone-event/8000\r\n", offer, StringComparison.Ordinal);

        Assert.Empty(_stage.Respond(180));
        Assert.Equal(0, _stage.Mixed);
        Assert.Equal(["third ACK", "agent NOTIFY"], _stage.Answer());
        Assert.Equal(3, _stage.Mixed);
        Assert.All(Recorder.Mixed.Values, voice => Assert.True(voice is { Speaks: true, Listens: true, Says.EncodingName: "PCMU", Events: not null }));
        Assert.Equal(new IPEndPoint(IPAddress.Parse("192.0.2.10"), 4200), Recorder.Guests.Single().Value.Rtp);

        // A copy of the answer is acknowledged again.
        Assert.Equal(["third ACK"], _stage.Answer());
        Assert.Equal((1, 0), (Recorder.Counters.PartiesJoined, Recorder.Counters.JoinsFailed));
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    // REQ: B-02
    [Fact]
    public void Who_joins_is_recorded_on_a_leg_of_its_own_until_it_leaves()
    {
        _stage.Refer();
        Assert.Empty(Recorder.Recording.Added);
        _stage.Answer();
        Assert.Equal((new LegId(2), LegRole.ThirdParty, new TapId(3)), Assert.Single(Recorder.Recording.Added));
        Assert.Equal(new LegId(2), Assert.Single(Recorder.Recording.Cues.OfType<PartyJoined>()).Leg);
        Assert.True(Recorder.Recording.Formats.ContainsKey(new LegId(2)));
        Assert.True(Assert.Single(Captures(2)).Capture);
        _stage.FromThird("BYE");
        Assert.Equal(new LegId(2), Assert.Single(Recorder.Recording.Cues.OfType<PartyLeft>()).Leg);
        Assert.False(Captures(2)[^1].Capture);
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void When_the_third_has_gone_the_call_is_as_any_other()
    {
        _stage.Joined();
        Assert.Equal(["third 200"], _stage.FromThird("BYE"));
        Assert.Equal((0, 0), (_stage.Mixed, Recorder.Guests.Count));
        Assert.Equal(6000, Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
        Assert.Equal(["customer INVITE"], _stage.FromAgent("INVITE", AgentSdp(version: 2)));
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Theory]
    [InlineData("agent", LegSide.Egress)]
    [InlineData("customer", LegSide.Ingress)]
    public void When_one_of_the_first_two_has_gone_the_third_takes_its_side(string who, LegSide side)
    {
        _stage.Joined();
        Assert.Equal([$"{who} 200"], _stage.By(who, "BYE"));
        Assert.Equal((0, 0), (_stage.Mixed, Recorder.Guests.Count));
        Assert.Equal(4200, Recorder.RemoteOf(side).Rtp!.Port);
        Assert.Equal(1, Recorder.B2bua.ActiveCalls);

        // What the third asks from now on goes to the other, and its BYE ends the call.
        var other = who == "agent" ? "customer" : "agent";
        Assert.Equal([$"{other} INVITE"], _stage.FromThird("INVITE", Sdp("192.0.2.10", 4200, version: 2)));
        Assert.Contains($"{other} BYE", _stage.FromThird("BYE"));
        Call.HangUpAll();
        Call.Wait(40);
        Assert.Equal(0, Recorder.B2bua.ActiveCalls);
        Assert.Equal((0, 0), (Recorder.OpenPaths, Recorder.OpenPorts));
    }

    [Theory]
    [InlineData("agent customer")]
    [InlineData("agent third")]
    [InlineData("customer agent")]
    [InlineData("customer third")]
    [InlineData("third agent")]
    [InlineData("third customer")]
    public void Whoever_hangs_up_in_whatever_order_nothing_is_left(string order)
    {
        _stage.Joined();
        var gone = order.Split(' ');
        Assert.Equal([$"{gone[0]} 200"], _stage.By(gone[0], "BYE"));
        var last = "agent customer third".Split(' ').Except(gone).Single();
        Assert.Equal(new[] { $"{gone[1]} 200", $"{last} BYE" }.Order(), _stage.By(gone[1], "BYE").Order());
        Assert.Equal(0, Recorder.B2bua.ActiveCalls);
        Call.AssertNothingLeft();
    }

    [Fact]
    public void Two_without_a_codec_in_common_stay_mixed_and_the_next_BYE_ends_the_call()
    {
        _stage.Joined(Sdp("192.0.2.10", 4200).Replace("AVP 0 ", "AVP 8 ", StringComparison.Ordinal));
        Assert.Equal(["agent 200"], _stage.FromAgent("BYE"));
        Assert.Equal(2, _stage.Mixed);
        Assert.Equal(["customer 200"], _stage.FromCustomer("INFO"));
        Assert.Equal(["customer 200", "third BYE"], _stage.FromCustomer("BYE").Order());
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_third_party_that_refuses_leaves_the_call_as_it_was()
    {
        _stage.Refer();
        Assert.Equal(["third ACK", "agent NOTIFY"], _stage.Respond(486));
        AssertAsBefore();
        Assert.Equal(1, Recorder.Counters.JoinsFailed);
        Assert.Empty(Recorder.Recording.Added);

        // And may be asked again.
        Assert.Contains("third INVITE", _stage.Refer("0302"));
        Call.HangUpAll();
        _stage.Respond(180);
        _stage.Respond(487);
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_third_party_that_never_answers_is_cancelled()
    {
        _stage.Refer();
        _stage.Respond(180);
        Assert.Equal(["agent NOTIFY", "third CANCEL"], _stage.Wait(61).Distinct().Order());
        _stage.Respond(487);
        AssertAsBefore();
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_third_party_that_is_not_there_leaves_the_call_as_it_was()
    {
        _stage.Refer();
        Assert.Contains("agent NOTIFY", _stage.Wait(33));
        AssertAsBefore();
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Theory]
    [InlineData("")]
    [InlineData("v=0\r\no=- 1 1 IN IP4 192.0.2.10\r\ns=-\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\nm=audio 0 RTP/AVP 0\r\n")]
    [InlineData("v=0\r\no=- 1 1 IN IP4 192.0.2.10\r\ns=-\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\nm=audio 4200 RTP/AVP 3\r\n")]
    [InlineData("v=0\r\no=- 1 1 IN IP4 192.0.2.10\r\ns=-\r\nc=IN IP6 2001:db8::9\r\nt=0 0\r\nm=audio 4200 RTP/AVP 0\r\n")]
    [InlineData("v=0\r\no=- 1 1 IN IP4 192.0.2.10\r\ns=-\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\n")]
    [InlineData("rubbish")]
    public void An_answer_without_a_voice_for_us_is_hung_up(string sdp)
    {
        _stage.Refer();
        Assert.Equal(["third ACK", "third BYE", "agent NOTIFY"], _stage.Respond(200, sdp));
        AssertAsBefore();
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Theory]
    [InlineData("agent")]
    [InlineData("customer")]
    public void A_party_that_hangs_up_meanwhile_ends_the_call_and_the_invitation(string who)
    {
        _stage.Refer();
        _stage.Respond(180);
        Assert.Contains("third CANCEL", _stage.By(who, "BYE"));
        Assert.Equal(0, Recorder.B2bua.ActiveCalls);

        // Its 200 crosses the CANCEL; so does that of another branch.
        Assert.Equal(["third ACK", "third BYE"], _stage.Answer());
        Assert.Equal(["third ACK", "third BYE"], _stage.Answer(tag: "branch"));
        Assert.Equal(["third ACK"], _stage.Answer(tag: "branch"));
        Call.AssertNothingLeft();
    }

    [Fact]
    public void Before_any_response_the_CANCEL_waits()
    {
        _stage.Refer();
        Assert.DoesNotContain("third CANCEL", _stage.FromAgent("BYE"));
        Assert.Equal(["third CANCEL"], _stage.Respond(180));
        Assert.Empty(_stage.Respond(180));
        _stage.Respond(487);
        Call.AssertNothingLeft();
    }

    [Fact]
    public void One_third_party_is_called_at_a_time()
    {
        _stage.Refer();
        Assert.Equal(["agent 491"], _stage.FromAgent("REFER", extra: TransferStage.Refer("<sip:0302@192.0.2.1>")));
        Assert.Equal(JoinAnswer.Busy, _stage.Command("0303"));
        _stage.Answer();
        Assert.Contains("third INVITE", _stage.Refer("0302"));
        Assert.Equal(["third ACK", "agent NOTIFY"], _stage.Answer());
        Assert.Equal(4, _stage.Mixed);
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_full_call_takes_nobody_more()
    {
        for (var i = 0; i < 6; i++)
        {
            _stage.Refer($"030{i}");
            _stage.Answer();
        }

        Assert.Equal(8, _stage.Mixed);
        Assert.Equal(["agent 486"], _stage.FromAgent("REFER", extra: TransferStage.Refer("<sip:0309@192.0.2.1>")));
        Assert.Equal(JoinAnswer.Full, _stage.Command());
        Assert.Equal(6, Call.HangUpAll().Count(m => TransferStage.Kind(m.Message) == "BYE") - 2);
        Call.AssertNothingLeft();
    }

    [Fact]
    public void Without_ports_nobody_is_called()
    {
        Recorder.OutOfPorts = true;
        Assert.Equal(["agent 486"], _stage.FromAgent("REFER", extra: TransferStage.Refer("<sip:0301@192.0.2.1>")));
        AssertAsBefore();
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_hold_in_a_conference_concerns_the_one_who_holds_alone()
    {
        _stage.Joined();
        Assert.Equal(
            ["agent 200"], _stage.FromAgent("INVITE", out var sent, AgentSdp(version: 2, extra: "a=sendonly\r\n")));
        Assert.Contains("a=recvonly", Encoding.ASCII.GetString(sent[0].Message.Body), StringComparison.Ordinal);
        Assert.Empty(_stage.FromAgent("ACK", cseq: (int)sent[0].Message.CSeq.Number));
        Assert.True(Recorder.Mixed.Values.Count(voice => voice is { Speaks: false, Listens: false }) == 1);
        Assert.Contains(Recorder.Recording.Cues, cue => cue is HoldStarted { By.Value: 1 });

        // Who is left with one that holds stays mixed until it is back.
        Assert.Equal(["third 200"], _stage.FromThird("BYE"));
        Assert.Equal(2, _stage.Mixed);
        Assert.Equal(["agent 200"], _stage.FromAgent("INVITE", out sent, AgentSdp(version: 3)));
        Assert.Equal(2, _stage.Mixed);
        Assert.Empty(_stage.FromAgent("ACK", cseq: (int)sent[0].Message.CSeq.Number));
        Assert.Equal(0, _stage.Mixed);
        Assert.Contains(Recorder.Recording.Cues, cue => cue is HoldEnded { By.Value: 1 });
        Assert.Equal(["customer INVITE"], _stage.FromAgent("INVITE", AgentSdp(version: 4)));
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Theory]
    [InlineData("a=sendonly\r\n", "a=recvonly\r\n")]
    [InlineData("a=inactive\r\n", "a=inactive\r\n")]
    public void Who_was_held_when_a_third_party_joins_is_called_back(string hold, string answer)
    {
        _stage.FromAgent("INVITE", out var sent, AgentSdp(version: 2, extra: hold));
        var cseq = (int)_stage.Names(sent).Length + 4;
        Call.Customer(Response(sent[0].Message, 200, CustomerSdp(version: 2, extra: answer))
            .Replace("sip:agent@192.0.2.20", "sip:192.0.2.10", StringComparison.Ordinal));
        _stage.FromAgent("ACK", cseq: cseq);
        _stage.Refer();
        Assert.Equal(["third ACK", "agent NOTIFY", "customer INVITE"], _stage.Answer(out sent));
        var offer = Encoding.ASCII.GetString(sent[^1].Message.Body);
        Assert.Contains("a=sendrecv\r\n", offer, StringComparison.Ordinal);
        Assert.Contains("m=audio 10000 RTP/AVP 0 101\r\n", offer, StringComparison.Ordinal);
        Assert.Equal(["customer ACK"], _stage.Names(Call.Customer(TransferStage.CustomersAnswer(sent[^1].Message))));
        Assert.True(Recorder.Mixed[10_000] is { Speaks: true, Listens: true });
        Assert.True(Recorder.Mixed[10_002] is { Speaks: false });
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_third_partys_session_is_refreshed_and_its_loss_is_its_own()
    {
        _stage.Refer();
        Assert.True(_stage.Invite.TryGetHeader(SipHeaderName.SessionExpires, out _));
        Assert.Contains(
            "third ACK", _stage.Respond(200, Sdp("192.0.2.10", 4200), extra: "Session-Expires: 1800;refresher=uac\r\nAllow: INVITE, UPDATE\r\n"));
        var sent = Call.Wait(901);
        Assert.Equal(["third UPDATE"], _stage.Names(sent).Where(name => name.StartsWith("third", StringComparison.Ordinal)).Distinct());
        var update = sent.Last(m => TransferStage.Kind(m.Message) == "UPDATE").Message;
        Call.Customer(Response(update, 481, tag: null));
        Assert.Equal((0, 0, 1), (_stage.Mixed, Recorder.Guests.Count, Recorder.B2bua.ActiveCalls));
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_reinvite_that_is_never_acknowledged_ends_that_party_and_the_others_talk_on()
    {
        _stage.Joined();
        _stage.FromAgent("INVITE", AgentSdp(version: 2));
        var sent = _stage.Wait(40);
        Assert.InRange(sent.Count(name => name == "agent 200"), 5, 11);
        Assert.Contains("agent BYE", sent);
        Assert.DoesNotContain("customer BYE", sent);
        Assert.Equal(4200, Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_reinvite_without_an_offer_gets_ours_and_its_ACK_answers_it()
    {
        _stage.Joined();
        Assert.Equal(["agent 200"], _stage.FromAgent("INVITE", out var sent));
        Assert.Contains("m=audio", Encoding.ASCII.GetString(sent[0].Message.Body), StringComparison.Ordinal);
        var cseq = (int)sent[0].Message.CSeq.Number;
        Assert.Empty(_stage.FromAgent("ACK", AgentSdp(port: 6100, version: 2), cseq: cseq));
        Assert.Equal(6100, Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);

        // An ACK that owes the answer and has none ends the party.
        _stage.FromAgent("INVITE", out sent);
        Assert.Equal(["agent BYE"], _stage.FromAgent("ACK", cseq: (int)sent[0].Message.CSeq.Number));
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void What_members_ask_is_answered_here()
    {
        _stage.Joined();
        Assert.Equal(["agent 200"], _stage.FromAgent("INFO"));
        Assert.Equal(["third 200"], _stage.FromThird("OPTIONS"));
        Assert.Equal(["customer 200"], _stage.FromCustomer("UPDATE", CustomerSdp(version: 2)));
        Assert.Equal(["customer 200"], _stage.FromCustomer("UPDATE"));
        Assert.Equal(["third 405"], _stage.FromThird("MESSAGE"));
        Assert.Equal(["third 481"], _stage.FromThird("NOTIFY"));
        Assert.Equal(["agent 488"], _stage.FromAgent("INVITE", AgentSdp(version: 2).Replace("AVP 0 101", "AVP 3", StringComparison.Ordinal)));
        Assert.Equal(["agent 400"], _stage.FromAgent("INVITE", AgentSdp(), "Join: x;to-tag=1;from-tag=2\r\n"));
        Assert.Equal(["agent 400"], _stage.FromAgent("REFER"));
        Assert.Equal(3, _stage.Mixed);
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void An_open_reinvite_is_waited_for()
    {
        _stage.Refer();
        Assert.Equal(["customer INVITE"], _stage.FromAgent("INVITE", out var sent, AgentSdp(version: 2)));
        Assert.Equal(["third ACK"], _stage.Answer());
        Assert.Equal(0, _stage.Mixed);

        // Meanwhile the third may not ask for anything else.
        Assert.Equal(["third 491"], _stage.FromThird("INVITE", Sdp("192.0.2.10", 4200, version: 2)));
        Assert.Contains("agent 200", _stage.Names(Call.Customer(TransferStage.CustomersAnswer(sent[0].Message))));
        Assert.Equal(0, _stage.Mixed);
        _stage.FromAgent("ACK", cseq: (int)sent[0].Message.CSeq.Number + 4);
        _stage.FromAgent("ACK", cseq: 6);
        Assert.Contains("agent NOTIFY", _stage.Wait(0.2));
        Assert.Equal(3, _stage.Mixed);
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_third_party_that_hangs_up_before_it_is_heard_leaves_the_call_as_it_was()
    {
        _stage.Refer();
        _stage.FromAgent("INVITE", AgentSdp(version: 2));
        _stage.Answer();
        Assert.Equal(["third 200", "agent NOTIFY"], _stage.FromThird("BYE"));
        AssertAsBefore();
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_command_adds_a_party_as_its_agent_would_call_it()
    {
        Assert.Equal(JoinAnswer.Inviting, _stage.Command());
        Assert.Equal("sip:0301@192.0.2.10:5060", _stage.Invite.RequestUri);
        Assert.Equal(["third ACK"], _stage.Answer());
        Assert.Equal(3, _stage.Mixed);
        Assert.Equal(CueSource.Api, Recorder.Recording.Cues.OfType<PartyJoined>().Single().Source);
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Theory]
    [InlineData("", JoinAnswer.NoTarget)]
    [InlineData("1>;x=<sip:2", JoinAnswer.NoTarget)]
    [InlineData("1@example.com", JoinAnswer.NoTarget)]
    [InlineData("1\r\nVia: x", JoinAnswer.NoTarget)]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345", JoinAnswer.NoTarget)]
    public void A_command_with_no_number_calls_nobody(string number, JoinAnswer expected)
    {
        Assert.Equal(expected, _stage.Command(number));
        Assert.Equal(JoinAnswer.NoSuchCall, _stage.Command("1", reference: "nobody"));
        AssertAsBefore();
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    [Fact]
    public void A_call_that_only_rings_takes_no_third_party()
    {
        var ringing = new HandmadeCall().Offered();
        var reference = ringing.Recorder.Recording.Opened[0].Identity.CallReference;
        Assert.Equal(JoinAnswer.NotTalking, ringing.Recorder.B2bua.AddParty(reference, "1", ringing.NowNs));
        ringing.Agent(Response(ringing.Invite!, 180));
        ringing.HangUpAll();
        ringing.Agent(Response(ringing.Invite!, 487));
        ringing.AssertNothingLeft();
    }

    [Fact]
    public void An_INVITE_that_would_take_a_members_place_is_refused()
    {
        _stage.Joined();
        Assert.Equal(["third 491"], _stage.Names(Call.Agent(_stage.Takeover)));
        Assert.Equal(3, _stage.Mixed);
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    // Its packets go on by the tap of the one that it replaces.
    [Fact]
    public void Who_takes_the_place_of_a_third_party_that_has_taken_a_side_is_recorded_where_that_was()
    {
        _stage.Joined();
        _stage.By("agent", "BYE");
        var reinvite = Call.Customer(_stage.TakeoverOfThird)
            .Single(m => m.Message is { IsRequest: true, Method: SipMethod.Invite }).Message;
        Call.Customer(TransferStage.CustomersAnswer(reinvite));
        var replaced = Assert.Single(Recorder.Recording.Cues.OfType<PartyReplaced>());
        Assert.Equal(2, replaced.Leg.Value);
        Call.HangUpAll();
        Call.AssertNothingLeft();
    }

    private void AssertAsBefore()
    {
        Assert.Equal((0, 0, 1), (_stage.Mixed, Recorder.Guests.Count, Recorder.B2bua.ActiveCalls));
        Assert.Equal(6000, Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
    }

    private List<SetCapture> Captures(int leg) =>
        [.. Recorder.Recording.Actions.OfType<SetCapture>().Where(action => action.Leg.Value == leg)];
}
