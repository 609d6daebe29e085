using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using MediaRecorder.Interop.Tests.Tools;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Interop.Tests.Phones;

/// <summary>
/// One baresip process whose microphone is a file. It binds its RTP ports to all addresses, so the kernel sends its
/// media from 127.0.0.1 whatever its SDP says: it has to live at 127.0.0.1, and ports tell the phones apart.
/// </summary>
public sealed class BaresipPhone : IAsyncDisposable
{
    // Above the ephemeral ports of Linux and above the recorder's.
    private const string RtpPorts = "61000-61998";

    // baresip answers only for its own user, and the recorder passes the dialled one on.
    private const string CalleeUser = "4930123456";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly ProcessUnderTest _process;
    private BaresipControl? _control;

    private readonly string _folder;

    private BaresipPhone(ProcessUnderTest process, string folder)
    {
        _process = process;
        _folder = folder;
    }

    /// <summary>Starts a phone that answers every call, and waits until it can be called.</summary>
    public static async Task<BaresipPhone> AnswerAsync(TempFolder folder, int sipPort, string microphone)
    {
        var phone = Start(folder, new BaresipOptions(CalleeUser, sipPort, microphone) { AnswersAll = true }, 0, []);
        await UdpPorts.WaitUntilBoundAsync(new IPEndPoint(IPAddress.Loopback, sipPort));
        return phone;
    }

    /// <summary>Starts a phone that calls, and hangs up after a time counted from its start.</summary>
    public static BaresipPhone Call(
        TempFolder folder, int sipPort, string microphone, IPEndPoint recorder, int hangUpAfterSeconds) =>
        Start(
            folder,
            new BaresipOptions("491701234567", sipPort, microphone),
            0,
            [
                "-t", hangUpAfterSeconds.ToString(CultureInfo.InvariantCulture),
                "-e", $"/dial sip:{CalleeUser}@{recorder}"
            ]);

    /// <summary>Starts a phone that does what it is told, and waits until it takes commands.</summary>
    public static async Task<BaresipPhone> StartAsync(TempFolder folder, BaresipOptions options)
    {
        var port = TcpPorts.TakeFree();
        var phone = Start(folder, options, port, []);
        try
        {
            phone._control = await BaresipControl.ConnectAsync(port);
            return phone;
        }
        catch
        {
            await phone.DisposeAsync();
            throw;
        }
    }

    public Task DialAsync(string uri) => _control!.SendAsync("dial", uri);

    public Task HangUpAsync() => _control!.SendAsync("hangup");

    public Task HoldAsync() => _control!.SendAsync("hold");

    public Task ResumeAsync() => _control!.SendAsync("resume");

    /// <summary>Blind: a REFER to the other party.</summary>
    public Task TransferAsync(string uri) => _control!.SendAsync("transfer", uri);

    /// <summary>Waits for the nth event of a type (CALL_ESTABLISHED, CALL_CLOSED, REGISTER_OK …), from 1.</summary>
    public async Task<JsonNode> EventAsync(string type, int nth = 1)
    {
        await Poll.UntilAsync(
            $"baresip tells {type} #{nth}; it told [{string.Join(", ", Events().Select(e => (string?)e["type"]))}]",
            Patience,
            () => Events(type).Length >= nth);
        return Events(type)[nth - 1];
    }

    public Task<string> RegisteredAsync() => _process.WaitForLineAsync(@"200 OK .*\[\d+ binding", Patience);

    public Task<string> EstablishedAsync() => _process.WaitForLineAsync("Call established", TimeSpan.FromSeconds(10));

    /// <summary>Waits until it has received media from the other side.</summary>
    public Task<string> HearsAsync() =>
        _process.WaitForLineAsync("incoming rtp for 'audio' established", TimeSpan.FromSeconds(10));

    /// <summary>Waits until the phone has hung up and gone.</summary>
    public async Task EndedAsync(TimeSpan timeout) => Assert.Equal(0, await _process.WaitForExitAsync(timeout));

    /// <summary>What it heard in its only call.</summary>
    public string HeardFile => Assert.Single(Directory.GetFiles(_folder, "dump-*-dec.wav"));

    /// <summary>What it printed, its SIP trace included.</summary>
    public string Transcript => string.Join('\n', _process.Lines);

    public async ValueTask DisposeAsync()
    {
        if (_control is not null)
            await _control.DisposeAsync();
        await _process.DisposeAsync();
    }

    private JsonNode[] Events(string? type = null) =>
    [
        .. _control!.Seen.Where(
            node => (bool?)node["event"] == true && (type is null || (string?)node["type"] == type))
    ];

    private static BaresipPhone Start(TempFolder root, BaresipOptions options, int controlPort, string[] more)
    {
        var folder = Directory.CreateDirectory(root[$"baresip-{options.User}"]).FullName;
        var own = $"127.0.0.1:{options.SipPort}";
        File.WriteAllText(Path.Combine(folder, "config"), $"""
            sip_listen {own}
            {Line("sip_certificate", options.CertificatePath)}
            {Line("sip_cafile", options.AuthorityPath)}
            net_interface 127.0.0.1
            rtp_ports {RtpPorts}
            module_path {ModuleFolder()}
            module {options.Codec}.so
            {(options.IsSecure ? "module srtp.so" : string.Empty)}
            {(options.KeepsWhatItHears ? $"module sndfile.so\nsnd_path {folder}" : string.Empty)}
            module aufile.so
            module account.so
            module_app menu.so
            {(controlPort == 0 ? string.Empty : "module_app ctrl_tcp.so")}
            ctrl_tcp_listen 127.0.0.1:{controlPort}
            audio_source aufile,{options.Microphone}
            ausrc_srate {options.MicrophoneRate}
            ausrc_channels 1
            auplay_srate {options.MicrophoneRate}
            auplay_channels 1

            """);
        var registers = options.Registrar is null
            ? ";regint=0"
            : $";regint=60;outbound=\"sip:{options.Registrar}{options.TransportParameter}\"";
        var password = options.Password is null ? string.Empty : $";auth_pass={options.Password}";
        var answers = options.AnswersAll ? ";answermode=auto" : string.Empty;
        File.WriteAllText(
            Path.Combine(folder, "accounts"),
            $"<sip:{options.User}@{options.Domain ?? own}{options.TransportParameter}>{registers}{answers}{password}{(options.IsSecure ? ";mediaenc=srtp-mand" : string.Empty)}\n");
        File.WriteAllText(Path.Combine(folder, "contacts"), string.Empty);
        return new BaresipPhone(ExternalTool.Start("baresip", ["-s", "-f", folder, .. more], folder), folder);
    }

    private static string Line(string name, string? value) => value is null ? string.Empty : $"{name} {value}";

    // Debian puts the modules below /usr/lib/baresip or below the architecture's folder, by release.
    private static string ModuleFolder()
    {
        var folder = Directory.GetDirectories("/usr/lib", "*-linux-gnu").Prepend("/usr/lib")
            .Select(lib => Path.Combine(lib, "baresip/modules"))
            .FirstOrDefault(candidate => File.Exists(Path.Combine(candidate, "aufile.so")));
        Assert.True(folder is not null, "baresip has no aufile module here: apt-get install baresip-core");
        return folder;
    }
}
