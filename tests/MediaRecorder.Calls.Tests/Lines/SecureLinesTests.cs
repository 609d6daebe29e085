using System.Collections.Immutable;
using MediaRecorder.Calls.Lines;
using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Media.Paths;
using MediaRecorder.Media.Security;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.Sdp.Crypto;
using MediaRecorder.Sip.Transports;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;

namespace MediaRecorder.Calls.Tests.Lines;

/// <summary>SDES with each side on its own: what is offered, answered, agreed and renewed.</summary>
// REQ: A-07
public sealed class SecureLinesTests
{
    private const string Cm80 = "AES_CM_128_HMAC_SHA1_80";
    private const string Cm32 = "AES_CM_128_HMAC_SHA1_32";
    private const string Gcm = "AEAD_AES_256_GCM";
    private const string Plain = "m=audio 4000 RTP/AVP 0\r\n";

    private static readonly SipHop AgentTls = new(SipTransport.Tls, SimulatedRecorder.AgentSip);
    private static readonly string CustomersKey = Line(1, Cm80, 1);
    private static readonly string AgentsKey = Line(1, Cm80, 2);

    [Fact]
    public void Secure_caller_speaks_to_a_plain_callee()
    {
        var call = Start(SrtpMode.Optional, SrtpMode.Disabled);
        call.Offered(Customer(Secure(Line(1, "F8_128_HMAC_SHA1_80", 9) + Line(7, Cm32, 3) + CustomersKey)));
        Assert.Equal(("RTP/AVP", 0), (Media(call.Invite!).Protocol, Media(call.Invite!).Crypto.Count));

        var answer = Answer(call, Agent(Plain));
        Assert.Equal("RTP/SAVP", Media(answer).Protocol);
        var ours = Assert.Single(Media(answer).Crypto);
        Assert.Equal((7, Cm32), (ours.Tag, ours.Suite));
        Assert.True(call.Recorder.KeysOf(LegSide.Ingress)!.Ours.Matches(KeyOf(ours)));
        Assert.True(call.Recorder.KeysOf(LegSide.Ingress)!.Theirs.Single().Matches(KeyOf(Read(Line(7, Cm32, 3)))));
        Assert.Null(call.Recorder.KeysOf(LegSide.Egress));
        Assert.Equal(LineKind.Rtp, call.Recorder.RemoteOf(LegSide.Ingress).Kind);
        Assert.Equal(0, call.Recorder.Voice);
        End(call);
    }

    [Fact]
    public void Plain_caller_speaks_to_a_callee_that_must_be_secure()
    {
        var call = Start(SrtpMode.Disabled, SrtpMode.Required);
        call.Offered(Customer(Plain));
        Assert.Equal("RTP/SAVP", Media(call.Invite!).Protocol);
        var offered = Media(call.Invite!).Crypto;
        Assert.Equal(MediaSecurity.Suites, offered.Select(line => line.Suite));
        Assert.Equal(Enumerable.Range(1, offered.Count), offered.Select(line => line.Tag));
        Assert.Equal(offered.Count, offered.Select(line => Convert.ToHexString(line.Keys[0].KeyAndSalt)).Distinct().Count());

        var answer = Answer(call, Agent(Secure(Line(4, Cm80, 2))));
        Assert.Equal(("RTP/AVP", 0), (Media(answer).Protocol, Media(answer).Crypto.Count));
        Assert.Null(call.Recorder.KeysOf(LegSide.Ingress));
        Assert.True(call.Recorder.KeysOf(LegSide.Egress)!.Ours.Matches(KeyOf(offered.Single(line => line.Suite == Cm80))));
        End(call);
    }

    [Fact]
    public void Two_secure_sides_never_see_each_others_keys()
    {
        var call = Start(SrtpMode.Required, SrtpMode.Required);
        call.Offered(Customer(Secure(CustomersKey)));
        var answer = Answer(call, Agent(Secure(AgentsKey)));
        Assert.Equal("RTP/SAVP", Media(answer).Protocol);
        byte[][] keys =
        [
            [.. Read(CustomersKey).Keys[0].KeyAndSalt], [.. Read(AgentsKey).Keys[0].KeyAndSalt],
            [.. Media(call.Invite!).Crypto.Single(line => line.Suite == Cm80).Keys[0].KeyAndSalt],
            [.. Assert.Single(Media(answer).Crypto).Keys[0].KeyAndSalt],
        ];
        Assert.Equal(4, keys.Select(Convert.ToHexString).Distinct().Count());
        End(call);
    }

    // RFC 8643: RTP/AVP with keys, which the callee takes or leaves.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Opportunistic_offer_is_taken_or_left(bool taken)
    {
        var call = Start(SrtpMode.Disabled, SrtpMode.Opportunistic);
        call.Offered(Customer(Plain));
        Assert.Equal(("RTP/AVP", 6), (Media(call.Invite!).Protocol, Media(call.Invite!).Crypto.Count));
        Answer(call, Agent(taken ? Plain + AgentsKey : Plain));
        Assert.Equal(taken, call.Recorder.KeysOf(LegSide.Egress) is not null);
        Assert.Equal(LineKind.Rtp, call.Recorder.RemoteOf(LegSide.Egress).Kind);
        End(call);
    }

    [Fact]
    public void Opportunistic_caller_is_answered_in_its_own_way()
    {
        var call = Start(SrtpMode.Optional, SrtpMode.Disabled);
        call.Offered(Customer(Plain + CustomersKey));
        var answer = Answer(call, Agent(Plain));
        Assert.Equal(("RTP/AVP", 1), (Media(answer).Protocol, Media(answer).Crypto.Count));
        Assert.NotNull(call.Recorder.KeysOf(LegSide.Ingress));
        End(call);
    }

    // Each row: srtp of the caller's trunk, what it offers.
    [Theory]
    [InlineData(SrtpMode.Disabled, "m=audio 4000 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n")]
    [InlineData(SrtpMode.Optional, "m=audio 4000 RTP/SAVP 0\r\na=crypto:1 UNKNOWN_SUITE inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n")]
    [InlineData(SrtpMode.Optional, "m=audio 4000 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\r\n")]
    [InlineData(SrtpMode.Optional, "m=audio 4000 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA UNENCRYPTED_SRTP\r\n")]
    [InlineData(SrtpMode.Required, Plain)]
    public void What_is_not_as_secure_as_the_trunk_wants_is_488(SrtpMode mode, string offer)
    {
        var call = Start(mode, SrtpMode.Disabled);
        var refused = Assert.Single(call.Customer(call.CustomerRequest("INVITE", 1, Customer(offer)))).Message;
        Assert.Equal(488, refused.StatusCode);
        call.AssertNothingLeft();
    }

    // Each row: srtp of the callee's trunk, what it answers.
    [Theory]
    [InlineData(SrtpMode.Required, Plain)]
    [InlineData(SrtpMode.Required, "m=audio 6000 RTP/SAVP 0\r\na=crypto:1 UNKNOWN_SUITE inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n")]
    [InlineData(SrtpMode.Optional, "m=audio 6000 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n")]
    public void Answer_that_does_not_fit_what_was_offered_ends_the_call(SrtpMode mode, string answer)
    {
        var call = Start(SrtpMode.Disabled, mode);
        call.Offered(Customer(Plain));
        var sent = call.Agent(Response(call.Invite!, 200, Agent(answer)));
        Assert.Equal(488, sent.Single(m => m.To.Equals(SimulatedRecorder.CustomerSip)).Message.StatusCode);
        Assert.Contains(sent, m => m.Message is { IsRequest: true, Method: SipMethod.Bye });
        call.Agent(Response(sent.Single(m => m.Message is { IsRequest: true, Method: SipMethod.Bye }).Message, 200));
        call.Customer(call.CustomerRequest("ACK", 1));
        call.AssertNothingLeft();
    }

    [Fact]
    public void Of_a_secure_and_a_plain_audio_the_one_that_may_be_is_taken()
    {
        var call = Start(SrtpMode.Disabled, SrtpMode.Disabled);
        call.Offered(Customer(Secure(CustomersKey) + Plain));
        Assert.Equal([0, 10_006], Sdp(call.Invite!).Media.Select(media => media.Port));
        Answer(call, Agent("m=audio 0 RTP/AVP 0\r\nm=audio 6000 RTP/AVP 0\r\n"));
        Assert.Equal(1, call.Recorder.Voice);
        End(call);
    }

    [Fact]
    public void Reinvite_that_repeats_its_keys_changes_none_of_ours_either()
    {
        var call = Talking(SrtpMode.Optional, SrtpMode.Required, Secure(CustomersKey), out var first);
        var toAgent = call.Recorder.KeysOf(LegSide.Egress)!;
        var (forwarded, answer) = Reinvite(call, 2, Secure(CustomersKey) + "a=sendonly\r\n", Secure(AgentsKey) + "a=recvonly\r\n");

        Assert.Equal(Crypto(first), Crypto(answer));
        var offered = Assert.Single(Media(forwarded).Crypto);
        Assert.Equal(("RTP/SAVP", 4, Cm80), (Media(forwarded).Protocol, offered.Tag, offered.Suite));
        Assert.True(toAgent.Ours.Matches(KeyOf(offered)));
        Assert.True(call.Recorder.KeysOf(LegSide.Egress)!.Ours.Matches(toAgent.Ours));
        Assert.Same(toAgent.Peer, call.Recorder.KeysOf(LegSide.Egress)!.Peer);
        End(call);
    }

    [Fact]
    public void Changed_key_of_one_side_rekeys_that_side_alone()
    {
        var call = Talking(SrtpMode.Optional, SrtpMode.Required, Secure(CustomersKey), out var first);
        var before = call.Recorder.KeysOf(LegSide.Ingress)!;
        var (_, answer) = Reinvite(call, 2, Secure(Line(1, Cm80, 77)), Secure(AgentsKey));

        var after = call.Recorder.KeysOf(LegSide.Ingress)!;
        Assert.Equal(Crypto(first), Crypto(answer));
        Assert.True(after.Ours.Matches(before.Ours));
        Assert.False(after.Theirs[0].Matches(before.Theirs[0]));
        Assert.Same(before.Peer, after.Peer);
        Assert.True(call.Recorder.KeysOf(LegSide.Egress)!.Theirs[0].Matches(KeyOf(Read(AgentsKey))));
        End(call);
    }

    [Fact]
    public void Refused_reinvite_leaves_the_keys()
    {
        var call = Talking(SrtpMode.Optional, SrtpMode.Required, Secure(CustomersKey), out _);
        var changes = call.Recorder.KeyChanges;
        var forwarded = call.Customer(call.CustomerRequest("INVITE", 2, Customer(Secure(Line(1, Gcm, 5)), 2)))[^1].Message;
        call.Agent(Response(forwarded, 488));
        Assert.Equal(changes, call.Recorder.KeyChanges);
        End(call);
    }

    [Fact]
    public void Another_suite_has_another_key_of_ours()
    {
        var call = Talking(SrtpMode.Optional, SrtpMode.Disabled, Secure(CustomersKey), out var first);
        var (_, answer) = Reinvite(call, 2, Secure(Line(3, Gcm, 5)), Plain);
        var ours = Assert.Single(Media(answer).Crypto);
        Assert.Equal((3, Gcm, 44), (ours.Tag, ours.Suite, ours.Keys[0].KeyAndSalt.Length));
        Assert.NotEqual(Crypto(first), Crypto(answer));
        End(call);
    }

    // RFC 3711 §9.1: the counters would begin again under the same key.
    [Fact]
    public void Side_that_was_plain_in_between_gets_a_new_key_of_ours()
    {
        var call = Talking(SrtpMode.Optional, SrtpMode.Disabled, Secure(CustomersKey), out var first);
        Reinvite(call, 2, Plain, Plain);
        Assert.Null(call.Recorder.KeysOf(LegSide.Ingress));
        var (_, answer) = Reinvite(call, 3, Secure(CustomersKey), Plain);
        Assert.NotEqual(Crypto(first), Crypto(answer));
        Assert.NotNull(call.Recorder.KeysOf(LegSide.Ingress));
        End(call);
    }

    [Fact]
    public void Stream_that_is_off_for_a_while_keeps_its_keys()
    {
        var call = Talking(SrtpMode.Optional, SrtpMode.Disabled, Secure(CustomersKey), out var first);
        var changes = call.Recorder.KeyChanges;
        Reinvite(call, 2, "m=image 4004 udptl t38\r\n", "m=image 6004 udptl t38\r\n");
        Assert.Equal(changes, call.Recorder.KeyChanges);
        var (_, answer) = Reinvite(call, 3, Secure(CustomersKey), Plain);
        Assert.Equal(Crypto(first), Crypto(answer));
        End(call);
    }

    [Fact]
    public void Secure_party_is_not_heard_before_it_has_a_key_of_ours()
    {
        var call = Start(SrtpMode.Optional, SrtpMode.Disabled);
        call.Offered(Customer(Secure(CustomersKey)));
        Assert.Equal(LineKind.Off, call.Recorder.RemoteOf(LegSide.Ingress).Kind);
        var ringing = call.Agent(Response(call.Invite!, 183, Agent(Plain)))[^1].Message;
        Assert.Equal("RTP/SAVP", Media(ringing).Protocol);
        Assert.NotNull(call.Recorder.KeysOf(LegSide.Ingress));
        var answer = Answer(call, Agent(Plain));
        Assert.Equal(Crypto(ringing), Crypto(answer));
        End(call);
    }

    [Fact]
    public void Delayed_offer_of_a_secure_callee_is_answered_in_the_ACK()
    {
        var call = Start(SrtpMode.Required, SrtpMode.Required);
        call.Offered(sdp: "");
        call.Take(call.Agent(Response(call.Invite!, 200, Agent(Secure(AgentsKey))))
            .Single(m => m.To.Equals(SimulatedRecorder.CustomerSip)).Message);
        Assert.Equal(6, Media(call.Answer!).Crypto.Count);
        var ack = call.Customer(call.CustomerRequest("ACK", 1, Customer(Secure(Line(2, Cm80, 1)))))
            .Single(m => m.To.Equals(SimulatedRecorder.AgentSip)).Message;
        Assert.Equal((1, Cm80), (Assert.Single(Media(ack).Crypto).Tag, Media(ack).Crypto[0].Suite));
        Assert.True(call.Recorder.KeysOf(LegSide.Ingress)!.Ours.Matches(
            KeyOf(Media(call.Answer!).Crypto.Single(line => line.Suite == Cm80))));
        Assert.NotNull(call.Recorder.KeysOf(LegSide.Egress));
        End(call);
    }

    // What is repeated for the session timer is what was agreed, keys and profile too.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Session_refresh_repeats_profile_and_key_and_no_answer_makes_it_plain(bool isAnsweredSecure)
    {
        var call = Start(SrtpMode.Disabled, SrtpMode.Required);
        call.Offered(Customer(Plain));
        call.Take(call.Agent(Response(
                call.Invite!, 200, Agent(Secure(AgentsKey)), extra: "Session-Expires: 600;refresher=uac\r\nRequire: timer\r\n"))
            .Single(m => m.To.Equals(SimulatedRecorder.CustomerSip)).Message);
        call.Customer(call.CustomerRequest("ACK", 1));
        var refresh = call.Wait(301).First(m => m.Message is { IsRequest: true, Method: SipMethod.Invite }).Message;
        Assert.Equal(("RTP/SAVP", Crypto(call.Invite!)), (Media(refresh).Protocol, Crypto(refresh)));
        var ours = call.Recorder.KeysOf(LegSide.Egress)!.Ours;
        call.Agent(Response(refresh, 200, Agent(isAnsweredSecure ? Secure(AgentsKey) : Plain)));
        Assert.True(call.Recorder.KeysOf(LegSide.Egress)!.Ours.Matches(ours));
        Assert.Equal(LineKind.Rtp, call.Recorder.RemoteOf(LegSide.Egress).Kind);
        End(call);
    }

    // The trunks of these tests speak UDP.
    [Theory]
    [InlineData(SrtpMode.Required, 488)]
    [InlineData(SrtpMode.Optional, 488)]
    public void Keys_in_plain_signalling_are_not_taken_unless_the_trunk_says_so(SrtpMode mode, int status)
    {
        var call = Start(mode, SrtpMode.Disabled, overPlainSip: false);
        var refused = Assert.Single(
            call.Customer(call.CustomerRequest("INVITE", 1, Customer(Secure(CustomersKey))))).Message;
        Assert.Equal(status, refused.StatusCode);
        call.AssertNothingLeft();
    }

    [Fact]
    public void Keys_are_not_offered_in_plain_signalling_unless_the_trunk_says_so()
    {
        var call = Start(SrtpMode.Disabled, SrtpMode.Opportunistic, overPlainSip: false);
        call.Offered(Customer(Plain));
        Assert.Empty(Media(call.Invite!).Crypto);
        End(call);

        var required = Start(SrtpMode.Disabled, SrtpMode.Required, overPlainSip: false);
        Assert.Equal(488, Assert.Single(
            required.Customer(required.CustomerRequest("INVITE", 1, Customer(Plain)))).Message.StatusCode);
        required.AssertNothingLeft();
    }

    // RFC 3261 §12.2.1.1 would follow Contact and Record-Route out of TLS, with our keys in the next offer.
    [Theory]
    [InlineData("Contact: <sip:agent@192.0.2.20:5060;transport=udp>\r\n")]
    [InlineData("Contact: <sip:agent@192.0.2.77:5060;transport=tcp>\r\n")]
    [InlineData("Contact: <sip:agent@192.0.2.77:5061>\r\nRecord-Route: <sip:192.0.2.20:5060;transport=tcp;lr>\r\n")]
    public void Dialog_in_which_keys_are_told_by_TLS_does_not_leave_TLS(string headers)
    {
        var call = StartByTls();
        call.Offered(Customer(Plain));
        var answered = Response(call.Invite!, 200, Agent(Secure(AgentsKey)), extra: headers)
            .Replace("Contact: <sip:agent@192.0.2.20>\r\n", "", StringComparison.Ordinal);
        call.Take(call.Receive(answered, AgentTls).Single(m => m.To.Equals(SimulatedRecorder.CustomerSip)).Message);
        call.Customer(call.CustomerRequest("ACK", 1));
        Assert.Equal(SipTransport.Tls, call.LastHop.Transport);
        var reinvite = call.Customer(call.CustomerRequest("INVITE", 2, Customer(Plain + "a=sendonly\r\n", 2)))[^1].Message;
        Assert.Single(Media(reinvite).Crypto);
        Assert.Equal(SipTransport.Tls, call.LastHop.Transport);
        if (!headers.Contains("192.0.2.77:5060", StringComparison.Ordinal))
        {
            Assert.Equal(AgentTls, call.LastHop);
        }

        call.HangUpAll();
    }

    [Theory]
    [InlineData("INVITE", true)]
    [InlineData("INVITE", false)]
    [InlineData("UPDATE", true)]
    public void Offer_that_comes_without_TLS_into_such_a_dialog_is_488(string method, bool hasSdp)
    {
        var call = StartByTls();
        call.Offered(Customer(Plain));
        call.Take(call.Receive(Response(call.Invite!, 200, Agent(Secure(AgentsKey))), AgentTls)
            .Single(m => m.To.Equals(SimulatedRecorder.CustomerSip)).Message);
        call.Customer(call.CustomerRequest("ACK", 1));
        var sdp = hasSdp ? Agent(Secure(AgentsKey), 2) : "";
        var refused = Assert.Single(call.Agent(call.AgentRequest(method, 1, sdp))).Message;
        Assert.Equal(488, refused.StatusCode);
        Assert.Equal(0, refused.Body.Length);
        call.HangUpAll();
    }

    // B's 200 to a re-INVITE without an offer: by a suite of which we have told it nothing yet.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Side_that_offers_another_suite_is_not_plain_until_it_is_answered(bool wasSecure)
    {
        var call = Talking(SrtpMode.Disabled, SrtpMode.Optional, Plain, out _);
        if (wasSecure)
        {
            var towards = call.Agent(call.AgentRequest("INVITE", 1, Agent(Plain + AgentsKey, 2)))[^1].Message;
            call.Customer(Response(towards, 200, Customer(Plain, 2), tag: "customer"));
            call.Agent(call.AgentRequest("ACK", 1));
            Assert.NotNull(call.Recorder.KeysOf(LegSide.Egress));
        }

        var changes = call.Recorder.KeyChanges;
        var forwarded = call.Customer(call.CustomerRequest("INVITE", 2))[^1].Message;
        call.Agent(Response(forwarded, 200, Agent(Plain + Line(3, Gcm, 8), 3)));
        Assert.Equal((changes, LineKind.Off), (call.Recorder.KeyChanges, call.Recorder.RemoteOf(LegSide.Egress).Kind));
        var ack = call.Customer(call.CustomerRequest("ACK", 2, Customer(Plain, 2)))[^1].Message;
        var ours = Assert.Single(Media(ack).Crypto);
        Assert.Equal((3, Gcm), (ours.Tag, ours.Suite));
        Assert.True(call.Recorder.KeysOf(LegSide.Egress)!.Ours.Matches(KeyOf(ours)));
        Assert.Equal(LineKind.Rtp, call.Recorder.RemoteOf(LegSide.Egress).Kind);
        End(call);
    }

    // RFC 4568 §5.1.2: an answer takes one of the lines that were offered.
    [Fact]
    public void Plain_answer_with_a_key_that_was_not_asked_for_ends_the_call()
    {
        var call = Start(SrtpMode.Disabled, SrtpMode.Optional);
        call.Offered(Customer(Plain));
        var sent = call.Agent(Response(call.Invite!, 200, Agent(Plain + AgentsKey)));
        Assert.Equal(488, sent.Single(m => m.To.Equals(SimulatedRecorder.CustomerSip)).Message.StatusCode);
        call.HangUpAll();
    }

    [Fact]
    public void Only_the_suites_of_the_trunk_are_offered_and_taken()
    {
        var call = Start(SrtpMode.Optional, SrtpMode.Required, suites: [Gcm, Cm80]);
        call.Offered(Customer(Secure(Line(1, Cm32, 1) + Line(2, Cm80, 2))));
        Assert.Equal([Gcm, Cm80], Media(call.Invite!).Crypto.Select(line => line.Suite));
        Assert.Equal(2, Assert.Single(Media(Answer(call, Agent(Secure(AgentsKey)))).Crypto).Tag);
        End(call);
    }

    [Fact]
    public void Newcomer_to_a_call_gets_keys_that_the_party_before_never_saw()
    {
        var call = Talking(SrtpMode.Optional, SrtpMode.Required, Secure(CustomersKey), out _);
        var before = call.Recorder.KeysOf(LegSide.Egress)!;
        var dialog = $"{call.Invite!.CallId};from-tag={call.Invite.From.Tag};to-tag=agent";
        var reinvite = call.Agent(call.AgentRequest(
                "INVITE", 1, Agent(Secure(Line(1, Cm80, 50))), $"Replaces: {dialog}\r\n", branch: "dan")
            .Replace(";tag=agent\r\nTo", ";tag=dan\r\nTo", StringComparison.Ordinal)
            .Replace(call.Invite.From.Text, "<sip:agent@192.0.2.1>", StringComparison.Ordinal)
            .Replace($"Call-ID: {call.Invite.CallId}", "Call-ID: dans", StringComparison.Ordinal))[^1].Message;
        Assert.True(reinvite.IsRequest, reinvite.IsRequest ? "" : $"{reinvite.StatusCode}");
        call.Customer(Response(reinvite, 200, Customer(Secure(CustomersKey), 2), tag: "customer"));
        var after = call.Recorder.KeysOf(LegSide.Egress)!;
        Assert.False(after.Ours.Matches(before.Ours));
        Assert.NotSame(before.Peer, after.Peer);
        call.HangUpAll();
    }

    private static HandmadeCall Start(
        SrtpMode customer, SrtpMode agent, bool overPlainSip = true, ImmutableArray<string>? suites = null)
    {
        var model = SimulatedRecorder.Model();
        return new HandmadeCall(model with
        {
            Trunks = model.Trunks
                .SetItem("carrier", model.Trunks["carrier"] with { Srtp = Rules(customer) })
                .SetItem("pbx", model.Trunks["pbx"] with { Srtp = Rules(agent) }),
        });

        SrtpModel Rules(SrtpMode mode) => new(mode, suites ?? [.. MediaSecurity.Suites], overPlainSip);
    }

    private static HandmadeCall StartByTls()
    {
        var model = SimulatedRecorder.Model();
        return new HandmadeCall(model with
        {
            Trunks = model.Trunks.SetItem("pbx", model.Trunks["pbx"] with
            {
                NextHops = [new(AgentTls)],
                Srtp = new(SrtpMode.Required, [.. MediaSecurity.Suites], OverPlainSip: false),
            }),
        });
    }

    private static HandmadeCall Talking(SrtpMode customer, SrtpMode agent, string offer, out SipMessage answer)
    {
        var call = Start(customer, agent);
        call.Offered(Customer(offer));
        answer = Answer(call, Agent(agent == SrtpMode.Required ? Secure(Line(4, Cm80, 2)) : Plain));
        call.Take(answer);
        call.Customer(call.CustomerRequest("ACK", 1));
        return call;
    }

    private static SipMessage Answer(HandmadeCall call, string sdp)
    {
        var answer = call.Agent(Response(call.Invite!, 200, sdp))
            .Single(m => m.To.Equals(SimulatedRecorder.CustomerSip)).Message;
        Assert.Equal(200, answer.StatusCode);
        call.Take(answer);
        return answer;
    }

    // Of the customer, acknowledged: as the agent got it, and what the customer is answered.
    private static (SipMessage Forwarded, SipMessage Answer) Reinvite(
        HandmadeCall call, int cseq, string offer, string answer)
    {
        var forwarded = call.Customer(call.CustomerRequest("INVITE", cseq, Customer(offer, cseq)))[^1].Message;
        var sent = call.Agent(Response(forwarded, 200, Agent(answer, cseq)))
            .Single(m => m.To.Equals(SimulatedRecorder.CustomerSip)).Message;
        Assert.Equal(200, sent.StatusCode);
        call.Customer(call.CustomerRequest("ACK", cseq));
        return (forwarded, sent);
    }

    private static string Customer(string lines, int version = 1) => Lines("192.0.2.10", lines, version);

    private static string Agent(string lines, int version = 1) => Lines("192.0.2.20", lines, version);

    private static string Lines(string address, string lines, int version) =>
        $"v=0\r\no=- 7 {version} IN IP4 {address}\r\ns=-\r\nc=IN IP4 {address}\r\nt=0 0\r\n{lines}";

    private static string Secure(string crypto) => $"m=audio 4000 RTP/SAVP 0\r\n{crypto}";

    private static string Line(int tag, string suite, int seed)
    {
        var key = new byte[suite == "F8_128_HMAC_SHA1_80" ? 30 : MediaSecurity.KeyAndSaltBytes(suite)];
        new Random(seed).NextBytes(key);
        return $"a=crypto:{CryptoLine.Write(tag, suite, key)}\r\n";
    }

    private static CryptoLine Read(string line)
    {
        Assert.True(CryptoLine.TryParse(line.AsSpan("a=crypto:".Length).Trim(), out var crypto));
        return crypto;
    }

    private static LineKey KeyOf(CryptoLine line)
    {
        Assert.True(LineKey.TryCreate(line.Suite, line.Keys[0].KeyAndSalt, line.Keys[0].Mki, out var key));
        return key;
    }

    private static SessionDescription Sdp(SipMessage message)
    {
        Assert.True(SessionDescription.TryParse(message.Body, out var sdp, out _));
        return sdp;
    }

    private static MediaDescription Media(SipMessage message) => Sdp(message).Media[0];

    private static string Crypto(SipMessage message) => string.Join(
        '|', Media(message).Lines.Where(line => line.Value.StartsWith("crypto", StringComparison.Ordinal)));

    private static void End(HandmadeCall call)
    {
        call.HangUpAll();
        call.AssertNothingLeft();
    }
}
