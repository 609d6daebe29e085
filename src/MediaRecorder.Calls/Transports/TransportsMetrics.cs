using System.Diagnostics.Metrics;
using MediaRecorder.Net.Streams;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Transports;

/// <summary>Instruments of TCP and TLS, read when scraped.</summary>
internal static class TransportsMetrics
{
    public static void AddTo(Meter meter, SipStreams streams)
    {
        (string, StreamCounters)[] transports = [("tcp", streams.Tcp), ("tls", streams.Tls)];
        meter.CreateObservableGauge(
            "mediarecorder.sip.connections.open",
            () => transports.Select(t => Of(t.Item2.Open, ("transport", t.Item1))),
            "{connection}",
            "SIP connections that are open, by transport.");
        meter.CreateObservableCounter(
            "mediarecorder.sip.connections.refused",
            () => transports.SelectMany(t => Enum.GetValues<StreamRefusal>().Select(
                reason => Of(t.Item2.Refused(reason), ("transport", t.Item1), ("reason", Label(reason.ToString()))))),
            "{connection}",
            "SIP connections closed as soon as they were accepted, by reason.");
        meter.CreateObservableCounter(
            "mediarecorder.sip.connections.closed",
            () => transports.SelectMany(t => Enum.GetValues<StreamCloseReason>().Where(r => r != 0).Select(
                reason => Of(t.Item2.Closed(reason), ("transport", t.Item1), ("reason", Label(reason.ToString()))))),
            "{connection}",
            "SIP connections that ended or never came about, by reason.");
        meter.CreateObservableCounter(
            "mediarecorder.sip.stream.messages",
            () => transports.SelectMany(t => (Measurement<long>[])
            [
                Of(t.Item2.MessagesReceived, ("transport", t.Item1), ("direction", "in")),
                Of(t.Item2.MessagesSent, ("transport", t.Item1), ("direction", "out")),
            ]),
            "{message}",
            "SIP messages by TCP and TLS; outward with keepalives.");
        meter.CreateObservableCounter(
            "mediarecorder.sip.framing.errors",
            () => Enum.GetValues<SipFramingError>().Where(error => error != SipFramingError.None).Select(
                error => Of(streams.FramingErrors(error), ("reason", Label(error.ToString())))),
            "{connection}",
            "Streams that could not be cut into SIP messages, by reason.");
        meter.CreateObservableCounter(
            "mediarecorder.sip.accept.errors",
            () => transports.Select(t => Of(t.Item2.AcceptErrors, ("transport", t.Item1))),
            "{connection}",
            "SIP connections the system could not give us.");
        meter.CreateObservableCounter(
            "mediarecorder.tls.reload.failures",
            () => streams.ReloadFailures,
            "{file}",
            "Changed certificate files that could not be used.");
    }

    private static Measurement<long> Of(long count, params ReadOnlySpan<(string Key, string Value)> labels)
    {
        var tags = new KeyValuePair<string, object?>[labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            tags[i] = new KeyValuePair<string, object?>(labels[i].Key, labels[i].Value);
        }

        return new Measurement<long>(count, tags);
    }

    // SlowMessage → slow_message
    private static string Label(string name) =>
        string.Concat(name.Select((c, i) =>
            char.IsUpper(c) && i > 0 ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}
