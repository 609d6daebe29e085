using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MediaRecorder.Interop.Tests.Dialogs;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Torture;

namespace MediaRecorder.Interop.Tests.Robustness;

/// <summary>
/// Every message of RFC 4475 and RFC 5118, to the running process, with a working call before and after. What a
/// message is told is in the table of TestKit/Torture.
/// </summary>
public sealed class TortureTests
{
    internal static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    // REQ: A-01
    [Fact]
    public async Task Every_torture_message_by_UDP_has_its_outcome_and_calls_go_on()
    {
        await using var bench = await Bench.StartAsync();
        await CallWorksAsync(bench);

        // Those that are for somebody reach the agents' side, which is busy.
        await using var busy = WirePhone.Start(bench.Network.PbxSip, bench.Network.RecorderSip);
        busy.Decide = request => request.Method == "INVITE" ? new WireAnswer(486) : null;
        // What has no rport is answered at the port that its Via names, or at 5060: these are all there are.
        using var sender = new UdpClient(new IPEndPoint(bench.Network.Carrier, 5060));
        using var first = new UdpClient(new IPEndPoint(bench.Network.Carrier, 6052));
        using var second = new UdpClient(new IPEndPoint(bench.Network.Carrier, 19824));
        using var stop = new CancellationTokenSource();
        var responses = new ConcurrentQueue<WireMessage>();
        var reading = Task.WhenAll(new[] { sender, first, second }.Select(socket => ReadAsync(socket, responses, stop.Token)));
        var wrong = new List<string>();
        foreach (var message in TortureMessages.All)
        {
            responses.Clear();
            await sender.SendAsync(message.Bytes, bench.Network.RecorderSip, Stop);
            var probe = $"probe-{message.Tag}";
            await sender.SendAsync(Options(bench, probe), bench.Network.RecorderSip, Stop);
            // One socket, one worker: what is said at once is said before the answer to the probe.
            await Poll.UntilAsync(
                $"the probe after {message} is answered", AnswerTimeout, () => responses.Any(r => IsFor(r, probe)));
            if (await FaultAsync(message, () => [.. responses.Where(r => !IsFor(r, probe) && IsAbout(r, message))]) is { } fault)
                wrong.Add(fault);
        }

        await stop.CancelAsync();
        await reading;
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(0, (await bench.Recorder.ScrapeAsync()).Sum("mediarecorder_sip_faults_total"));
        await busy.DisposeAsync();
        await CallWorksAsync(bench);
    }

    /// <summary>A call from answer to BYE, between two phones that are there only for it.</summary>
    internal static async Task CallWorksAsync(Bench bench)
    {
        await using var agent = WirePhone.Start(bench.Network.PbxSip, bench.Network.RecorderSip);
        await using var customer = WirePhone.Start(bench.Network.CarrierSip, bench.Network.RecorderSip);
        var call = await customer.CallAsync();
        await agent.AnsweredAsync();
        Assert.Equal(200, (await customer.HangUpAsync(call)).Status);
        await agent.SeesAsync("BYE");
    }

    /// <summary>What is wrong with what a message was told; null when it is as its table says.</summary>
    internal static async Task<string?> FaultAsync(TortureMessage message, Func<WireMessage[]> responses)
    {
        switch (message.Expected.Verdict)
        {
            case TortureVerdict.Dropped:
                return responses() is [var first, ..] ? $"{message}: dropped expected, told {first.StartLine}" : null;
            case TortureVerdict.Answered:
                var status = message.Expected.Status;
                return responses().Any(r => r.Status == status)
                    ? null
                    : $"{message}: {status} expected, told [{string.Join("; ", responses().Select(r => r.StartLine))}]";
            default:
                if (Encoding.Latin1.GetString(message.Bytes).StartsWith("ACK ", StringComparison.Ordinal))
                    return null;
                try
                {
                    await Poll.UntilAsync("an answer", AnswerTimeout, () => responses().Length > 0);
                    return null;
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    return $"{message}: told nothing";
                }
        }
    }

    private static async Task ReadAsync(UdpClient socket, ConcurrentQueue<WireMessage> into, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var datagram = await socket.ReceiveAsync(stop);
                var message = WireMessage.FromDatagram(datagram.Buffer, datagram.RemoteEndPoint);
                if (message.Status > 0)
                    into.Enqueue(message);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A request that is answered, to know that what came before it has been worked on.</summary>
    internal static byte[] Options(Bench bench, string callId, PeerTransport by = PeerTransport.Udp) => Encoding.UTF8.GetBytes(
        $"OPTIONS sip:{bench.Network.RecorderSip} SIP/2.0\r\n"
        + $"Via: SIP/2.0/{by.ToString().ToUpperInvariant()} {bench.Network.Carrier}:5060;branch=z9hG4bK-{callId}\r\n"
        + $"From: <sip:probe@{bench.Network.Carrier}>;tag=p\r\nTo: <sip:{bench.Network.RecorderSip}>\r\n"
        + $"Call-ID: {callId}\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n");

    internal static bool IsFor(WireMessage response, string callId) => response.Header("Call-ID") == callId;

    /// <summary>Late answers to the message before are not this one's; a message may have no Call-ID to tell.</summary>
    internal static bool IsAbout(WireMessage response, TortureMessage message) =>
        response.Header("Call-ID") is not { Length: > 0 } callId
        || Encoding.UTF8.GetString(message.Bytes).Contains(callId, StringComparison.Ordinal)
        || Encoding.Latin1.GetString(message.Bytes).Contains(callId, StringComparison.Ordinal);
}
