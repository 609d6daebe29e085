using System.Net;
using System.Net.Sockets;
using System.Text;
using MediaRecorder.Interop.Tests.Dialogs;
using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Wire;

namespace MediaRecorder.Interop.Tests.Robustness;

/// <summary>TCP peers that dribble, stop in the middle, or never read: each costs what it may, and calls go on.</summary>
[Collection(Measured.Name)]
public sealed class SlowStreamTests
{
    // The answers to 20 deaf peers kept whole would be over 80 MB.
    private const long GrowthBoundBytes = 50L << 20;

    private static readonly byte[] Half = "INVITE sip:1@example.com SIP/2.0\r\nVia: SIP/2.0/TCP h;br"u8.ToArray();

    // REQ: A-02
    [Fact]
    public async Task Slow_half_open_and_deaf_connections_disturb_no_call()
    {
        await using var bench = await Bench.StartAsync(RecorderConfig.WithTcp);
        await TortureTests.CallWorksAsync(bench);
        var before = bench.Recorder.ResidentBytes;
        var connections = new List<TcpClient>();
        try
        {
            // Half open: connected, or a head without an end. One byte a second: what is there after 3 s is no message.
            for (var i = 0; i < 60; i++)
                connections.Add(await ConnectAsync(bench));
            foreach (var half in connections.Take(20))
                await half.GetStream().WriteAsync(Half, TestContext.Current.CancellationToken);
            var dribbling = DribbleAsync(connections[20..40]);
            var deaf = DeafAsync(bench, connections[40..60]);

            await TortureTests.CallWorksAsync(bench);
            await using (var agent = WirePhone.Start(bench.Network.PbxSip, bench.Network.RecorderSip))
            await using (var customer = WirePhone.Start(
                bench.Network.CarrierSip, bench.Network.RecorderSip, PeerTransport.Tcp))
            {
                var call = await customer.CallAsync();
                Assert.Equal(200, (await customer.HangUpAsync(call)).Status);
            }

            await dribbling;
            await deaf;
            Assert.Equal(0, (await bench.Recorder.ScrapeAsync()).Sum("mediarecorder_sip_faults_total"));
            var grown = bench.Recorder.ResidentBytes - before;
            Assert.True(grown < GrowthBoundBytes, $"grown by {grown >> 20} MB from {before >> 20} MB");
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }

        await TortureTests.CallWorksAsync(bench);
        await bench.Recorder.StopAsync();
    }

    private static async Task<TcpClient> ConnectAsync(Bench bench)
    {
        var client = new TcpClient(new IPEndPoint(bench.Network.Carrier, 0));
        await client.ConnectAsync(bench.Network.RecorderSip);
        return client;
    }

    private static async Task DribbleAsync(List<TcpClient> connections)
    {
        foreach (var one in "OPTI"u8.ToArray())
        {
            foreach (var connection in connections)
                await connection.GetStream().WriteAsync(new[] { one });
            await Poll.ForAsync(TimeSpan.FromSeconds(1));
        }
    }

    // OPTIONS upon OPTIONS, whose answers nobody takes; until the recorder has had enough of it, or 4 MB.
    private static async Task DeafAsync(Bench bench, List<TcpClient> connections)
    {
        foreach (var connection in connections)
        {
            connection.ReceiveBufferSize = 4096;
            connection.SendTimeout = 500;
            var block = new StringBuilder();
            for (var i = 0; i < 50; i++)
            {
                block.Append(
                    $"OPTIONS sip:{bench.Network.RecorderSip} SIP/2.0\r\nVia: SIP/2.0/TCP {bench.Network.Carrier};branch=z9hG4bK{Guid.NewGuid():N}\r\n"
                    + $"From: <sip:deaf@h>;tag=d\r\nTo: <sip:deaf@h>\r\nCall-ID: {Guid.NewGuid():N}\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n");
            }

            var bytes = Encoding.ASCII.GetBytes(block.ToString());
            using var enough = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
            try
            {
                for (var sent = 0; sent < 4 << 20; sent += bytes.Length)
                    await connection.GetStream().WriteAsync(bytes, enough.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The recorder no longer reads, or has hung up: as it should.
            }
        }
    }
}
