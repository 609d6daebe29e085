using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MediaRecorder.Interop.Tests.Captures;
using MediaRecorder.Interop.Tests.Tools;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Interop.Tests.Phones;

/// <summary>
/// One sipp process that makes or takes one call by a file of Scenarios/. Its media is the capture that the scenario
/// finds as media.pcap beside it, sent from port 6000 of its own address.
/// </summary>
public sealed class SippPhone : IAsyncDisposable
{
    public const int MediaPort = 6000;

    private const string MessageFile = "messages.log";
    private const string ErrorFile = "errors.log";

    private static readonly string[] OneCall =
        ["-m", "1", "-trace_msg", "-message_file", MessageFile, "-timeout", "60s", "-timeout_error"];

    private readonly ProcessUnderTest _process;
    private readonly string _folder;

    private SippPhone(ProcessUnderTest process, string folder)
    {
        _process = process;
        _folder = folder;
    }

    /// <summary>Starts a phone that answers, and waits until it can be called.</summary>
    public static async Task<SippPhone> AnswerAsync(
        TempFolder folder, IPEndPoint at, string scenario, string? capture, G711Law law = G711Law.Mu)
    {
        var phone = Start(folder, at, scenario, capture, law, []);
        await UdpPorts.WaitUntilBoundAsync(at);
        return phone;
    }

    /// <summary>Starts a phone that calls.</summary>
    /// <param name="talk">The scenario's pause without a time of its own.</param>
    public static SippPhone Call(
        TempFolder folder,
        IPEndPoint from,
        IPEndPoint recorder,
        string scenario,
        string? capture,
        TimeSpan talk,
        G711Law law = G711Law.Mu) =>
        Start(
            folder,
            from,
            scenario,
            capture,
            law,
            [
                $"{recorder}", "-s", "4930123456", "-key", "caller", "491701234567",
                "-d", talk.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)
            ]);

    /// <summary>Starts a phone that does what a script says, and waits until it can be called.</summary>
    public static async Task<SippPhone> AnswerAsync(
        TempFolder folder, IPEndPoint at, SippScript script, PeerTransport transport = PeerTransport.Udp)
    {
        var phone = Start(folder, at, script, null, transport, OneCall);
        if (transport == PeerTransport.Udp)
            await UdpPorts.WaitUntilBoundAsync(at);
        else
            await TcpPorts.WaitUntilListeningAsync(at);
        return phone;
    }

    /// <summary>Starts a phone that calls as a script says.</summary>
    public static SippPhone Call(
        TempFolder folder, IPEndPoint from, IPEndPoint recorder, SippScript script,
        PeerTransport transport = PeerTransport.Udp) =>
        Start(folder, from, script, recorder, transport, OneCall);

    /// <summary>Starts a phone that takes, or makes, many calls of a script, and keeps no trace.</summary>
    /// <param name="recorder">Where to call; null: it is called.</param>
    public static SippPhone Load(
        TempFolder folder, IPEndPoint at, IPEndPoint? recorder, SippScript script, int calls, int perSecond) =>
        Start(
            folder, at, script, recorder, PeerTransport.Udp,
            ["-m", $"{calls}", "-r", $"{perSecond}", "-l", "2000", "-timeout", "1200s", "-timeout_error"]);

    /// <summary>
    /// Waits until the call is over and fails when sipp saw anything that its scenario did not expect.
    /// </summary>
    public async Task<SippTrace> SucceededAsync(TimeSpan timeout)
    {
        var exitCode = await _process.WaitForExitAsync(timeout);
        Assert.True(
            exitCode == 0, $"sipp ended with {exitCode}:\n{ReadIfThere(ErrorFile)}\n{ReadIfThere(MessageFile)}");
        return Trace();
    }

    /// <summary>Waits until all calls are over, however each of them went.</summary>
    public async Task EndedAsync(TimeSpan timeout) => Assert.InRange(await _process.WaitForExitAsync(timeout), 0, 1);

    /// <summary>The messages so far.</summary>
    public SippTrace Trace() => SippTrace.Parse(ReadIfThere(MessageFile));

    /// <summary>Waits until a message is in the trace whose start line begins so.</summary>
    public async Task<SippMessage> SeenAsync(string startOfLine)
    {
        await Poll.UntilAsync(
            $"sipp has seen {startOfLine}",
            TimeSpan.FromSeconds(15),
            () => Trace().Messages.Any(message => message.IsStart(startOfLine)));
        return Trace().First(startOfLine);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static SippPhone Start(
        TempFolder root, IPEndPoint local, string scenario, string? capture, G711Law law, string[] more)
    {
        var folder = Directory.CreateDirectory(root[$"sipp-{local.Address}-{local.Port}"]).FullName;
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Scenarios", scenario), Path.Combine(folder, scenario));
        if (capture is not null)
        {
            Assert.True(
                File.Exists(capture), $"{capture} is not there: apt-get install sip-tester (tests/run.sh does it)");
            File.Copy(capture, Path.Combine(folder, "media.pcap"));
        }

        string[] arguments =
        [
            .. more,
            "-sf", scenario, "-m", "1", "-nostdin",
            "-i", $"{local.Address}", "-p", $"{local.Port}", "-bind_local",
            "-mi", $"{local.Address}", "-mp", $"{MediaPort}", "-ci", $"{local.Address}",
            "-key", "codec", $"{(int)law}", "-key", "encoding", law == G711Law.Mu ? "PCMU" : "PCMA",
            "-trace_msg", "-message_file", MessageFile, "-trace_err", "-error_file", ErrorFile,
            "-timeout", "90s", "-timeout_error",
        ];
        return new SippPhone(ExternalTool.Start("sipp", arguments, folder), folder);
    }

    private static SippPhone Start(
        TempFolder root, IPEndPoint local, SippScript script, IPEndPoint? recorder, PeerTransport transport,
        string[] extent)
    {
        var address = local.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{local.Address}]" : $"{local.Address}";
        var folder = Directory.CreateDirectory(root[$"sipp-{local.Address}-{local.Port}"]).FullName;
        File.WriteAllText(Path.Combine(folder, "script.xml"), script.ToXml());
        string[] to = recorder is null ? [] : [$"{recorder}", "-s", "4930123456", "-key", "caller", "491701234567"];
        string[] arguments =
        [
            .. to,
            "-sf", "script.xml", "-nostdin", "-t", transport == PeerTransport.Udp ? "u1" : "t1",
            "-i", address, "-p", $"{local.Port}", "-bind_local",
            "-mi", address, "-mp", $"{MediaPortOf(local)}", "-ci", "127.0.0.1", "-cp", $"{UdpPorts.TakeFree()}",
            "-trace_err", "-error_file", ErrorFile, .. extent,
        ];
        return new SippPhone(ExternalTool.Start("sipp", arguments, folder), folder);
    }

    // IPv6 has one loopback address, which phones share.
    private static int MediaPortOf(IPEndPoint local) =>
        local.AddressFamily == AddressFamily.InterNetworkV6 ? UdpPorts.TakeFree() & ~1 : MediaPort;

    private string ReadIfThere(string name)
    {
        var path = Path.Combine(_folder, name);
        return File.Exists(path) ? File.ReadAllText(path) : string.Empty;
    }
}
