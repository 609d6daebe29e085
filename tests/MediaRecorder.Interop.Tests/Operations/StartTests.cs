using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Interop.Tests.Operations;

/// <summary>
/// A configuration that is wrong, or that this machine cannot satisfy, stops the start with one line per error.
/// </summary>
[Collection(Measured.Name)]
public sealed class StartTests
{
    private const int WrongConfiguration = 2;
    private const int WrongEnvironment = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_configuration_that_is_shipped_is_right()
    {
        using var folder = new TempFolder();
        var shipped = Path.Combine(RecorderBinary.Checkout, "config", "mediarecorder.json");
        await using var process = RecorderBinary.Start(folder.Path, "check-config", "--config", shipped);
        Assert.Equal(0, await process.WaitForExitAsync(Patience));
    }

    [Theory]
    [InlineData("check-config")]
    [InlineData("serve")]
    public async Task Every_error_of_a_file_gets_a_line_with_the_file_the_key_and_the_reason(string command)
    {
        using var folder = new TempFolder();
        var file = Write(folder, config =>
        {
            config["sip"]!["listne"] = "127.0.0.1:5060";
            config["media"]!["ports"] = "20000-10000";
            config["trunks"]!["carrier"]!["routeTo"] = "nowhere";
        });
        await using var process = RecorderBinary.Start(folder.Path, command, "--config", file);

        Assert.Equal(WrongConfiguration, await process.WaitForExitAsync(Patience));
        ShouldSay(process, $"{file}: $.sip.listne: ");
        ShouldSay(process, $"{file}: $.media.ports: ");
        ShouldSay(process, $"{file}: $.trunks.carrier.routeTo: ");
    }

    [Fact]
    public async Task A_file_that_is_not_there_stops_the_start()
    {
        using var folder = new TempFolder();
        await using var process = RecorderBinary.Start(folder.Path, "serve", "--config", folder["absent.json"]);
        Assert.Equal(WrongConfiguration, await process.WaitForExitAsync(Patience));
        ShouldSay(process, $"{folder["absent.json"]}: $: ");
    }

    [Fact]
    public async Task A_sip_port_in_use_stops_the_start()
    {
        using var folder = new TempFolder();
        var network = new LoopbackNetwork();
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(network.RecorderSip);
        await ShouldFailAsync(folder, RecorderConfig.Create(network, folder), "$.sip.listen");
    }

    [Fact]
    public async Task An_http_port_in_use_stops_the_start()
    {
        using var folder = new TempFolder();
        var network = new LoopbackNetwork();
        using var taken = new TcpListener(network.RecorderHttp);
        taken.Start();
        await ShouldFailAsync(folder, RecorderConfig.Create(network, folder), "$.http.listen");
    }

    [Fact]
    public async Task An_address_that_this_machine_does_not_have_stops_the_start()
    {
        using var folder = new TempFolder();
        var config = RecorderConfig.Create(new LoopbackNetwork(), folder);
        // RFC 5737: an address for documentation, on nobody's machine.
        config["sip"]!["listen"] = $"{new IPEndPoint(IPAddress.Parse("198.51.100.1"), 5060)}";
        await ShouldFailAsync(folder, config, "$.sip.listen");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_stops_the_start()
    {
        using var folder = new TempFolder();
        var config = RecorderConfig.Create(new LoopbackNetwork(), folder);
        // A file where a folder should be: that stops even root, as whom CI runs.
        config["recording"]!["folder"] = Path.Combine(folder.Write("file", "not a folder"), "recordings");
        config["recording"]!.AsObject().Remove("spool");
        await ShouldFailAsync(folder, config, "$.recording.folder");
    }

    private static async Task ShouldFailAsync(TempFolder folder, JsonObject config, string key)
    {
        var file = folder.Write("mediarecorder.json", config.ToJsonString());
        await using var process = RecorderBinary.Start(folder.Path, "serve", "--config", file);
        Assert.Equal(WrongEnvironment, await process.WaitForExitAsync(Patience));
        ShouldSay(process, $"{file}: {key}: ");
    }

    private static string Write(TempFolder folder, Action<JsonObject> edit)
    {
        var config = RecorderConfig.Create(new LoopbackNetwork(), folder);
        edit(config);
        return folder.Write("mediarecorder.json", config.ToJsonString());
    }

    private static void ShouldSay(ProcessUnderTest process, string start)
    {
        var said = process.Lines.Where(line => line.StartsWith(start, StringComparison.Ordinal)).ToArray();
        Assert.True(
            said.Length == 1 && said[0].Length > start.Length,
            $"no single line '{start}...' in:\n{string.Join('\n', process.Lines)}");
    }
}
