using System.Net;
using System.Text.Json.Nodes;
using MediaRecorder.Interop.Tests.Dialogs;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Tools;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Interop.Tests.Phones;

/// <summary>
/// A recorder that speaks UDP, TCP and TLS, with a trunk of phones that register through it where wanted, and the
/// certificates that go with it.
/// </summary>
public sealed class PhoneNetwork : IAsyncDisposable
{
    private readonly TestAuthority _authority;

    private PhoneNetwork(Bench bench, TempFolder certificates, TestAuthority authority)
    {
        Bench = bench;
        Certificates = certificates;
        _authority = authority;
    }

    public Bench Bench { get; }

    public TempFolder Certificates { get; }

    public string AuthorityPath => _authority.RootPath;

    /// <summary>With a trunk of phones that register.</summary>
    /// <param name="stations">Sources of such phones, beside <see cref="LoopbackNetwork.Station"/>.</param>
    public static Task<PhoneNetwork> WithStationsAsync(
        Action<JsonObject>? edit = null, params IEnumerable<string> stations) =>
        StartAsync((config, network) =>
        {
            var trunks = (JsonObject)config["trunks"]!;
            var phones = RecorderConfig.Trunk("internal", $"{network.Stations}/30", $"{network.Station(0)}", "pbx");
            foreach (var station in stations)
                phones["allow"]!.AsArray().Add(station);
            phones["registrar"] = "pbx";
            trunks["stations"] = phones;
            trunks["pbx"]!["routeTo"] = "stations";
            edit?.Invoke(config);
        });

    public static async Task<PhoneNetwork> StartAsync(Action<JsonObject, LoopbackNetwork>? edit = null)
    {
        var folder = new TempFolder();
        var authority = new TestAuthority(folder);
        try
        {
            var bench = await Bench.StartAsync((config, network) =>
            {
                var (certificate, key, _) = authority.Issue("recorder", network.Recorder);
                config["sip"]!["tcpListen"] = $"{network.RecorderSip}";
                config["tls"] = new JsonObject
                {
                    ["listen"] = $"{network.RecorderSips}",
                    ["certificateFile"] = certificate,
                    ["keyFile"] = key,
                    ["caFile"] = authority.RootPath,
                };
                edit?.Invoke(config, network);
            });
            return new PhoneNetwork(bench, folder, authority);
        }
        catch
        {
            authority.Dispose();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Where phones of a transport send to.</summary>
    public IPEndPoint Recorder(PeerTransport transport) =>
        transport == PeerTransport.Tls ? Bench.Network.RecorderSips : Bench.Network.RecorderSip;

    public (string Certificate, string Key, string Both) Issue(string name, IPAddress address) =>
        _authority.Issue(name, address);

    /// <inheritdoc cref="TestAuthority.Issue"/>
    public WireTls Tls(string name, IPAddress address, DateTimeOffset? from = null, DateTimeOffset? until = null)
    {
        var (certificate, key, _) = _authority.Issue(name, address, from, until);
        return new WireTls(certificate, key, AuthorityPath);
    }

    public async ValueTask DisposeAsync()
    {
        await Bench.DisposeAsync();
        _authority.Dispose();
        Certificates.Dispose();
    }
}
