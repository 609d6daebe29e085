using System.Net;
using BenchmarkDotNet.Attributes;
using MediaRecorder.Sip.Sdp;

namespace MediaRecorder.Benchmarks.Sip;

/// <summary>What becomes of each session description: read, anchored to our ports, written.</summary>
public class SdpBenchmarks
{
    private readonly byte[] _body = SipSamples.Sdp;
    private readonly IPAddress _address = IPAddress.Parse("192.0.2.1");
    private readonly SessionDescription _offer =
        SessionDescription.TryParse(SipSamples.Sdp, out var offer, out var error)
            ? offer!
            : throw new InvalidOperationException($"{error}");

    [Benchmark]
    public int Parse() => SessionDescription.TryParse(_body, out var description, out _) ? description!.Media.Count : 0;

    [Benchmark]
    public int Rewrite() => SdpAnchor
        .Rewrite(_offer, new SdpOriginId(4711, 1), _address, [new AnchoredLine(_offer.Media[0], 10_000)])
        .ToBytes().Length;
}
