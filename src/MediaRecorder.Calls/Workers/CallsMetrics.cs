using System.Diagnostics.Metrics;
using MediaRecorder.Calls.Admission;
using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Stations;
using MediaRecorder.Calls.Transports;
using MediaRecorder.Calls.Trunks;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Sip.Authentication.Servers;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Calls.Workers;

/// <summary>The calls room's instruments, read from the SipWorker's counters when scraped.</summary>
public sealed class CallsMetrics : IDisposable
{
    public const string MeterName = "MediaRecorder.Calls";

    private readonly Meter _meter = new(MeterName);

    public CallsMetrics(SipWorker worker)
    {
        var counters = worker.Counters;
        _meter.CreateObservableGauge(
            "mediarecorder.calls.active",
            () => worker.ActiveCalls,
            "{call}",
            "Calls that are offered, talking or being cancelled.");
        _meter.CreateObservableGauge(
            "mediarecorder.legs.active", () => worker.ActiveCalls * 2, "{leg}", "Legs of the active calls.");
        Counter("mediarecorder.calls.offered", "{call}", "Calls admitted and sent on.", () => counters.CallsOffered);
        Counter(
            "mediarecorder.calls.answered", "{call}", "Calls answered by the far side.", () => counters.CallsAnswered);
        _meter.CreateObservableCounter(
            "mediarecorder.calls.refused",
            () => Refused(counters),
            "{call}",
            "INVITEs the recorder itself refused, by reason.");
        _meter.CreateObservableCounter(
            "mediarecorder.calls.ended", () => Ended(counters), "{call}", "Calls ended, by outcome.");
        _meter.CreateObservableCounter(
            "mediarecorder.sip.requests",
            () => Requests(counters),
            "{message}",
            "SIP requests received from trunks, by method.");
        _meter.CreateObservableCounter(
            "mediarecorder.sip.responses",
            () => Responses(counters),
            "{message}",
            "SIP responses received from trunks, by class.");
        _meter.CreateObservableCounter(
            "mediarecorder.sip.authentications",
            () => Authentications(counters),
            "{request}",
            "SIP requests on trunks that authenticate, by outcome.");
        _meter.CreateObservableCounter(
            "mediarecorder.sip.challenges",
            () => Challenges(counters),
            "{response}",
            "SIP 401 and 407 of trunks that have our credentials, by result.");
        _meter.CreateObservableCounter(
            "mediarecorder.transfers",
            () => Transfers(counters),
            "{transfer}",
            "Transfers the recorder had a part in, by result.");
        Counter(
            "mediarecorder.calls.failed.over",
            "{call}",
            "INVITEs that went on to another next hop because one had failed.",
            () => counters.Failovers);
        Counter(
            "mediarecorder.calls.codecs.unrecordable",
            "{codec}",
            "Codecs that recorded calls agreed on and that cannot be decoded: they are silence in the recording.",
            () => counters.UnrecordableCodecs);
        var trunks = worker.Trunks.Trunks.Values.ToArray();
        _meter.CreateObservableGauge(
            "mediarecorder.trunk.calls",
            () => trunks.Select(trunk => By("trunk", trunk.Model.Name, trunk.ActiveCalls)),
            "{call}",
            "Calls that arrive or leave by a trunk.");
        _meter.CreateObservableGauge(
            "mediarecorder.trunk.hop.up",
            () => trunks.SelectMany(HopsUp),
            "{hop}",
            "1 for a next hop that calls are sent to, 0 for one that is down.");
        _meter.CreateObservableCounter(
            "mediarecorder.trunk.hop.failures",
            () => trunks.SelectMany(HopFailures),
            "{failure}",
            "OPTIONS and calls that a next hop failed on.");
        _meter.CreateObservableCounter(
            "mediarecorder.trunk.full",
            () => trunks.Select(trunk => By("trunk", trunk.Model.Name, trunk.CapacityRefusals)),
            "{call}",
            "Calls that a trunk had no room for.");
        Counter(
            "mediarecorder.sip.unknown.sources",
            "{message}",
            "Datagrams from addresses that no trunk allows.",
            () => counters.UnknownSources);
        Counter(
            "mediarecorder.calls.lines.without_port",
            "{line}",
            "m-lines refused because no media port was free, or the call has too many.",
            () => counters.LinesWithoutPorts);
        Counter(
            "mediarecorder.sip.malformed",
            "{message}",
            "Datagrams that are no SIP message.",
            () => counters.MalformedMessages);
        _meter.CreateObservableCounter(
            "mediarecorder.keys",
            () => Keys(counters),
            "{key}",
            "Keys of agents in recorded calls, by the way they came; one key may come by several.");
        Counter(
            "mediarecorder.keys.malformed",
            "{message}",
            "INFOs whose body should be a key and cannot be read.",
            () => counters.MalformedKeys);
        Counter("mediarecorder.sip.keepalives", "{message}", "CRLF keepalives.", () => counters.Keepalives);
        Counter(
            "mediarecorder.sip.faults",
            "{message}",
            "Messages dropped by a defect of ours.",
            () => counters.MessageFaults);
        Counter(
            "mediarecorder.sip.send.errors",
            "{message}",
            "SIP datagrams the kernel refused.",
            () => counters.SendErrors);
        _meter.CreateObservableGauge(
            "mediarecorder.sip.transactions",
            () => worker.ActiveTransactions,
            "{transaction}",
            "SIP transactions alive.");
        var transactions = worker.TransactionCounters;
        Counter(
            "mediarecorder.sip.retransmissions.sent",
            "{message}",
            "SIP messages sent again by a timer.",
            () => transactions.RetransmissionsSent);
        Counter(
            "mediarecorder.sip.retransmissions.absorbed",
            "{message}",
            "Copies of SIP messages received and absorbed.",
            () => transactions.RetransmissionsAbsorbed);
        Counter(
            "mediarecorder.sip.transactions.timed.out",
            "{transaction}",
            "SIP transactions ended by a timer.",
            () => transactions.TimedOut);
        _meter.CreateObservableCounter(
            "mediarecorder.sip.requests.refused",
            () => RequestsRefused(transactions),
            "{message}",
            "SIP requests answered 503 without a transaction, by reason.");
        _meter.CreateObservableGauge(
            "mediarecorder.stations.registered",
            () => worker.RegisteredStations,
            "{station}",
            "Phones registered through the recorder.");
        _meter.CreateObservableCounter(
            "mediarecorder.sip.registers",
            () => Registers(counters),
            "{message}",
            "REGISTERs, by what became of them.");
        _meter.CreateObservableGauge(
            "mediarecorder.draining",
            () => worker.IsDraining ? 1 : 0,
            "{recorder}",
            "1 while no new calls are taken because the process is about to end.");
        TransportsMetrics.AddTo(_meter, worker.Streams);
        Counter("mediarecorder.sip.stalls", "{turn}", "SIP loop turns longer than 100 ms.", () => worker.Stalls);
    }

    public void Dispose() => _meter.Dispose();

    private void Counter(string name, string unit, string description, Func<long> read) =>
        _meter.CreateObservableCounter(name, read, unit, description);

    private static Measurement<long> By(string label, string value, long count) =>
        new(count, new KeyValuePair<string, object?>(label, value));

    private static IEnumerable<Measurement<long>> Keys(CallsCounters counters) =>
    [
        By("way", "telephone-event", counters.Keys(KeyWay.TelephoneEvent)),
        By("way", "tones", counters.Keys(KeyWay.Tones)),
        By("way", "info", counters.Keys(KeyWay.SipInfo)),
    ];

    private static IEnumerable<Measurement<long>> Refused(CallsCounters counters)
    {
        var others = counters.CallsRefused - counters.CallsWithoutPorts - counters.CallsOverTrunkLimit - counters.CallsLooped;
        foreach (var reason in Enum.GetValues<AdmissionRefusal>())
        {
            var count = counters.NotAdmitted(reason);
            others -= count;
            yield return By("reason", Label(reason.ToString()), count);
        }

        yield return By("reason", "trunk_limit", counters.CallsOverTrunkLimit);
        yield return By("reason", "no_media_port", counters.CallsWithoutPorts);
        yield return By("reason", "loop", counters.CallsLooped);
        yield return By("reason", "bad_request", others);
    }

    private static IEnumerable<Measurement<long>> RequestsRefused(TransactionCounters counters)
    {
        yield return By("reason", "table_full", counters.RequestsRefused);
        yield return By("reason", "source_share", counters.RequestsOverShare);
    }

    private static IEnumerable<Measurement<long>> HopsUp(TrunkState trunk) =>
        trunk.HopStates.Select(hop => OfHop(trunk, hop.Hop, hop.State == HopState.Down ? 0 : 1));

    private static IEnumerable<Measurement<long>> HopFailures(TrunkState trunk) =>
        trunk.HopStates.Select(hop => OfHop(trunk, hop.Hop, hop.Failures));

    // Trunks and next hops are a closed set: they stand in the configuration.
    private static Measurement<long> OfHop(TrunkState trunk, string hop, long value) => new(
        value,
        new KeyValuePair<string, object?>("trunk", trunk.Model.Name),
        new KeyValuePair<string, object?>("hop", hop));

    private static IEnumerable<Measurement<long>> Registers(CallsCounters counters)
    {
        foreach (var outcome in Enum.GetValues<RegisterOutcome>())
        {
            yield return By("outcome", Label(outcome.ToString()), counters.Registers(outcome));
        }
    }

    private static IEnumerable<Measurement<long>> Transfers(CallsCounters counters)
    {
        yield return By("result", "party_replaced", counters.PartiesReplaced);
        yield return By("result", "failed", counters.TransfersFailed);
        yield return By("result", "party_joined", counters.PartiesJoined);
        yield return By("result", "join_failed", counters.JoinsFailed);
        yield return By("result", "refer_refused", counters.RefersRefused);
        yield return By("result", "replaces_refused", counters.ReplacesRefused);
    }

    private static IEnumerable<Measurement<long>> Ended(CallsCounters counters)
    {
        foreach (var outcome in Enum.GetValues<CallOutcome>())
        {
            yield return By("outcome", Label(outcome.ToString()), counters.Ended(outcome));
        }
    }

    private static IEnumerable<Measurement<long>> Authentications(CallsCounters counters)
    {
        foreach (var outcome in Enum.GetValues<DigestOutcome>())
        {
            yield return By("outcome", Label(outcome.ToString()), counters.Authentications[outcome]);
        }
    }

    private static IEnumerable<Measurement<long>> Challenges(CallsCounters counters)
    {
        yield return By("result", "answered", counters.ChallengesAnswered);
        yield return By("result", "failed", counters.ChallengesFailed);
    }

    private static IEnumerable<Measurement<long>> Requests(CallsCounters counters)
    {
        foreach (var method in Enum.GetValues<SipMethod>())
        {
            yield return By("method", Label(method.ToString()), counters.Requests(method));
        }
    }

    private static IEnumerable<Measurement<long>> Responses(CallsCounters counters)
    {
        for (var status = 1; status <= 6; status++)
        {
            yield return By("class", $"{status}xx", counters.Responses(status));
        }
    }

    // CalleeHungUp → callee_hung_up
    private static string Label(string name) =>
        string.Concat(name.Select((c, i) =>
            char.IsUpper(c) && i > 0 ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}
