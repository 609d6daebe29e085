using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using MediaRecorder.Interop.Tests.Dialogs;
using MediaRecorder.Interop.Tests.Phones;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.Sip.Transports;
using MediaRecorder.TestKit.Torture;

namespace MediaRecorder.Interop.Tests.Robustness;

/// <summary>
/// Every message of RFC 4475 and RFC 5118 by TCP and by TLS, each on a connection of its own, while a call is running on
/// another. What has an end gets what it gets by UDP; what has none costs its sender the connection, and nobody else.
/// </summary>
public sealed class TortureStreamTests
{
    // REQ
    [Theory]
    [InlineData(PeerTransport.Tcp)]
    [InlineData(PeerTransport.Tls)]
    public async Task Every_torture_message_on_a_stream_has_its_outcome_and_calls_go_on(PeerTransport transport)
    {
        await using var phones = await PhoneNetwork.StartAsync();
        var bench = phones.Bench;
        var tls = transport == PeerTransport.Tls ? phones.Tls("carrier", bench.Network.Carrier) : null;
        await TortureTests.CallWorksAsync(bench);
        await using var agent = WirePhone.Start(bench.Network.PbxSip, bench.Network.RecorderSip);
        await using var customer = WirePhone.Start(bench.Network.CarrierSip, phones.Recorder(transport), transport, tls);
        var call = await customer.CallAsync();
        await agent.AnsweredAsync();

        // From here on those messages that are for somebody find nobody.
        agent.Decide = request => request.Method == "INVITE" ? new WireAnswer(486) : null;
        var wrong = new List<string>();
        foreach (var message in TortureMessages.All)
        {
            if (await FaultAsync(phones, transport, tls, message) is { } fault)
                wrong.Add(fault);
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        var page = await bench.Recorder.ScrapeAsync();
        Assert.Equal(0, page.Sum("mediarecorder_sip_faults_total"));
        var broken = TortureMessages.All.Count(message => message.StreamError != SipFramingError.None);
        Assert.Equal(broken, page.Sum("mediarecorder_sip_framing_errors_total"));
        Assert.Equal(broken, page.Sum("mediarecorder_sip_connections_closed_total", "reason=\"broken\""));
        Assert.Equal(200, (await customer.HangUpAsync(call)).Status);
        await agent.SeesAsync("BYE");
        await agent.DisposeAsync();
        await customer.DisposeAsync();
        await TortureTests.CallWorksAsync(bench);
    }

    private static async Task<string?> FaultAsync(
        PhoneNetwork phones, PeerTransport by, WireTls? tls, TortureMessage message)
    {
        var bench = phones.Bench;
        using var client = ClientOf(bench);
        await using var stream = await SecureAsync(client, phones.Recorder(by), tls);
        var probe = $"probe-{message.Tag}";
        var text = new StringBuilder();
        var responses = new List<WireMessage>();
        await stream.WriteAsync(message.Bytes, Stop);
        // What comes next is the rest of its body, however little like one it looks.
        if (message.MissingBytes > 0)
            await stream.WriteAsync(new byte[message.MissingBytes], Stop);
        await stream.WriteAsync(TortureTests.Options(bench, probe, by), Stop);
        if (message.StreamError != SipFramingError.None)
        {
            while (await ReadAsync(stream, text))
                ;
            return text.Length == 0 ? null : $"{message}: a closed connection expected, told {text}";
        }

        if (!await ReadUntilAsync(() => responses.Any(r => TortureTests.IsFor(r, probe))))
            return $"{message}: the connection was closed, told [{Told()}]";
        if (message.Expected.Verdict == TortureVerdict.Taken && !IsAck(message) && !await ReadUntilAsync(() => About().Length > 0))
            return $"{message}: the connection was closed before an answer";
        return message.MissingBytes > 0 ? null : await TortureTests.FaultAsync(message, About);

        WireMessage[] About() =>
            [.. responses.Where(r => !TortureTests.IsFor(r, probe) && TortureTests.IsAbout(r, message))];

        string Told() => string.Join("; ", responses.Select(r => r.StartLine));

        async Task<bool> ReadUntilAsync(Func<bool> isEnough)
        {
            while (!isEnough())
            {
                if (!await ReadAsync(stream, text))
                    return false;
                while (StreamWireChannel.TakeMessage(text) is { } whole)
                    responses.Add(new WireMessage(whole, bench.Network.RecorderSip));
            }

            return true;
        }
    }

    /// <summary>False: the recorder has closed the connection.</summary>
    private static async Task<bool> ReadAsync(Stream stream, StringBuilder into)
    {
        var block = new byte[4096];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TortureTests.AnswerTimeout);
        try
        {
            var read = await stream.ReadAsync(block, patience.Token);
            into.Append(Encoding.Latin1.GetString(block, 0, read));
            return read > 0;
        }
        // Closed with the probe unread: the system resets it.
        catch (IOException)
        {
            return false;
        }
    }

    private static TcpClient ClientOf(Bench bench) => new(new IPEndPoint(bench.Network.Carrier, 0));

    private static async Task<Stream> SecureAsync(TcpClient client, IPEndPoint recorder, WireTls? tls)
    {
        await client.ConnectAsync(recorder, Stop);
        if (tls is null)
            return client.GetStream();
        var secure = new SslStream(client.GetStream());
        await secure.AuthenticateAsClientAsync(tls.AsClient($"{recorder.Address}"), Stop);
        return secure;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static bool IsAck(TortureMessage message) =>
        Encoding.Latin1.GetString(message.Bytes).StartsWith("ACK ", StringComparison.Ordinal);
}
