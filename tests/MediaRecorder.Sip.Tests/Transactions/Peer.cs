using System.Net;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transactions;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Sip.Tests.Transactions;

/// <summary>A transaction layer on a virtual clock; what it sends and says is kept with the time it happened.</summary>
internal sealed class Peer(int maxTransactions = 100, int maxPerSource = int.MaxValue)
{
    internal static readonly IPEndPoint Alice = new(IPAddress.Parse("192.0.2.1"), 5060);
    internal static readonly IPEndPoint Bob = new(IPAddress.Parse("192.0.2.2"), 5060);

    private const long NsPerMs = 1_000_000;

    internal TransactionLayer Layer { get; } = new(maxTransactions, maxPerSource: maxPerSource);

    internal long NowNs { get; private set; }

    internal long NowMs => NowNs / NsPerMs;

    internal List<(long AtMs, SipMessage Message, IPEndPoint Destination)> Sent { get; } = [];

    internal List<TransactionEvent> Events { get; } = [];

    internal IEnumerable<long> SentAtMs => Sent.Select(sent => sent.AtMs);

    internal IEnumerable<string> SentKinds =>
        Sent.Select(sent => sent.Message.IsRequest ? sent.Message.MethodToken : $"{sent.Message.StatusCode}");

    internal T Only<T>()
        where T : TransactionEvent => Assert.Single(Events.OfType<T>());

    internal ServerTransactionId Receive(SipMessage message, IPEndPoint? source = null, bool reliable = false)
    {
        Layer.Receive(message, By(reliable, source ?? (message.IsRequest ? Alice : Bob)), NowNs);
        Drain();
        return Events.OfType<TransactionEvent.RequestReceived>().LastOrDefault()?.Id ?? default;
    }

    internal ClientTransactionId Send(SipMessage request, bool reliable = false)
    {
        var id = Layer.SendRequest(request.Raw, request.Method, request.TopVia.Branch!, By(reliable, Bob), NowNs);
        Drain();
        return id;
    }

    internal bool Answer(ServerTransactionId id, SipMessage request, int status)
    {
        var accepted = Layer.SendResponse(id, SipText.Answer(request, status), status, NowNs);
        Drain();
        return accepted;
    }

    /// <summary>Lets the clock run, stopping at every deadline.</summary>
    internal void RunFor(long ms)
    {
        var untilNs = NowNs + ms * NsPerMs;
        while (Layer.NextDeadlineNs <= untilNs)
        {
            NowNs = Math.Max(NowNs, Layer.NextDeadlineNs);
            Layer.OnDeadline(NowNs);
            Assert.True(Layer.NextDeadlineNs > NowNs);
            Drain();
        }
        NowNs = untilNs;
    }

    /// <summary>Runs to the last deadline; the table must be empty then.</summary>
    internal void RunOut()
    {
        while (Layer.NextDeadlineNs != long.MaxValue)
            RunFor((Layer.NextDeadlineNs - NowNs + NsPerMs - 1) / NsPerMs);
        Assert.Equal(0, Layer.ActiveTransactions);
    }

    internal void Forget()
    {
        Sent.Clear();
        Events.Clear();
    }

    internal static SipHop By(bool reliable, IPEndPoint endPoint) =>
        new(reliable ? SipTransport.Tcp : SipTransport.Udp, endPoint);

    internal void Drain()
    {
        while (Layer.TryTake(out var e))
        {
            if (e is TransactionEvent.Send send)
                Sent.Add((NowMs, SipText.Parse(send.Bytes), send.Destination.EndPoint));
            else
                Events.Add(e);
        }
    }
}
