using BenchmarkDotNet.Attributes;
using MediaRecorder.Rtp.Srtp;

namespace MediaRecorder.Benchmarks.Rtp;

/// <summary>One packet of 20 ms PCMU sealed, and sealed and opened again, by the suite that nearly every phone offers.</summary>
#pragma warning disable CA1001 // BenchmarkDotNet derives from it; the contexts end with the process.
public class SrtpBenchmarks
#pragma warning restore CA1001
{
    private readonly byte[] _plain = G711Packet.Create();
    private readonly byte[] _packet = new byte[256];
    private readonly SrtpSender _sender;
    private readonly SrtpReceiver _receiver;

    public SrtpBenchmarks()
    {
#pragma warning disable CA2000 // The receiver owns its keys.
        if (!SrtpKey.TryCreate(SrtpSuite.Aes128CmHmacSha1Tag80, new byte[30], default, out var key)
            || !SrtpSender.TryCreate(key, out _sender!)
            || !SrtpReceiver.TryCreate([key], null, out _receiver!))
#pragma warning restore CA2000
        {
            throw new InvalidOperationException($"{SrtpLibrary.DebianPackage} is needed.");
        }
    }

    [Benchmark]
    public int Protect()
    {
        G711Packet.Advance(_plain);
        _plain.CopyTo(_packet, 0);
        var length = _plain.Length;
        return (int)_sender.Protect(_packet, ref length);
    }

    [Benchmark]
    public int Unprotect()
    {
        G711Packet.Advance(_plain);
        _plain.CopyTo(_packet, 0);
        var length = _plain.Length;
        _sender.Protect(_packet, ref length);
        return (int)_receiver.Unprotect(_packet, ref length);
    }
}
