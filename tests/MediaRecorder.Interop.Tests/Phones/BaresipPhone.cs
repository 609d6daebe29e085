using System.Globalization;
using System.Net;
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

    private readonly ProcessUnderTest _process;

    private BaresipPhone(ProcessUnderTest process) => _process = process;

    /// <summary>Starts a phone that answers every call, and waits until it can be called.</summary>
    public static async Task<BaresipPhone> AnswerAsync(TempFolder folder, int sipPort, string microphone)
    {
        var phone = Start(folder, CalleeUser, sipPort, microphone, ";answermode=auto", []);
        await UdpPorts.WaitUntilBoundAsync(new IPEndPoint(IPAddress.Loopback, sipPort));
        return phone;
    }

    /// <summary>Starts a phone that calls, and hangs up after a time counted from its start.</summary>
    public static BaresipPhone Call(
        TempFolder folder, int sipPort, string microphone, IPEndPoint recorder, int hangUpAfterSeconds) =>
        Start(
            folder,
            "491701234567",
            sipPort,
            microphone,
            string.Empty,
            [
                "-t", hangUpAfterSeconds.ToString(CultureInfo.InvariantCulture),
                "-e", $"/dial sip:{CalleeUser}@{recorder}"
            ]);

    public Task<string> EstablishedAsync() => _process.WaitForLineAsync("Call established", TimeSpan.FromSeconds(10));

    /// <summary>Waits until it has received media from the other side.</summary>
    public Task<string> HearsAsync() =>
        _process.WaitForLineAsync("incoming rtp for 'audio' established", TimeSpan.FromSeconds(10));

    /// <summary>Waits until the phone has hung up and gone.</summary>
    public async Task EndedAsync(TimeSpan timeout) => Assert.Equal(0, await _process.WaitForExitAsync(timeout));

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static BaresipPhone Start(
        TempFolder root, string user, int sipPort, string microphone, string account, string[] more)
    {
        var folder = Directory.CreateDirectory(root[$"baresip-{user}"]).FullName;
        File.WriteAllText(Path.Combine(folder, "config"), $"""
            sip_listen 127.0.0.1:{sipPort}
            net_interface 127.0.0.1
            rtp_ports {RtpPorts}
            module_path {ModuleFolder()}
            module g711.so
            module aufile.so
            module account.so
            module_app menu.so
            audio_source aufile,{microphone}
            ausrc_srate 8000
            ausrc_channels 1
            auplay_srate 8000
            auplay_channels 1

            """);
        File.WriteAllText(Path.Combine(folder, "accounts"), $"<sip:{user}@127.0.0.1:{sipPort}>;regint=0{account}\n");
        File.WriteAllText(Path.Combine(folder, "contacts"), string.Empty);
        return new BaresipPhone(ExternalTool.Start("baresip", ["-f", folder, .. more], folder));
    }

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
