using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Calls.Tests.Trunks;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Calls.Tests.Signalling;

/// <summary>What the rules of a trunk do to the headers of a call.</summary>
// REQ: A-05
public sealed class HeaderRulesTests
{
    private const string Identity =
        "P-Asserted-Identity: \"sip:x@y\" <sip:+4930@sbc7.carrier.example;user=phone>\r\nRemote-Party-ID: <sip:1@sbc7.carrier.example>\r\n";

    [Fact]
    public void By_default_identity_diversion_and_unknown_headers_pass_as_they_are()
    {
        var extra = Identity + "Privacy: id\r\nDiversion: <sip:9@sbc7.carrier.example>\r\n"
            + "History-Info: <sip:8@sbc7.carrier.example>;index=1\r\nUser-to-User: 00ab\r\nSession-ID: 7\r\n"
            + "Identity: sig;info=<https://c.example>;alg=ES256\r\nX-Campaign: winter\r\n";

        var invite = Invite(extra);

        foreach (var line in extra.Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split(": ", 2);
            Assert.True(invite.TryGetHeader(parts[0], out var value), parts[0]);
            Assert.Equal(parts[1], value);
        }
    }

    [Theory]
    [InlineData("Privacy: id\r\n", true)]
    [InlineData("Privacy: session;ID\r\n", true)]
    [InlineData("Privacy: user; critical\r\n", true)]
    [InlineData("Privacy: none\r\n", false)]
    [InlineData("", false)]
    public void A_trunk_that_is_not_trusted_is_told_no_identity_that_its_owner_hides(string privacy, bool isHidden)
    {
        var invite = Invite(Identity + privacy, pbx: trunk => trunk with { Trusted = false });

        Assert.Equal(!isHidden, invite.TryGetHeader("P-Asserted-Identity", out _));
        Assert.Equal(!isHidden, invite.TryGetHeader("Remote-Party-ID", out _));
    }

    [Fact]
    public void What_a_trunk_asserts_that_is_not_trusted_is_not_passed_on()
    {
        var invite = Invite(
            Identity + "P-Preferred-Identity: <sip:2@a.example>\r\n", carrier: trunk => trunk with { Trusted = false });

        Assert.False(invite.TryGetHeader("P-Asserted-Identity", out _));
        Assert.False(invite.TryGetHeader("Remote-Party-ID", out _));
        Assert.True(invite.TryGetHeader("P-Preferred-Identity", out _));
    }

    [Fact]
    public void Headers_are_removed_and_added_by_name_towards_the_trunk_that_says_so()
    {
        TrunkModel Rules(TrunkModel trunk) => trunk with
        {
            Headers = HeaderRuleModel.Default with
            {
                Remove = HeaderRuleModel.Default.Remove.Union(["x-secret", "Subject"]),
                Add = [("X-Recorded", "yes")],
            },
        };

        const string extra = "X-Secret: 1\r\ns: topic\r\nX-Recorded: no\r\nX-Other: 2\r\n";
        var invite = Invite(extra, pbx: Rules);

        Assert.False(invite.TryGetHeader("X-Secret", out _));
        Assert.False(invite.TryGetHeader("Subject", out _));
        Assert.Equal(["yes"], Values(invite, "X-Recorded"));
        Assert.Equal(["2"], Values(invite, "X-Other"));
        Assert.Equal(["no"], Values(Invite(extra, carrier: Rules), "X-Recorded"));
    }

    [Fact]
    public void The_rules_hold_for_answers_too()
    {
        var call = Create(carrier => carrier with
        {
            Headers = HeaderRuleModel.Default with { Remove = HeaderRuleModel.Default.Remove.Add("X-Secret") },
        });
        var invite = call.Dial().To(TrunkRig.First);

        var answer = call.Agent(HandmadeCall.Response(invite, 486, extra: "X-Secret: 1\r\nX-Other: 2\r\n"))
            .Single(m => m.To.Equals(SimulatedRecorder.CustomerSip)).Message;

        Assert.False(answer.TryGetHeader("X-Secret", out _));
        Assert.True(answer.TryGetHeader("X-Other", out _));
    }

    [Fact]
    public void Hosts_in_identity_headers_are_hidden_where_that_is_asked()
    {
        var invite = Invite(
            Identity, pbx: trunk => trunk with { Headers = HeaderRuleModel.Default with { HideHosts = true } });

        Assert.Equal(
            ["\"sip:x@y\" <sip:+4930@192.0.2.1:5060;user=phone>"], Values(invite, "P-Asserted-Identity"));
        Assert.DoesNotContain("carrier.example", invite.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<sip:1@a.example>", "<sip:1@H>")]
    [InlineData("sip:1@a.example:5070", "sip:1@H")]
    [InlineData("<sips:a.example>", "<sips:H>")]
    [InlineData("<sip:1@[2001:db8::1]:5060;user=phone>;reason=busy", "<sip:1@H;user=phone>;reason=busy")]
    [InlineData("<sip:1@a.example?Reason=x>;index=1, <sip:2@b.example>;index=1.1", "<sip:1@H?Reason=x>;index=1, <sip:2@H>;index=1.1")]
    [InlineData("\"a \\\" sip:1@x\" <tel:+49>", "\"a \\\" sip:1@x\" <tel:+49>")]
    [InlineData("\"never closed sip:1@x", "\"never closed sip:1@x")]
    [InlineData("<SIP:1@a.example>", "<SIP:1@H>")]
    [InlineData("gossip:1@a.example", "gossip:1@a.example")]
    [InlineData("", "")]
    public void Only_the_hosts_of_SIP_URIs_are_replaced(string value, string expected) =>
        Assert.Equal(expected, IdentityHosts.Replace(value, "H"));

    private static List<string> Values(SipMessage message, string name)
    {
        var values = new List<string>();
        foreach (var header in message.Headers)
        {
            if (header.NameText == name)
            {
                values.Add(header.Value);
            }
        }

        return values;
    }

    private static SipMessage Invite(
        string extra, Func<TrunkModel, TrunkModel>? carrier = null, Func<TrunkModel, TrunkModel>? pbx = null) =>
        Create(carrier, pbx).Dial(extra: extra).To(TrunkRig.First);

    private static HandmadeCall Create(
        Func<TrunkModel, TrunkModel>? carrier = null, Func<TrunkModel, TrunkModel>? pbx = null) => TrunkRig.Create(
        pbx,
        model => carrier is null
            ? model
            : model with { Trunks = model.Trunks.SetItem("carrier", carrier(model.Trunks["carrier"])) });
}
