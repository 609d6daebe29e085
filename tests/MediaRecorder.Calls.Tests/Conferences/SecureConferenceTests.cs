using System.Net;
using System.Text;
using MediaRecorder.Calls.Conferences;
using MediaRecorder.Calls.Lines;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Tests.Transfers;
using MediaRecorder.Media.Paths;
using MediaRecorder.Media.Security;
using MediaRecorder.Policy.Model;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.Sdp.Crypto;
using MediaRecorder.Sip.Transports;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;

namespace MediaRecorder.Calls.Tests.Conferences;

/// <summary>A third party whose trunk is called by TLS and speaks SRTP with us, in a call whose other parties are plain.</summary>
// REQ: A-07, C-05
public sealed class SecureConferenceTests
{
    private const string Cm80 = "AES_CM_128_HMAC_SHA1_80";
    private const string Plain = "m=audio 4200 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n";

    private static readonly SipHop ThirdTls = new(SipTransport.Tls, new IPEndPoint(IPAddress.Parse("192.0.2.30"), 5061));
    private static readonly string ThirdsKey = Line(4, 2);

    [Fact]
    public void It_is_offered_keys_and_its_answer_makes_it_secure_alone()
    {
        var stage = Start();
        Assert.Equal(["agent 202", "agent NOTIFY", "third INVITE"], stage.Refer());
        Assert.Equal(ThirdTls, stage.Call.LastHop);
        var offered = Media(stage.Invite);
        Assert.Equal("RTP/SAVP", offered.Protocol);
        Assert.Equal(MediaSecurity.Suites, offered.Crypto.Select(line => line.Suite));

        Assert.Equal(["third ACK", "agent NOTIFY"], stage.Answer(Sdp(Secure(ThirdsKey))));
        Assert.Equal(3, stage.Mixed);
        var keys = Keys(stage);
        Assert.True(keys.Ours.Matches(KeyOf(offered.Crypto.Single(line => line.Suite == Cm80))));
        Assert.True(Assert.Single(keys.Theirs).Matches(KeyOf(Read(ThirdsKey))));
        Assert.Null(stage.Recorder.KeysOf(LegSide.Ingress));
        Assert.Null(stage.Recorder.KeysOf(LegSide.Egress));
        Assert.True(stage.Recorder.Recording.Formats.ContainsKey(new LegId(2)));
        End(stage);
    }

    // Each row: srtp of its trunk, what it answers.
    [Theory]
    [InlineData(SrtpMode.Required, Plain)]
    [InlineData(SrtpMode.Required, "m=audio 4200 RTP/SAVP 0\r\n")]
    [InlineData(SrtpMode.Required, "m=audio 4200 RTP/SAVP 0\r\na=crypto:1 UNKNOWN_SUITE inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n")]
    [InlineData(SrtpMode.Required, "m=audio 4200 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\r\n")]
    [InlineData(SrtpMode.Required, "m=audio 4200 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA UNENCRYPTED_SRTP\r\n")]
    [InlineData(SrtpMode.Optional, "m=audio 4200 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n")]
    [InlineData(SrtpMode.Disabled, "m=audio 4200 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n")]
    public void An_answer_without_usable_keys_is_hung_up_and_the_call_is_as_it_was(SrtpMode mode, string answer)
    {
        var stage = Start(mode);
        stage.Refer();
        Assert.Equal(["third ACK", "third BYE", "agent NOTIFY"], stage.Respond(200, Sdp(answer)));
        Assert.Equal((0, 0, 1), (stage.Mixed, stage.Recorder.Guests.Count, stage.Recorder.B2bua.ActiveCalls));
        Assert.Equal((0, 1), (stage.Recorder.Counters.PartiesJoined, stage.Recorder.Counters.JoinsFailed));
        Assert.Equal(6000, stage.Recorder.RemoteOf(LegSide.Egress).Rtp!.Port);
        Assert.Empty(stage.Recorder.GuestKeys);
        Assert.Equal(["customer INVITE"], stage.FromAgent("INVITE", AgentSdp(version: 2)));
        End(stage);
    }

    // RFC 8643: RTP/AVP with keys, to take or to leave.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_opportunistic_offer_is_taken_or_left(bool taken)
    {
        var stage = Start(SrtpMode.Opportunistic);
        stage.Refer();
        Assert.Equal(("RTP/AVP", MediaSecurity.Suites.Count), (Media(stage.Invite).Protocol, Media(stage.Invite).Crypto.Count));
        stage.Answer(Sdp(taken ? Plain + ThirdsKey : Plain));
        Assert.Equal(3, stage.Mixed);
        Assert.Equal(taken ? 1 : 0, stage.Recorder.GuestKeys.Values.Count(keys => keys is not null));
        End(stage);
    }

    [Fact]
    public void A_trunk_that_may_tell_no_keys_and_must_is_not_called()
    {
        var stage = Start(hop: new SipHop(SipTransport.Tcp, ThirdTls.EndPoint));
        Assert.Equal(["agent 488"], stage.FromAgent("REFER", extra: TransferStage.Refer("<sip:0301@192.0.2.1>")));
        Assert.Equal(JoinAnswer.NotMixable, stage.Command());
        Assert.Empty(stage.Recorder.Guests);
        End(stage);
    }

    [Fact]
    public void Its_reinvite_is_answered_by_the_same_key_and_rekeys_it_alone()
    {
        var stage = Joined();
        var before = Keys(stage);
        Assert.Equal(["third 200"], stage.FromThird("INVITE", out var sent, Sdp(Secure(Line(9, 77)), version: 2)));
        var answer = Media(sent[0].Message);
        var ours = Assert.Single(answer.Crypto);
        Assert.Equal(("RTP/SAVP", 9, Cm80), (answer.Protocol, ours.Tag, ours.Suite));
        var after = Keys(stage);
        Assert.True(after.Ours.Matches(before.Ours) && after.Ours.Matches(KeyOf(ours)));
        Assert.False(after.Theirs[0].Matches(before.Theirs[0]));
        Assert.Same(before.Peer, after.Peer);
        Assert.Null(stage.Recorder.KeysOf(LegSide.Egress));
        End(stage);
    }

    [Theory]
    [InlineData("INVITE")]
    [InlineData("UPDATE")]
    public void It_may_not_become_plain_nor_ask_where_others_read(string method)
    {
        var stage = Joined();
        var changes = stage.Recorder.KeyChanges;
        Assert.Equal(["third 488"], stage.FromThird(method, Sdp(Plain, version: 2)));
        Assert.Equal(
            ["third 488"],
            stage.FromThird(method, out var sent, Sdp(Secure(ThirdsKey), version: 2), by: new SipHop(SipTransport.Udp, ThirdTls.EndPoint)));
        Assert.Equal(0, sent[0].Message.Body.Length);
        Assert.Equal((changes, 3), (stage.Recorder.KeyChanges, stage.Mixed));
        End(stage);
    }

    // It offered RTP/SAVP itself once; what was agreed as secure does not become plain by an answer.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_answer_to_our_offer_of_RTP_SAVP_is_as_secure_or_ends_it(bool secure)
    {
        var stage = Start(SrtpMode.Optional).Joined(Sdp(Plain));
        Assert.Equal(["third 200"], stage.FromThird("INVITE", out var sent, Sdp(Secure(ThirdsKey), version: 2)));
        stage.FromThird("ACK", cseq: (int)sent[0].Message.CSeq.Number);
        var agreed = Keys(stage);

        Assert.Equal(["third 200"], stage.FromThird("INVITE", out sent));
        Assert.Equal("RTP/SAVP", Media(sent[0].Message).Protocol);
        Assert.True(agreed.Ours.Matches(KeyOf(Assert.Single(Media(sent[0].Message).Crypto))));
        var acked = stage.FromThird("ACK", Sdp(secure ? Secure(ThirdsKey) : Plain, version: 3), cseq: (int)sent[0].Message.CSeq.Number);
        Assert.Equal(secure ? [] : ["third BYE"], acked);
        Assert.Equal(secure ? 3 : 0, stage.Mixed);
        Assert.NotNull(Assert.Single(stage.Recorder.GuestKeys).Value);
        End(stage);
    }

    [Fact]
    public void Its_session_is_refreshed_by_what_it_was_offered()
    {
        var stage = Start();
        stage.Refer();
        stage.Respond(200, Sdp(Secure(ThirdsKey)), extra: "Session-Expires: 600;refresher=uac\r\n");
        var agreed = Keys(stage);
        var refresh = stage.Call.Wait(301).First(m => m.Message is { IsRequest: true, Method: SipMethod.Invite }).Message;
        Assert.Equal(stage.Invite.Body, refresh.Body);
        stage.Call.Receive(Response(refresh, 200, Sdp(Secure(ThirdsKey))), ThirdTls);
        Assert.True(agreed.Ours.Matches(Keys(stage).Ours));
        Assert.Equal(3, stage.Mixed);
        End(stage);
    }

    [Theory]
    [InlineData("agent", LegSide.Egress)]
    [InlineData("customer", LegSide.Ingress)]
    public void Alone_with_another_it_is_relayed_by_its_keys(string who, LegSide side)
    {
        var stage = Joined();
        var agreed = Keys(stage);
        Assert.Equal([$"{who} 200"], stage.By(who, "BYE"));
        Assert.Equal(0, stage.Mixed);
        Assert.Equal((LineKind.Rtp, 4200), (stage.Recorder.RemoteOf(side).Kind, stage.Recorder.RemoteOf(side).Rtp!.Port));
        var keys = stage.Recorder.KeysOf(side)!;
        Assert.True(keys.Ours.Matches(agreed.Ours) && keys.Theirs[0].Matches(agreed.Theirs[0]));
        Assert.Same(agreed.Peer, keys.Peer);
        Assert.Null(stage.Recorder.KeysOf(side == LegSide.Egress ? LegSide.Ingress : LegSide.Egress));

        // What it asks now goes to the other, without its keys.
        var other = who == "agent" ? "customer" : "agent";
        Assert.Equal([$"{other} INVITE"], stage.FromThird("INVITE", out var sent, Sdp(Secure(ThirdsKey), version: 2)));
        Assert.Equal(("RTP/AVP", 0), (Media(sent[0].Message).Protocol, Media(sent[0].Message).Crypto.Count));
        Assert.Contains($"{other} BYE", stage.FromThird("BYE"));
        stage.Call.HangUpAll();
        stage.Call.Wait(40);
        Assert.Equal(0, stage.Recorder.B2bua.ActiveCalls);
    }

    private static ConferenceStage Joined() => Start().Joined(Sdp(Secure(ThirdsKey)));

    // Numbers with 03 are behind a trunk of their own.
    private static ConferenceStage Start(SrtpMode mode = SrtpMode.Required, SipHop? hop = null)
    {
        Assert.True(NumberPattern.TryParse("03.*", out var numbers, out _));
        return new ConferenceStage(
            model => model with
            {
                Trunks = model.Trunks
                    .SetItem("pbx", model.Trunks["pbx"] with { Routes = [new RouteModel(numbers!, ["secure"])] })
                    .SetItem("secure", model.Trunks["carrier"] with
                    {
                        Name = "secure",
                        Allow = [new AllowedSource(new IPNetwork(ThirdTls.EndPoint.Address, 32), null)],
                        NextHops = [new(hop ?? ThirdTls)],
                        Srtp = new SrtpModel(mode, [.. MediaSecurity.Suites], OverPlainSip: false),
                    }),
            },
            hop ?? ThirdTls);
    }

    private static LineKeys Keys(ConferenceStage stage)
    {
        var keys = Assert.Single(stage.Recorder.GuestKeys).Value;
        Assert.NotNull(keys);
        return keys;
    }

    private static string Sdp(string lines, int version = 1) =>
        $"v=0\r\no=- 7 {version} IN IP4 192.0.2.30\r\ns=-\r\nc=IN IP4 192.0.2.30\r\nt=0 0\r\n{lines}";

    private static string Secure(string crypto) => Plain.Replace("RTP/AVP", "RTP/SAVP", StringComparison.Ordinal) + crypto;

    private static string Line(int tag, int seed)
    {
        var key = new byte[MediaSecurity.KeyAndSaltBytes(Cm80)];
        new Random(seed).NextBytes(key);
        return $"a=crypto:{CryptoLine.Write(tag, Cm80, key)}\r\n";
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

    private static MediaDescription Media(SipMessage message)
    {
        Assert.True(SessionDescription.TryParse(message.Body, out var sdp, out var error), $"{error} {Encoding.ASCII.GetString(message.Body)}");
        return sdp.Media[0];
    }

    private static void End(ConferenceStage stage)
    {
        stage.Call.HangUpAll();
        stage.Call.AssertNothingLeft();
    }
}
