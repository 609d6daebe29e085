using System.Globalization;
using System.Net;
using MediaRecorder.Interop.Tests.Tools;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Interop.Tests.Phones;

/// <summary>
/// One linphonec process that is told what to do on its standard input. It has no sound card: it plays a file and
/// hears into one. By UDP its SIP and RTP are at the address it is given; TCP and TLS it opens from 127.0.0.1, whatever it
/// is told, so that such a phone has to live there.
/// </summary>
public sealed class LinphonePhone : IAsyncDisposable
{
    // Those that are not alone at their address take what is free.
    private const int UsualRtpPort = 7078;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly ProcessUnderTest _process;
    private readonly LinphoneOptions _options;
    private readonly string _logFile;

    private LinphonePhone(ProcessUnderTest process, LinphoneOptions options, string logFile)
    {
        _process = process;
        _options = options;
        _logFile = logFile;
    }

    /// <summary>Its log with every SIP message.</summary>
    public string Log => File.Exists(_logFile) ? File.ReadAllText(_logFile) : string.Empty;

    /// <summary>Starts a phone and waits until it can be called and told.</summary>
    public static async Task<LinphonePhone> StartAsync(TempFolder root, LinphoneOptions options)
    {
        var folder = Directory.CreateDirectory(root[$"linphone-{options.User}"]).FullName;
        Directory.CreateDirectory(Path.Combine(folder, ".local/share/linphone"));
        var configuration = Path.Combine(folder, "linphonerc");
        await File.WriteAllTextAsync(configuration, Configuration(options));
        var log = Path.Combine(folder, "linphone.log");
        var phone = new LinphonePhone(
            ExternalTool.Start(
                "linphonec",
                ["-c", configuration, "-d", "6", "-l", log, .. Enumerable.Repeat("-a", options.AnswersAll ? 1 : 0)],
                folder,
                new Dictionary<string, string> { ["HOME"] = folder, ["XDG_DATA_HOME"] = folder },
                takesInput: true),
            options,
            log);
        try
        {
            await phone.BeReadyAsync();
            return phone;
        }
        catch
        {
            await phone.DisposeAsync();
            throw;
        }
    }

    /// <summary>Types a command; waits for nothing.</summary>
    public Task TellAsync(string command) => _process.WriteLineAsync(command);

    /// <summary>Types a command and waits for a line of answer.</summary>
    public async Task<string> TellAsync(string command, string answer)
    {
        var before = _process.Lines.Count;
        await _process.WriteLineAsync(command);
        return await _process.WaitForLineAsync(answer, Patience, before);
    }

    public Task CallAsync(string user, IPEndPoint proxy) => TellAsync($"call {Uri(user, proxy)}");

    /// <summary>Registers through a proxy; waits for its yes.</summary>
    public async Task RegisterAsync(IPEndPoint proxy, string password = "secret")
    {
        await TellAsync($"register sip:{_options.User}@{proxy.Address} <sip:{proxy}{TransportParameter}> {password}");
        await LogsAsync("to [LinphoneRegistrationOk]");
    }

    /// <summary>Waits for a text in its log.</summary>
    public async Task LogsAsync(string text)
    {
        try
        {
            await Poll.UntilAsync($"linphone logs {text}", Patience, () => Log.Contains(text, StringComparison.Ordinal));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new TimeoutException($"{e.Message}\n{Tail(Log)}", e);
        }
    }

    /// <summary>Waits until it has said so a number of times.</summary>
    public Task SaysAsync(string text, int times) => Poll.UntilAsync(
        $"linphone says {text} {times} times; it said:\n{string.Join('\n', _process.Lines)}",
        Patience,
        () => _process.Lines.Count(line => line.Contains(text, StringComparison.Ordinal)) >= times);

    public Task HangUpAsync(int call = 0) => TellAsync(call == 0 ? "terminate" : Say($"terminate {call}"));

    /// <summary>Puts the other party on hold; waits until that is done.</summary>
    public async Task PauseAsync()
    {
        await TellAsync("pause");
        await LogsAsync("from state LinphoneCallPausing to LinphoneCallPaused");
    }

    public Task ResumeAsync(int call = 1) => TellAsync(Say($"resume {call}"));

    /// <summary>Blind transfer of a call.</summary>
    public Task TransferAsync(int call, string uri) => TellAsync(Say($"transfer {call} {uri}"));

    /// <summary>Attended: the party of one call to the party of another.</summary>
    public Task TransferAsync(int call, int toCall) => TellAsync(Say($"transfer {call} --to-call {toCall}"));

    public Task<string> ConnectedAsync(int call = 1) => SaysAsync(Say($"Call {call} with .* connected"));

    public Task<string> EndedAsync(int call = 1) => SaysAsync(Say($"Call {call} with .* (ended|error)"));

    /// <summary>A line, said already or to come.</summary>
    public async Task<string> SaysAsync(string regex)
    {
        try
        {
            return await _process.WaitForLineAsync(regex, Patience);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{Tail(Log)}");
        }
    }

    /// <summary>A SIP URI with this phone's transport.</summary>
    public string Uri(string user, IPEndPoint at) => $"sip:{user}@{at}{TransportParameter}";

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private string TransportParameter =>
        _options.Transport == PeerTransport.Udp
            ? string.Empty
            : $";transport={_options.Transport.ToString().ToLowerInvariant()}";

    private async Task BeReadyAsync()
    {
        // By TCP and TLS it is called on connections that it has opened.
        if (_options.Transport == PeerTransport.Udp)
            await UdpPorts.WaitUntilBoundAsync(_options.At);
        await TellAsync("soundcard use files", "Using wav files");
        if (_options.Microphone is { } file)
            await TellAsync($"play {file}");
    }

    private static string Configuration(LinphoneOptions options)
    {
        int Port(PeerTransport transport) => options.Transport == transport ? options.At.Port : 0;
        return string.Create(CultureInfo.InvariantCulture, $"""
            [sip]
            sip_port={Port(PeerTransport.Udp)}
            sip_tcp_port={Port(PeerTransport.Tcp)}
            sip_tls_port={Port(PeerTransport.Tls)}
            bind_address={options.At.Address}
            contact="{options.User}" <sip:{options.User}@{options.At}>
            guess_hostname=0
            use_ipv6=0
            root_ca={options.AuthorityPath}
            client_cert_chain={options.CertificatePath}
            client_cert_key={options.KeyPath}
            verify_server_certs=1
            verify_server_cn=0
            session_expires_enabled={(options.SessionExpiresSeconds > 0 ? 1 : 0)}
            session_expires_value={options.SessionExpiresSeconds}
            session_expires_refresher_value=uac
            media_encryption={(options.IsSecure ? "srtp" : "none")}
            media_encryption_mandatory={(options.IsSecure ? 1 : 0)}
            100rel={(options.ReliableProvisionals ? 1 : 0)}
            keepalive_period=30000
            [rtp]
            audio_rtp_port={(options.At.Address.Equals(IPAddress.Loopback) ? UdpPorts.TakeFree() & ~1 : UsualRtpPort)}
            bind_address={options.At.Address}
            [misc]
            add_missing_audio_codecs=0
            [audio_codec_0]
            mime={options.Codec.Name}
            rate={options.Codec.ClockRate}
            channels={options.Codec.Channels}
            enabled=1
            [audio_codec_1]
            mime=telephone-event
            rate=8000
            channels=1
            enabled=1
            [video]
            enabled=0
            capture=0
            display=0
            [net]
            firewall_policy=0

            """);
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // The log has a few hundred lines a second; what went wrong stands at its end.
    private static string Tail(string log) => log.Length <= 20_000 ? log : log[^20_000..];
}
