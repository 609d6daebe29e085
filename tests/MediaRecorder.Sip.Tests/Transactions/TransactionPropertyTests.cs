using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Sip.Tests.Transactions;

/// <summary>Random interleavings of all that can happen to a layer, in a small world so that things meet.</summary>
public sealed class TransactionPropertyTests
{
    private static readonly string[] Methods = ["INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "FOO"];
    private static readonly string[] Branches = ["z9hG4bK-1", "z9hG4bK-2", "z9hG4bK-3", "1", ""];
    private static readonly int[] Statuses = [100, 180, 200, 202, 302, 486, 503, 603];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_interleaving_never_throws_leaves_no_past_deadline_and_ends_with_an_empty_table(bool reliable)
    {
        for (var seed = 0; seed < 150; seed++)
            Run(new Random(seed), reliable);
    }

    private static void Run(Random random, bool reliable)
    {
        var layer = new TransactionLayer(maxTransactions: 8);
        var unanswered = new Dictionary<ServerTransactionId, SipMessage>();
        var everSeen = new List<(ServerTransactionId Id, SipMessage Request)>();
        var nowNs = random.NextInt64(1_000_000_000_000);
        for (var step = 0; step < 300; step++)
        {
            switch (random.Next(8))
            {
                case 0 or 1 or 2:
                    layer.Receive(AnyRequest(random), Peer.By(reliable, Peer.Alice), nowNs);
                    break;
                case 3:
                    layer.Receive(SipText.AnswerMessage(AnyRequest(random), Pick(random, Statuses)), Peer.Bob, nowNs);
                    break;
                case 4 when everSeen.Count > 0:
                    var (id, request) = everSeen[random.Next(everSeen.Count)];
                    var status = Pick(random, Statuses);
                    layer.SendResponse(id, SipText.Answer(request, status), status, nowNs);
                    if (status >= 200)
                        unanswered.Remove(id);
                    break;
                case 5:
                    SendAny(layer, random, nowNs, reliable);
                    break;
                case 6:
                    // Exactly at a deadline, or a loop that woke up late.
                    var lateNs = random.Next(2) == 0 ? 0 : random.Next(2_000_000_000);
                    if (layer.NextDeadlineNs != long.MaxValue)
                        nowNs = Math.Max(nowNs, layer.NextDeadlineNs + lateNs);
                    Fire(layer, nowNs);
                    break;
                default:
                    nowNs += random.Next(300_000_000);
                    Fire(layer, nowNs);
                    break;
            }
            Take(layer, unanswered, everSeen);
            Assert.InRange(layer.ActiveTransactions, 0, 8 + 1 + 8 + 8);
        }

        // The user keeps its promise: a final response to every INVITE, and CANCEL for what still rings. The CANCELs
        // wait for the end of older ones, which may hold the few branches.
        foreach (var (id, request) in unanswered)
            layer.SendResponse(id, SipText.Answer(request, 480), 480, nowNs);
        nowNs = RunOut(layer, nowNs);
        for (var branch = 0; branch < 3; branch++)
            TrySend(layer, SipText.Request("CANCEL", branch: Branches[branch]), nowNs, reliable);
        RunOut(layer, nowNs);
        Assert.Equal(0, layer.ActiveTransactions);
    }

    private static long RunOut(TransactionLayer layer, long nowNs)
    {
        var turns = 0;
        while (layer.NextDeadlineNs != long.MaxValue)
        {
            Assert.True(++turns < 2_000, "does not terminate");
            nowNs = Math.Max(nowNs, layer.NextDeadlineNs);
            Fire(layer, nowNs);
            while (layer.TryTake(out _))
            {
            }
        }
        return nowNs;
    }

    private static void Fire(TransactionLayer layer, long nowNs)
    {
        layer.OnDeadline(nowNs);
        Assert.True(layer.NextDeadlineNs > nowNs);
    }

    private static void Take(
        TransactionLayer layer, Dictionary<ServerTransactionId, SipMessage> unanswered,
        List<(ServerTransactionId Id, SipMessage Request)> everSeen)
    {
        while (layer.TryTake(out var e))
        {
            if (e is TransactionEvent.RequestReceived request)
            {
                unanswered.Add(request.Id, request.Request);
                everSeen.Add((request.Id, request.Request));
            }
            else if (e is TransactionEvent.CancelReceived cancel)
            {
                everSeen.Add((cancel.Cancel, cancel.Request));
            }
            else if (e is TransactionEvent.Send send)
            {
                SipText.Parse(send.Bytes);
            }
        }
    }

    private static void SendAny(TransactionLayer layer, Random random, long nowNs, bool reliable)
    {
        var method = Methods[random.Next(2) == 0 ? 0 : 2 + random.Next(4)];
        TrySend(layer, SipText.Request(method, branch: Branches[random.Next(3)]), nowNs, reliable);
    }

    // The few branches of this world are often in use, which is the one thing SendRequest refuses.
    private static void TrySend(TransactionLayer layer, SipMessage request, long nowNs, bool reliable)
    {
        try
        {
            layer.SendRequest(request.Raw, request.Method, request.TopVia.Branch!, Peer.By(reliable, Peer.Bob), nowNs);
        }
        catch (ArgumentException)
        {
        }
    }

    private static SipMessage AnyRequest(Random random) => SipText.Request(
        Pick(random, Methods),
        branch: Pick(random, Branches),
        callId: $"call-{random.Next(4)}",
        cseq: (uint)random.Next(1, 3),
        toTag: random.Next(3) == 0 ? "bob-tag" : null,
        fromTag: random.Next(8) == 0 ? "" : "alice-tag",
        sentBy: random.Next(4) == 0 ? "192.0.2.1" : "192.0.2.1:5060",
        viaEnd: random.Next(2) == 0 ? ";rport" : "");

    private static T Pick<T>(Random random, T[] from) => from[random.Next(from.Length)];
}
