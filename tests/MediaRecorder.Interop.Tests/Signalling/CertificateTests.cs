using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json.Nodes;
using MediaRecorder.Interop.Tests.Dialogs;
using MediaRecorder.Interop.Tests.Phones;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Robustness;
using MediaRecorder.Interop.Tests.Tools;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Interop.Tests.Signalling;

/// <summary>
/// Certificates that are out of date or of somebody else, on the other side and on ours. Each refusal is a line in the log
/// and a number in the metrics, and no other call hears of it.
/// </summary>
public sealed class CertificateTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    // REQ: A-02, I-07
    [Theory]
    [InlineData(-3, -1, "its certificate expired on ")]
    [InlineData(1, 3, "its certificate is not valid before ")]
    public async Task A_client_whose_certificate_is_out_of_date_is_refused_told_of_and_counted(int from, int until, string why)
    {
        await using var phones = await PhoneNetwork.StartAsync();
        var network = phones.Bench.Network;
        await using var agent = WirePhone.Start(network.PbxSip, network.RecorderSip);
        await using var customer = WirePhone.Start(network.CarrierSip, network.RecorderSip);
        var call = await customer.CallAsync();

        var bad = phones.Tls("agent", network.Pbx, Now.AddDays(from), Now.AddDays(until));
        Assert.Empty(await AskAsync(phones.Bench, bad, network.Pbx));
        await phones.Bench.Recorder.Process.WaitForLineAsync($"tls\\.refused: No TLS with {network.Pbx}:[0-9]+: {why}", Patience);
        Assert.Equal(1, await HandshakesFailedAsync(phones.Bench));

        var good = phones.Tls("agent", network.Pbx);
        Assert.StartsWith("SIP/2.0 200 ", await AskAsync(phones.Bench, good, network.Pbx), StringComparison.Ordinal);
        Assert.Equal(1, await HandshakesFailedAsync(phones.Bench));
        Assert.Equal(200, (await customer.HangUpAsync(call)).Status);
        await agent.SeesAsync("BYE");
    }

    // REQ: A-02, A-03
    [Theory]
    [InlineData(-3, -1, "agent", "its certificate expired on ")]
    [InlineData(1, 3, "agent", "its certificate is not valid before ")]
    [InlineData(-1, 3, "elsewhere", "its certificate is for .*elsewhere.*, not for 127\\.")]
    public async Task A_next_hop_whose_certificate_is_no_good_gets_no_call(int from, int until, string name, string why)
    {
        await using var phones = await PhoneNetwork.StartAsync(
            (config, _) => config["trunks"]!["pbx"]!["nextHop"] = $"tls:{config["trunks"]!["pbx"]!["nextHop"]}");
        var network = phones.Bench.Network;
        var address = name == "agent" ? network.Pbx : network.Stranger;
        var bad = phones.Tls(name, address, Now.AddDays(from), Now.AddDays(until));
        await using var impostor = WirePhone.Start(network.PbxSip, network.RecorderSips, PeerTransport.Tls, bad);
        await using var customer = WirePhone.Start(network.CarrierSip, network.RecorderSip);
        await using var agent = WirePhone.Start(new IPEndPoint(network.Pbx, 5090), network.RecorderSip);
        var running = await agent.CallAsync();

        var answer = await customer.AskAsync(customer.Request("INVITE", "1000", body: customer.Sdp()), TimeSpan.FromSeconds(40));
        Assert.InRange(answer.Status, 408, 599);
        Assert.Empty(impostor.Received);
        await phones.Bench.Recorder.Process.WaitForLineAsync($"tls\\.refused: No TLS with {network.PbxSip}: {why}", Patience);
        Assert.True(await HandshakesFailedAsync(phones.Bench) >= 1);

        Assert.Equal(200, (await agent.HangUpAsync(running)).Status);
        await customer.SeesAsync("BYE");
    }

    // REQ: A-03
    [Fact]
    public async Task A_client_with_a_good_certificate_of_another_name_belongs_to_no_trunk()
    {
        await using var phones = await PhoneNetwork.StartAsync(
            (config, _) => config["trunks"]!["pbx"]!["certificateNames"] = new JsonArray("agent.example"));
        var network = phones.Bench.Network;
        await using (var other = WirePhone.Start(
            new IPEndPoint(network.Stranger, 5090), network.RecorderSips, PeerTransport.Tls, phones.Tls("other.example", network.Stranger)))
        {
            Assert.Equal(403, (await other.AskAsync(other.Request("INVITE", "1000", body: other.Sdp()))).Status);
        }

        Assert.True((await phones.Bench.Recorder.ScrapeAsync()).Sum("mediarecorder_sip_unknown_sources_total") >= 1);
        await using var customer = WirePhone.Start(network.CarrierSip, network.RecorderSip);
        await using var agent = WirePhone.Start(
            new IPEndPoint(network.Stranger, 5091), network.RecorderSips, PeerTransport.Tls, phones.Tls("agent.example", network.Stranger));
        Assert.Equal(200, (await agent.HangUpAsync(await agent.CallAsync())).Status);
    }

    // REQ: I-02
    [Theory]
    [InlineData("check-config")]
    [InlineData("serve")]
    public async Task A_certificate_of_ours_that_is_out_of_date_stops_the_start(string command)
    {
        using var folder = new TempFolder();
        using var authority = new TestAuthority(folder);
        var network = new LoopbackNetwork();
        var config = RecorderConfig.Create(network, folder);
        authority.Issue("recorder", network.Recorder, Now.AddDays(-3), Now.AddDays(-1));
        config["tls"] = TlsOf(network, folder);
        var file = folder.Write("mediarecorder.json", config.ToJsonString());
        await using var process = RecorderBinary.Start(folder.Path, command, "--config", file);

        Assert.Equal(2, await process.WaitForExitAsync(Patience));
        Assert.Single(process.Lines, line => line.StartsWith(
            $"{file}: $.tls.certificateFile: {folder["recorder.crt"]}: the certificate expired on ", StringComparison.Ordinal));
    }

    // REQ: A-02, I-02
    [Fact]
    public async Task A_certificate_of_ours_that_runs_out_is_replaced_without_a_restart()
    {
        using var folder = new TempFolder();
        using var authority = new TestAuthority(folder);
        // Long enough for a slow start, short enough to wait for.
        var end = Now.AddSeconds(20);
        await using var bench = await Bench.StartAsync((config, network) =>
        {
            authority.Issue("recorder", network.Recorder, until: end);
            config["tls"] = TlsOf(network, folder);
        });
        var network = bench.Network;
        var (certificate, key, _) = authority.Issue("carrier", network.Carrier);
        var tls = new WireTls(certificate, key, authority.RootPath);
        await using var agent = WirePhone.Start(network.PbxSip, network.RecorderSip);
        await using var customer = WirePhone.Start(network.CarrierSip, network.RecorderSips, PeerTransport.Tls, tls);
        var running = await customer.CallAsync();

        await Poll.UntilAsync("the certificate has run out", TimeSpan.FromSeconds(30), () => Now > end.AddSeconds(1));
        Assert.Contains("certificate has expired", await HandshakeAsync(bench, tls, network.Carrier), StringComparison.Ordinal);
        authority.Issue("recorder", network.Recorder, Now.AddDays(-3), Now.AddDays(-1));
        // A handshake looks at the files, once a second at most.
        await Poll.UntilAsync("the change is seen and not used", Patience, async () =>
        {
            Assert.Contains("certificate has expired", await HandshakeAsync(bench, tls, network.Carrier), StringComparison.Ordinal);
            return (await bench.Recorder.ScrapeAsync()).Sum("mediarecorder_tls_reload_failures_total") >= 1;
        });
        await bench.Recorder.Process.WaitForLineAsync("tls\\.reload-failed: .*recorder.crt: the certificate expired on ", Patience);

        authority.Issue("recorder", network.Recorder);
        await Poll.UntilAsync(
            "the new certificate is shown",
            Patience,
            async () => !(await HandshakeAsync(bench, tls, network.Carrier)).Contains("expired", StringComparison.Ordinal));
        await bench.Recorder.Process.WaitForLineAsync("tls\\.reloaded: .*recorder.crt ", Patience);
        await using var second = WirePhone.Start(
            new IPEndPoint(network.Carrier, 5090), network.RecorderSips, PeerTransport.Tls, tls);
        Assert.Equal(200, (await second.HangUpAsync(await second.CallAsync())).Status);
        Assert.Equal(200, (await customer.HangUpAsync(running)).Status);
    }

    private static JsonObject TlsOf(LoopbackNetwork network, TempFolder folder) => new()
    {
        ["listen"] = $"{network.RecorderSips}",
        ["certificateFile"] = folder["recorder.crt"],
        ["keyFile"] = folder["recorder.key"],
        ["caFile"] = folder["authority.pem"],
    };

    private static async Task<double> HandshakesFailedAsync(Bench bench) =>
        (await bench.Recorder.ScrapeAsync()).Sum(
            "mediarecorder_sip_connections_closed_total", "reason=\"handshake_failed\"");

    // The answer to an OPTIONS; nothing where the connection is closed instead. By TLS 1.3 a server refuses only after its
    // client's handshake.
    private static async Task<string> AskAsync(Bench bench, WireTls tls, IPAddress from)
    {
        using var client = new TcpClient(new IPEndPoint(from, 0));
        await client.ConnectAsync(bench.Network.RecorderSips, Stop);
        await using var secure = new SslStream(client.GetStream());
        var answer = new byte[4096];
        try
        {
            await secure.AuthenticateAsClientAsync(tls.AsClient($"{bench.Network.Recorder}"), Stop);
            await secure.WriteAsync(TortureTests.Options(bench, $"probe-{from}", PeerTransport.Tls), Stop);
            return Encoding.UTF8.GetString(answer, 0, await secure.ReadAsync(answer, Stop));
        }
        catch (Exception refused) when (refused is IOException or AuthenticationException)
        {
            return string.Empty;
        }
    }

    // What openssl, as the client, has to say of our certificate.
    private static async Task<string> HandshakeAsync(Bench bench, WireTls tls, IPAddress from)
    {
        var shown = await ExternalTool.RunAsync(
            "openssl",
            [
                "s_client", "-connect", $"{bench.Network.RecorderSips}", "-bind", $"{from}:0", "-verify_return_error",
                "-cert", tls.CertificatePath, "-key", tls.KeyPath, "-CAfile", tls.AuthorityPath,
            ]);
        return shown.Text + shown.Errors;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
