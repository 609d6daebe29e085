using System.Diagnostics.Metrics;
using MediaRecorder.Media.Paths;
using MediaRecorder.Rtp.Srtp;

namespace MediaRecorder.Media.Workers;

/// <summary>
/// The media room's instruments: they read the workers' counters when scraped and cost the packet path nothing.
/// </summary>
public sealed class MediaMetrics : IDisposable
{
    public const string MeterName = "MediaRecorder.Media";

    private static readonly KeyValuePair<string, object?> IngressTag = new("leg", "ingress");
    private static readonly KeyValuePair<string, object?> EgressTag = new("leg", "egress");

    private readonly Meter _meter = new(MeterName);
    private readonly MediaPlane _plane;

    public MediaMetrics(MediaPlane plane)
    {
        _plane = plane;
        _meter.CreateObservableGauge(
            "mediarecorder.relay.paths", () => plane.OpenPaths, "{path}", "Calls whose media is relayed now.");
        BySide("mediarecorder.rtp.received", "{packet}", "RTP packets accepted from each leg.", (in s) => s.RtpPackets);
        BySide("mediarecorder.rtp.received.size", "By", "Bytes of RTP accepted from each leg.", (in s) => s.RtpBytes);
        BySide(
            "mediarecorder.rtcp.received", "{packet}", "RTCP packets accepted from each leg.", (in s) => s.RtcpPackets);
        BySide(
            "mediarecorder.datagrams.received",
            "{packet}",
            "Datagrams of T.38 and other streams that are no RTP, accepted from each leg.",
            (in s) => s.Datagrams);
        BySide(
            "mediarecorder.relay.sent",
            "{packet}",
            "Packets from this leg sent on to the other.",
            (in s) => s.RelayedPackets);
        BySide(
            "mediarecorder.relay.sent.size",
            "By",
            "Bytes from this leg sent on to the other.",
            (in s) => s.RelayedBytes);
        _meter.CreateObservableCounter(
            "mediarecorder.relay.dropped",
            Drops,
            "{packet}",
            "Datagrams on media ports that were not relayed, by reason.");
        _meter.CreateObservableCounter(
            "mediarecorder.srtp.unopened",
            () => ByResult((in s, result) => s.Unopened[result]),
            "{packet}",
            "SRTP and SRTCP packets from each leg that were refused, by reason.");
        _meter.CreateObservableCounter(
            "mediarecorder.srtp.unsealed",
            () => ByResult((in s, result) => s.Unsealed[result]),
            "{packet}",
            "Packets from each leg that could not be secured for the other, by reason.");
        _meter.CreateObservableCounter(
            "mediarecorder.srtp.key.failures",
            () => Sum(c => c.KeyFailures),
            "{key}",
            "Keys from SDP that could not be used.");
        BySide(
            "mediarecorder.tap.dropped",
            "{packet}",
            "Packets the recording lost because the tap ring was full.",
            (in s) => s.TapDrops);
        _meter.CreateObservableGauge(
            "mediarecorder.bridges", () => Sum(c => c.Bridges.Bridges), "{bridge}", "Calls whose voice is mixed now.");
        _meter.CreateObservableGauge(
            "mediarecorder.bridge.parties", () => Sum(c => c.Bridges.Members), "{party}", "Parties that are mixed now.");
        _meter.CreateObservableCounter(
            "mediarecorder.bridge.sent", () => Sum(c => c.Bridges.SentPackets), "{packet}", "RTP packets made by bridges.");
        _meter.CreateObservableCounter(
            "mediarecorder.bridge.lost",
            () => new Measurement<long>[]
            {
                BridgeLoss("missing", c => c.Bridges.LostPackets),
                BridgeLoss("late", c => c.Bridges.LatePackets),
                BridgeLoss("unmixable", c => c.Bridges.UnmixablePackets),
            },
            "{packet}",
            "Packets of parties that the others did not hear, by reason.");
        _meter.CreateObservableCounter(
            "mediarecorder.bridge.concealed",
            () => Sum(c => c.Bridges.ConcealedSamples) / (double)Bridges.Bridge.SampleRate,
            "s",
            "Speech that was concealed in the place of lost packets.");
        _meter.CreateObservableCounter(
            "mediarecorder.bridge.delay.changes",
            () => new Measurement<long>[]
            {
                BridgeLoss("late_packet", c => c.Bridges.DelayGrowths),
                BridgeLoss("too_long", c => c.Bridges.Skips),
            },
            "{change}",
            "Steps in the delay of what a party says, by reason.");
        _meter.CreateObservableCounter(
            "mediarecorder.bridge.ticks.missed",
            () => Sum(c => c.Bridges.MissedTicks),
            "{tick}",
            "Periods of 20 ms that bridges left out because the media loop came late.");
        _meter.CreateObservableGauge("mediarecorder.tap.ring", RingBytes, "By", "Bytes waiting in the tap rings.");
        _meter.CreateObservableCounter(
            "mediarecorder.media.stalls", () => Sum(c => c.Stalls), "{turn}", "Media loop turns longer than 20 ms.");
        _meter.CreateObservableCounter(
            "mediarecorder.media.leg.faults", () => Sum(c => c.LegFaults), "{leg}", "Media legs closed by a fault.");
    }

    private delegate long SideReading(in MediaCounters.SideCounters counters);

    private delegate long ResultReading(in MediaCounters.SideCounters counters, int result);

    public void Dispose() => _meter.Dispose();

    private void BySide(string name, string unit, string description, SideReading read) =>
        _meter.CreateObservableCounter(
            name,
            () => new Measurement<long>[]
            {
                new(SumSide(LegSide.Ingress, read), IngressTag),
                new(SumSide(LegSide.Egress, read), EgressTag),
            },
            unit,
            description);

    private IEnumerable<Measurement<long>> Drops()
    {
        foreach (var side in Enum.GetValues<LegSide>())
        {
            var leg = side == LegSide.Ingress ? IngressTag : EgressTag;
            yield return Drop(leg, "malformed", SumSide(side, (in s) => s.MalformedPackets));
            yield return Drop(leg, "foreign_source", SumSide(side, (in s) => s.ForeignPackets));
            yield return Drop(leg, "no_destination", SumSide(side, (in s) => s.UndeliverablePackets));
            yield return Drop(leg, "send_error", SumSide(side, (in s) => s.SendErrors));
        }
    }

    private IEnumerable<Measurement<long>> ByResult(ResultReading read)
    {
        foreach (var side in Enum.GetValues<LegSide>())
        {
            foreach (var result in Enum.GetValues<SrtpResult>())
            {
                if (result != SrtpResult.Done)
                {
                    var count = SumSide(side, (in s) => read(in s, (int)result));
                    yield return Drop(side == LegSide.Ingress ? IngressTag : EgressTag, Reason(result), count);
                }
            }
        }
    }

    private static string Reason(SrtpResult result) => result switch
    {
        SrtpResult.AuthenticationFailed => "authentication_failed",
        SrtpResult.Replayed => "replayed",
        SrtpResult.TooOld => "too_old",
        SrtpResult.NoRoom => "no_room",
        SrtpResult.Malformed => "malformed",
        SrtpResult.UnknownKey => "unknown_key",
        SrtpResult.TooManySources => "too_many_sources",
        SrtpResult.KeyExpired => "key_expired",
        _ => "failed",
    };

    private static Measurement<long> Drop(KeyValuePair<string, object?> leg, string reason, long value) =>
        new(value, leg, new KeyValuePair<string, object?>("reason", reason));

    private Measurement<long> BridgeLoss(string reason, Func<MediaCounters, long> read) =>
        new(Sum(read), new KeyValuePair<string, object?>("reason", reason));

    private long Sum(Func<MediaCounters, long> read)
    {
        var sum = 0L;
        foreach (var worker in _plane.Workers)
        {
            sum += read(worker.Counters);
        }

        return sum;
    }

    private long SumSide(LegSide side, SideReading read)
    {
        var sum = 0L;
        foreach (var worker in _plane.Workers)
        {
            sum += read(in worker.Counters.Of(side));
        }

        return sum;
    }

    private long RingBytes() => _plane.Rings.Sum(rings => rings.Sum(ring => ring.UsedBytes));
}
