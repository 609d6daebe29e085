using System.Net;
using MediaRecorder.Interop.Tests.Captures;
using MediaRecorder.Interop.Tests.Proxies;
using MediaRecorder.Interop.Tests.Tools;
using MediaRecorder.Interop.Tests.Wire;

namespace MediaRecorder.Interop.Tests.Phones;

/// <summary>Real phones that register through the recorder at a kamailio that asks for a password.</summary>
public sealed class RegisteredPhoneTests
{
    private const string Password = "secret";

    // REQ
    [Theory]
    [InlineData(PeerTransport.Udp, "contact", "MD5")]
    [InlineData(PeerTransport.Tcp, "path", "SHA-256")]
    [InlineData(PeerTransport.Tls, "contact", "MD5")]
    public async Task Linphones_register_and_call_each_other(PeerTransport transport, string registerBy, string digest)
    {
        await using var phones = await PhoneNetwork.WithStationsAsync(
            config => config["trunks"]!["stations"]!["registerBy"] = registerBy, "127.0.0.1");
        var network = phones.Bench.Network;
        await using var registrar = await KamailioProxy.StartAsync(
            phones.Bench.Folder, new(network.PbxSip) { Password = Password, DigestAlgorithm = digest });
        await using var anna = await LinphoneAsync(phones, "anna", 0, transport);
        await using var ben = await LinphoneAsync(phones, "ben", 1, transport);
        await anna.RegisterAsync(phones.Recorder(transport), Password);
        await ben.RegisterAsync(phones.Recorder(transport), Password);

        await anna.CallAsync("ben", phones.Recorder(transport));
        await ben.SaysAsync("Receiving new incoming call");
        await ben.TellAsync("answer");
        await anna.ConnectedAsync();
        await ben.PauseAsync();
        await anna.SaysAsync("Call 1 has been paused by");
        await ben.ResumeAsync();
        await anna.SaysAsync("Media streams established", times: 2);
        await ben.HangUpAsync();
        await anna.EndedAsync();
    }

    // REQ: A-06
    [Fact]
    public async Task A_wrong_password_is_refused_by_the_registrar_and_so_by_the_recorder()
    {
        await using var phones = await PhoneNetwork.WithStationsAsync();
        await using var registrar = await KamailioProxy.StartAsync(
            phones.Bench.Folder, new(phones.Bench.Network.PbxSip) { Password = Password });
        await using var anna = await LinphoneAsync(phones, "anna", 0, PeerTransport.Udp);
        await anna.TellAsync(
            $"register sip:anna@{phones.Bench.Network.Recorder} <sip:{phones.Bench.Network.RecorderSip}> wrong");
        await anna.LogsAsync("to [LinphoneRegistrationFailed]");
    }

    // REQ
    [Theory]
    [InlineData(PeerTransport.Udp)]
    [InlineData(PeerTransport.Tcp)]
    [InlineData(PeerTransport.Tls)]
    public async Task Baresips_register_and_call_each_other_with_hold(PeerTransport transport)
    {
        var (annaPort, benPort) = (UdpPorts.TakeFree(), UdpPorts.TakeFree());
        // By TCP and TLS a phone connects from any port.
        await using var phones = await PhoneNetwork.WithStationsAsync(null, "127.0.0.1");
        await using var registrar = await KamailioProxy.StartAsync(
            phones.Bench.Folder, new(phones.Bench.Network.PbxSip) { Password = Password });
        var microphone = phones.Bench.Folder["tone.wav"];
        await Sox.WriteWavAsync(new VoiceTrack().Tone(440, 20_000).ToSamples(), microphone);
        var (_, _, both) = phones.Issue("phone", IPAddress.Loopback);
        BaresipOptions Options(string user, int port) => new(user, port, microphone)
        {
            Transport = transport,
            Registrar = phones.Recorder(transport),
            Domain = $"{phones.Bench.Network.Recorder}",
            Password = Password,
            CertificatePath = both,
            AuthorityPath = phones.AuthorityPath,
        };
        await using var anna = await BaresipPhone.StartAsync(phones.Bench.Folder, Options("anna", annaPort));
        await using var ben = await BaresipPhone.StartAsync(
            phones.Bench.Folder, Options("ben", benPort) with { AnswersAll = true });
        await anna.RegisteredAsync();
        await ben.RegisteredAsync();

        await anna.DialAsync($"sip:ben@{phones.Bench.Network.Recorder}");
        await anna.EventAsync("CALL_ESTABLISHED");
        await anna.HearsAsync();
        await ben.HearsAsync();
        await anna.HoldAsync();
        await anna.ResumeAsync();
        await anna.HangUpAsync();
        await ben.EventAsync("CALL_CLOSED");
    }

    private static Task<LinphonePhone> LinphoneAsync(PhoneNetwork phones, string user, int number, PeerTransport transport)
    {
        var at = transport == PeerTransport.Udp
            ? phones.Bench.Network.Station(number)
            : new IPEndPoint(IPAddress.Loopback, TcpPorts.TakeFree());
        var (certificate, key, _) = phones.Issue(user, at.Address);
        return LinphonePhone.StartAsync(
            phones.Bench.Folder,
            new(user, at)
            {
                Transport = transport,
                CertificatePath = certificate,
                KeyPath = key,
                AuthorityPath = phones.AuthorityPath,
                ReliableProvisionals = true,
            });
    }
}
