using System.Net;
using System.Text.Json.Nodes;
using MediaRecorder.Interop.Tests.Dialogs;
using MediaRecorder.Interop.Tests.Phones;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Interop.Tests.Signalling;

/// <summary>Every transport on either side, what is too large for UDP, and IPv6.</summary>
public sealed class TransportTests
{
    // REQ: A-02
    [Theory]
    [InlineData(PeerTransport.Tcp, PeerTransport.Tcp)]
    [InlineData(PeerTransport.Udp, PeerTransport.Tcp)]
    [InlineData(PeerTransport.Tcp, PeerTransport.Udp)]
    public async Task Sipp_calls_sipp_by_TCP(PeerTransport from, PeerTransport to)
    {
        await using var phones = await PhoneNetwork.StartAsync((config, _) => NextHop(config, "pbx", to));
        var bench = phones.Bench;
        var callee = SippScript.Callee();
        await using var answering = await SippPhone.AnswerAsync(
            bench.Folder, bench.Network.PbxSip, callee.Answers().Takes("INVITE", body: callee.Sdp()).Expect("ACK").IsHungUp(), to);
        var caller = SippScript.Caller();
        await using var calling = SippPhone.Call(
            bench.Folder, bench.Network.CarrierSip, bench.Network.RecorderSip,
            caller.Invite().Talks().Request("INVITE", body: caller.Sdp()).Expect(200).Ack().HangsUp(), from);
        await calling.SucceededAsync(TimeSpan.FromSeconds(30));
        var trace = await answering.SucceededAsync(TimeSpan.FromSeconds(30));
        Assert.Contains(
            $"SIP/2.0/{to.ToString().ToUpperInvariant()} ", trace.First("INVITE ").Message.Header("Via"), StringComparison.Ordinal);
    }

    // REQ: A-02
    [Theory]
    [InlineData(PeerTransport.Tls, PeerTransport.Udp)]
    [InlineData(PeerTransport.Udp, PeerTransport.Tls)]
    [InlineData(PeerTransport.Tls, PeerTransport.Tls)]
    public async Task A_call_by_TLS_on_either_side_with_requests_both_ways(PeerTransport from, PeerTransport to)
    {
        await using var phones = await PhoneNetwork.StartAsync((config, _) => NextHop(config, "pbx", to));
        var network = phones.Bench.Network;
        await using var agent = WirePhone.Start(
            network.PbxSip, phones.Recorder(to), to, to == PeerTransport.Tls ? phones.Tls("agent", network.Pbx) : null);
        await using var customer = WirePhone.Start(
            network.CarrierSip, phones.Recorder(from), from,
            from == PeerTransport.Tls ? phones.Tls("customer", network.Carrier) : null);
        var call = await customer.CallAsync();
        var answered = await agent.AnsweredAsync();
        Assert.Equal(200, (await customer.AskAsync(call, "INVITE", body: customer.Sdp("sendonly"))).Status);
        Assert.Equal(200, (await agent.AskAsync(answered, "INFO", "X-A: b", "hello", "text/plain")).Status);
        Assert.Equal(200, (await agent.HangUpAsync(answered)).Status);
        await customer.SeesAsync("BYE");
    }

    // REQ: A-02
    [Fact]
    public async Task A_TLS_peer_with_a_certificate_of_another_authority_gets_no_call()
    {
        await using var phones = await PhoneNetwork.StartAsync((config, _) => NextHop(config, "pbx", PeerTransport.Tls));
        var network = phones.Bench.Network;
        using var folder = new TempFolder();
        using var other = new Tools.TestAuthority(folder, "other");
        var (certificate, key, _) = other.Issue("impostor", network.Pbx);
        await using var impostor = WirePhone.Start(
            network.PbxSip, network.RecorderSips, PeerTransport.Tls, new WireTls(certificate, key, phones.AuthorityPath));
        await using var customer = WirePhone.Start(network.CarrierSip, network.RecorderSip);
        var answer = await customer.AskAsync(customer.Request("INVITE", "1000", body: customer.Sdp()), TimeSpan.FromSeconds(40));
        Assert.InRange(answer.Status, 408, 599);
        Assert.Empty(impostor.Received);
    }

    // REQ: A-02
    [Fact]
    public async Task An_INVITE_of_more_than_1300_bytes_leaves_by_TCP_though_its_trunk_is_UDP()
    {
        await using var phones = await PhoneNetwork.StartAsync();
        var network = phones.Bench.Network;
        await using var byUdp = WirePhone.Start(network.PbxSip, network.RecorderSip);
        await using var byTcp = WirePhone.Start(network.PbxSip, network.RecorderSip, PeerTransport.Tcp);
        await using var customer = WirePhone.Start(network.CarrierSip, network.RecorderSip);
        var call = await customer.CallAsync(headers: $"X-Large: {new string('x', 1300)}");
        var invite = await byTcp.SeesAsync("INVITE");
        Assert.Contains("/TCP ", invite.Header("Via"), StringComparison.Ordinal);
        Assert.DoesNotContain(byUdp.Received, message => message.Method == "INVITE");
        Assert.Equal(200, (await customer.HangUpAsync(call)).Status);
    }

    // REQ: A-02
    [Fact]
    public async Task To_a_peer_without_TCP_it_leaves_by_UDP_after_all()
    {
        await using var phones = await PhoneNetwork.StartAsync();
        var network = phones.Bench.Network;
        await using var byUdp = WirePhone.Start(network.PbxSip, network.RecorderSip);
        await using var customer = WirePhone.Start(network.CarrierSip, network.RecorderSip);
        var call = await customer.CallAsync(headers: $"X-Large: {new string('x', 1300)}");
        Assert.Contains("/UDP ", (await byUdp.SeesAsync("INVITE")).Header("Via"), StringComparison.Ordinal);
        Assert.Equal(200, (await customer.HangUpAsync(call)).Status);
    }

    // REQ: A-02
    [Fact]
    public async Task IPv6()
    {
        // IPv6 has one loopback address: ports tell the parties apart.
        var ports = Enumerable.Range(0, 4).Select(_ => UdpPorts.TakeFree()).ToArray();
        IPEndPoint At(int number) => new(IPAddress.IPv6Loopback, ports[number]);
        await using var bench = await Bench.StartAsync(config =>
        {
            config["sip"]!["listen"] = $"{At(0)}";
            config["media"]!["address"] = "::1";
            var trunks = config["trunks"]!;
            trunks["carrier"]!["allow"] = new JsonArray($"{At(1)}");
            trunks["carrier"]!["nextHop"] = $"{At(1)}";
            trunks["pbx"]!["allow"] = new JsonArray($"{At(2)}");
            trunks["pbx"]!["nextHop"] = $"{At(2)}";
        });
        var callee = SippScript.Callee();
        await using var answering = await SippPhone.AnswerAsync(bench.Folder, At(2), callee.Answers().IsHungUp());
        await using var calling = SippPhone.Call(bench.Folder, At(1), At(0), SippScript.Caller().Invite().Talks().HangsUp());
        await calling.SucceededAsync(TimeSpan.FromSeconds(30));
        var trace = await answering.SucceededAsync(TimeSpan.FromSeconds(30));
        Assert.Contains("c=IN IP6 ::1", trace.First("INVITE ").Message.Body, StringComparison.Ordinal);
    }

    private static void NextHop(JsonObject config, string trunk, PeerTransport transport)
    {
        var settings = config["trunks"]![trunk]!;
        if (transport != PeerTransport.Udp)
            settings["nextHop"] = $"{transport.ToString().ToLowerInvariant()}:{settings["nextHop"]}";
    }
}
