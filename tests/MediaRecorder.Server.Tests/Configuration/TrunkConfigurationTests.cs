using System.Net;
using MediaRecorder.Calls.Cues;
using MediaRecorder.Calls.Model;
using MediaRecorder.Server.Configuration;
using MediaRecorder.Sip.Transports;
using static MediaRecorder.Server.Tests.Configuration.ConfigurationText;

namespace MediaRecorder.Server.Tests.Configuration;

/// <summary>What a trunk's keys mean, and which values are refused.</summary>
public class TrunkConfigurationTests
{
    // REQ: A-03
    [Theory]
    [InlineData("10.1.2.3:5060", SipTransport.Udp, "10.1.2.3:5060")]
    [InlineData("udp:10.1.2.3:5060", SipTransport.Udp, "10.1.2.3:5060")]
    [InlineData("tcp:10.1.2.3:5062", SipTransport.Tcp, "10.1.2.3:5062")]
    [InlineData("tls:[2001:db8::1]:5061", SipTransport.Tls, "[2001:db8::1]:5061")]
    public void A_next_hop_is_a_text_alone_in_a_list_or_an_object(string text, SipTransport transport, string address)
    {
        var expected = new SipHop(transport, IPEndPoint.Parse(address));

        Assert.Equal(expected, Trunk($"\"nextHop\": \"{text}\"").NextHop);
        Assert.Equal(expected, Trunk($"\"nextHops\": [\"{text}\"]").NextHop);
        Assert.Equal(expected, Trunk($"\"nextHops\": [{{ \"address\": \"{text}\" }}]").NextHop);
    }

    // REQ: A-03
    [Fact]
    public void Next_hops_stand_in_the_order_of_their_priority_with_their_weights()
    {
        var trunk = Trunk(
            """
            "nextHops": [
              "10.0.0.1:5060",
              { "address": "10.0.0.2:5061", "transport": "tls", "priority": 0, "weight": 7, "tlsName": "sbc.example" },
              { "address": "tcp:10.0.0.1:5060", "weight": 0 }
            ]
            """);

        Assert.Equal(
            [
                new NextHopModel(Hop(SipTransport.Tls, "10.0.0.2:5061"), 0, 7, "sbc.example"),
                new NextHopModel(Hop(SipTransport.Udp, "10.0.0.1:5060"), 1, 1),
                new NextHopModel(Hop(SipTransport.Tcp, "10.0.0.1:5060"), 1, 0),
            ],
            trunk.NextHops);
    }

    [Theory]
    [InlineData("\"nextHops\": []", ".nextHops")]
    [InlineData("\"nextHops\": \"10.0.0.1:5060\"", ".nextHop")]
    [InlineData("\"nextHops\": [5]", ".nextHops[0]")]
    [InlineData("\"nextHops\": [{}]", ".nextHops[0].address")]
    [InlineData("\"nextHops\": [\"10.0.0.1\"]", ".nextHops[0].address")]
    [InlineData("\"nextHops\": [\"sctp:10.0.0.1:5060\"]", ".nextHops[0].address")]
    [InlineData("\"nextHops\": [\"sbc.example:5060\"]", ".nextHops[0].address")]
    [InlineData("\"nextHops\": [\"0.0.0.0:5060\"]", ".nextHops[0].address")]
    [InlineData("\"nextHops\": [\"10.0.0.1:5060\", \"udp:10.0.0.1:5060\"]", ".nextHops[1]")]
    [InlineData("\"nextHops\": [{ \"address\": \"tcp:10.0.0.1:5060\", \"transport\": \"udp\" }]", ".nextHops[0].transport")]
    [InlineData("\"nextHops\": [{ \"address\": \"10.0.0.1:5060\", \"transport\": \"sctp\" }]", ".nextHops[0].transport")]
    [InlineData("\"nextHops\": [{ \"address\": \"10.0.0.1:5060\", \"priority\": 65536 }]", ".nextHops[0].priority")]
    [InlineData("\"nextHops\": [{ \"address\": \"10.0.0.1:5060\", \"weight\": -1 }]", ".nextHops[0].weight")]
    [InlineData("\"nextHops\": [{ \"address\": \"10.0.0.1:5060\", \"tlsName\": \"a.example\" }]", ".nextHops[0].tlsName")]
    [InlineData("\"nextHops\": [{ \"address\": \"tls:10.0.0.1:5061\", \"tlsName\": \"a b\" }]", ".nextHops[0].tlsName")]
    [InlineData("\"nextHops\": [{ \"adress\": \"10.0.0.1:5060\", \"address\": \"10.0.0.1:5060\" }]", ".nextHops[0].adress")]
    [InlineData("\"nextHop\": \"10.0.0.1:5060\", \"nextHops\": [\"10.0.0.1:5060\"]", ".nextHops")]
    [InlineData("\"nextHop\": \"10.0.0.1:5060\", \"failoverOn\": [399]", ".failoverOn[0]")]
    [InlineData("\"nextHop\": \"10.0.0.1:5060\", \"failoverOn\": [503, \"x\"]", ".failoverOn[1]")]
    [InlineData("\"nextHop\": \"10.0.0.1:5060\", \"certificateNames\": [\"a b\"]", ".certificateNames[0]")]
    [InlineData("\"nextHop\": \"10.0.0.1:5060\", \"certificateNames\": [\"a.example\", \"A.example\"]", ".certificateNames[1]")]
    [InlineData("\"nextHop\": \"10.0.0.1:5060\", \"inbandKeys\": \"yes\"", ".inbandKeys")]
    [InlineData("\"nextHop\": \"10.0.0.1:5060\", \"healthCheck\": { \"interval\": 5 }", ".healthCheck.interval")]
    [InlineData("\"nextHop\": \"10.0.0.1:5060\", \"numbers\": { \"calledIn\": [{ \"match\": \"(\", \"replace\": \"1\" }] }", ".numbers.calledIn[0].match")]
    [InlineData("\"nextHop\": \"10.0.0.1:5060\", \"numbers\": { \"callerOut\": [{ \"match\": \"1\" }] }", ".numbers.callerOut[0].replace")]
    [InlineData("\"nextHop\": \"10.0.0.1:5060\", \"numbers\": { \"called\": [] }", ".numbers.called")]
    [InlineData("\"nextHop\": \"10.0.0.1:5060\", \"routes\": [{ \"match\": \"1\" }]", ".routes[0].to")]
    [InlineData("\"nextHop\": \"10.0.0.1:5060\", \"routes\": [{ \"to\": [\"a\"] }]", ".routes[0].match")]
    [InlineData("\"nextHop\": \"10.0.0.1:5060\", \"routes\": [{ \"match\": \"1\", \"to\": [\"a\", \"b\"] }]", ".routes[0].to[1]")]
    [InlineData("\"nextHop\": \"10.0.0.1:5060\", \"headers\": { \"remove\": [\"X-A\", \"via\"] }", ".headers.remove[1]")]
    [InlineData("\"nextHop\": \"10.0.0.1:5060\", \"headers\": { \"remove\": [\"i\"] }", ".headers.remove[0]")]
    [InlineData("\"nextHop\": \"10.0.0.1:5060\", \"headers\": { \"add\": [\"Content-Length: 5\"] }", ".headers.add[0]")]
    [InlineData("\"nextHop\": \"10.0.0.1:5060\", \"headers\": { \"add\": [\"X-A\"] }", ".headers.add[0]")]
    [InlineData("\"nextHop\": \"10.0.0.1:5060\", \"headers\": { \"add\": [\"X-A: 1\\r\\nX-B: 2\"] }", ".headers.add[0]")]
    [InlineData("\"nextHop\": \"10.0.0.1:5060\", \"headers\": { \"add\": [\"X A: 1\"] }", ".headers.add[0]")]
    public void A_value_without_sense_is_refused_at_its_place(string keys, string path)
    {
        Assert.Contains("$.trunks.a" + path, Result(keys).Errors.Select(error => error.Path));
    }

    // REQ: A-03
    [Fact]
    public void Every_value_of_a_trunk_reaches_its_model()
    {
        var trunk = Trunk(
            """
            "nextHop": "10.0.0.1:5060",
            "healthCheck": { "intervalSeconds": 11, "timeoutMs": 1200, "downAfter": 3, "upAfter": 4, "restSeconds": 50 },
            "maxCalls": 6, "failoverOn": [500, 503], "hopTimeoutMs": 1700,
            "redirects": "follow", "blindTransfer": "execute", "inbandKeys": "never", "trusted": false,
            "numbers": { "callerIn": [{ "match": "00(.*)", "replace": "+$1" }] },
            "routes": [{ "match": "1.*", "to": ["a"] }],
            "headers": { "remove": ["s", "X-A"], "add": ["X-B: 1: 2"], "hideHosts": true }
            """);

        Assert.Equal(
            new HealthCheckModel(
                TimeSpan.FromSeconds(11), TimeSpan.FromMilliseconds(1200), 3, 4, TimeSpan.FromSeconds(50)),
            trunk.HealthCheck);
        Assert.Equal((6, TimeSpan.FromMilliseconds(1700)), (trunk.MaxCalls, trunk.HopTimeout));
        Assert.Equal([500, 503], trunk.FailoverOn);
        Assert.Equal((RedirectMode.Follow, BlindTransferMode.Execute), (trunk.Redirects, trunk.BlindTransfer));
        Assert.Equal(InbandKeys.Never, trunk.InbandKeys);
        Assert.Equal(("00(.*)", "+$1"), (trunk.Numbers.CallerIn[0].Match.Text, trunk.Numbers.CallerIn[0].Replace));
        Assert.Equal(("1.*", "a"), (trunk.Routes[0].Match.Text, trunk.Routes[0].To[0]));
        Assert.Equal(["Subject", "X-A"], trunk.Headers.Remove);
        Assert.Equal([("X-B", "1: 2")], trunk.Headers.Add);
        Assert.Equal((false, true), (trunk.Trusted, trunk.Headers.HideHosts));
    }

    // REQ: A-03
    [Fact]
    public void The_defaults_of_a_trunk_are_those_of_its_model()
    {
        var trunk = Trunk("\"nextHop\": \"10.0.0.1:5060\"");
        var plain = new TrunkModel(
            "a", TrunkSide.External, trunk.Allow, trunk.NextHops, "a", trunk.Record, trunk.RecordHolds, trunk.KeypadPause);

        Assert.Equal(plain.FailoverOn, trunk.FailoverOn);
        Assert.Empty(trunk.Headers.Remove);
        Assert.Equal(HeaderRuleModel.Default.HideHosts, trunk.Headers.HideHosts);
        Assert.Equal(NumbersModel.Unchanged, trunk.Numbers);
        Assert.Equal(
            plain with
            {
                FailoverOn = trunk.FailoverOn,
                CertificateNames = trunk.CertificateNames,
                Headers = trunk.Headers,
                Routes = trunk.Routes,
            },
            trunk);
    }

    internal static TrunkModel Trunk(string keys) => Model(Result(keys)).Calls.Trunks["a"];

    internal static ConfigurationResult Result(string keys) => Parse(
        $$"""
        {
          "trunks": { "a": { "side": "external", "allow": ["10.0.0.0/8"], "routeTo": "a", {{keys}} } }
        }
        """);

    private static SipHop Hop(SipTransport transport, string address) => new(transport, IPEndPoint.Parse(address));
}
