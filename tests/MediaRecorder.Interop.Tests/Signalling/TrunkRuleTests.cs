using System.Text.Json.Nodes;
using MediaRecorder.Interop.Tests.Dialogs;
using MediaRecorder.Interop.Tests.Recorder;

namespace MediaRecorder.Interop.Tests.Signalling;

/// <summary>What a trunk's rules make of a call: numbers, headers, redirections, transfers.</summary>
public sealed class TrunkRuleTests
{
    // REQ: A-04, A-05
    [Fact]
    public async Task Numbers_are_rewritten_and_headers_follow_the_rules()
    {
        await using var bench = await Bench.StartAsync(config =>
        {
            config["trunks"]!["carrier"]!["numbers"] = new JsonObject
            {
                ["calledIn"] = new JsonArray(new JsonObject { ["match"] = "00(.+)", ["replace"] = "+$1" }),
            };
            config["trunks"]!["pbx"]!["headers"] = new JsonObject
            {
                ["remove"] = new JsonArray("X-Secret"),
                ["add"] = new JsonArray("X-Recorder: here"),
            };
        });
        await using var agent = WirePhone.Start(bench.Network.PbxSip, bench.Network.RecorderSip);
        await using var customer = WirePhone.Start(bench.Network.CarrierSip, bench.Network.RecorderSip);
        var call = await customer.CallAsync("004930123456", "X-Secret: 1\nX-Kept: 2");
        var invite = await agent.SeesAsync("INVITE");
        Assert.StartsWith("INVITE sip:+4930123456@", invite.StartLine, StringComparison.Ordinal);
        Assert.Null(invite.Header("X-Secret"));
        Assert.Equal("2", invite.Header("X-Kept"));
        Assert.Equal("here", invite.Header("X-Recorder"));
        Assert.Equal(200, (await customer.HangUpAsync(call)).Status);
    }

    // REQ: A-04
    [Theory]
    [InlineData("follow", 200)]
    [InlineData("pass", 302)]
    public async Task A_redirection_to_another_next_hop_is_followed_or_passed(string redirects, int status)
    {
        await using var bench = await Bench.StartAsync((config, network) =>
        {
            var pbx = (JsonObject)config["trunks"]!["pbx"]!;
            pbx.Remove("nextHop");
            pbx["nextHops"] = new JsonArray(
                new JsonObject { ["address"] = $"{network.PbxSip}", ["priority"] = 1 },
                new JsonObject { ["address"] = $"{network.SecondHop}", ["priority"] = 2 });
            pbx["allow"] = new JsonArray($"{network.Pbx}", $"{network.SecondHop.Address}");
            pbx["redirects"] = redirects;
        });
        await using var first = WirePhone.Start(bench.Network.PbxSip, bench.Network.RecorderSip);
        await using var second = WirePhone.Start(bench.Network.SecondHop, bench.Network.RecorderSip);
        await using var customer = WirePhone.Start(bench.Network.CarrierSip, bench.Network.RecorderSip);
        first.Decide = request => request.Method == "INVITE"
            ? new WireAnswer(302, $"Contact: <sip:777@{bench.Network.SecondHop}>")
            : null;
        var answer = await customer.AskAsync(customer.Request("INVITE", "1000", body: customer.Sdp()));
        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 200, second.Received.Any(message => message.StartLine.StartsWith("INVITE sip:777@", StringComparison.Ordinal)));
    }

    // REQ: A-01, C-06
    [Fact]
    public async Task A_transfer_is_carried_out_by_the_recorder_where_the_trunk_says_so()
    {
        await using var bench = await Bench.StartAsync(config => config["trunks"]!["pbx"]!["blindTransfer"] = "execute");
        await using var outside = WirePhone.Start(bench.Network.CarrierSip, bench.Network.RecorderSip);
        await using var agent = WirePhone.Start(bench.Network.PbxSip, bench.Network.RecorderSip);
        await outside.CallAsync();
        var withCustomer = await agent.AnsweredAsync();
        var answer = await agent.AskAsync(withCustomer, "REFER", $"Refer-To: <sip:5551000@{bench.Network.RecorderSip}>");
        Assert.Equal(202, answer.Status);
        Assert.Contains("SIP/2.0 100", (await agent.SeesAsync("NOTIFY")).Body, StringComparison.Ordinal);

        // The target is a number outside; the transferee then hears of its SDP by a re-INVITE.
        var invite = await outside.SeesAsync("INVITE");
        Assert.StartsWith("INVITE sip:5551000@", invite.StartLine, StringComparison.Ordinal);
        var last = await agent.SeesAsync("NOTIFY", 1);
        Assert.Contains("SIP/2.0 200", last.Body, StringComparison.Ordinal);
        Assert.Contains("terminated", last.Header("Subscription-State"), StringComparison.Ordinal);
        Assert.DoesNotContain(outside.Received, message => message.Method == "REFER");
        Assert.Equal(200, (await agent.HangUpAsync(withCustomer)).Status);
        Assert.DoesNotContain(outside.Received, message => message.Method == "BYE");
    }
}
