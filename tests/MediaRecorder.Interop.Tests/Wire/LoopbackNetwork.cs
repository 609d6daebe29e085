using System.Net;

namespace MediaRecorder.Interop.Tests.Wire;

/// <summary>
/// Addresses of 127/8 for one test alone: nothing that another test left behind, and no other test run on this machine,
/// is at the same address. All of 127/8 is the loopback interface on Linux.
/// </summary>
public sealed class LoopbackNetwork
{
    private static int _taken;

    private readonly string _prefix;

    public LoopbackNetwork()
    {
        // The second byte tells test runs apart (8..127: away from what people use by hand),
        // the third the tests of a run.
        var number = Interlocked.Increment(ref _taken);
        _prefix = $"127.{8 + (Environment.ProcessId % 120)}.{number % 256}";
    }

    public IPAddress Recorder => At(1);

    /// <summary>Where the external trunk is: customers.</summary>
    public IPAddress Carrier => At(2);

    /// <summary>Where the internal trunk is: agents.</summary>
    public IPAddress Pbx => At(3);

    /// <summary>On no trunk's list.</summary>
    public IPAddress Stranger => At(9);

    public IPEndPoint RecorderSip => new(Recorder, 5060);

    public IPEndPoint RecorderSips => new(Recorder, 5061);

    public IPEndPoint RecorderHttp => new(Recorder, 8080);

    public IPEndPoint CarrierSip => new(Carrier, 5070);

    public IPEndPoint PbxSip => new(Pbx, 5080);

    /// <summary>A second next hop of the internal trunk.</summary>
    public IPEndPoint SecondHop => new(At(4), 5080);

    /// <summary>The first of the four addresses of <see cref="Station"/>.</summary>
    public IPAddress Stations => At(16);

    /// <summary>A phone that registers, 0 to 3.</summary>
    public IPEndPoint Station(int number) => new(At(16 + number), 5060);

    /// <summary>A phone behind a proxy that stands at a trunk's address.</summary>
    public IPEndPoint Behind(IPEndPoint proxy) => new(At(proxy.Address.GetAddressBytes()[3] + 100), 5090);

    private IPAddress At(int host) => IPAddress.Parse($"{_prefix}.{host}");
}
