using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using MediaRecorder.Interop.Tests.Dialogs;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Wire;

namespace MediaRecorder.Interop.Tests.Lines;

/// <summary>
/// A call between two phones without a stack of their own, whose SDP and media the test writes itself. The customer's
/// media ports are at 4000 and up, the agent's at 6000 and up.
/// </summary>
public sealed partial class LineCall : IAsyncDisposable
{
    private readonly IPAddress _agentMedia;
    private readonly List<MediaPeer> _peers = [];
    private int _version;

    private LineCall(Bench bench, IPAddress agentMedia)
    {
        _agentMedia = agentMedia;
        Customer = WirePhone.Start(bench.Network.CarrierSip, bench.Network.RecorderSip);
        Agent = WirePhone.Start(bench.Network.PbxSip, bench.Network.RecorderSip);
    }

    public WirePhone Customer { get; }

    public WirePhone Agent { get; }

    public WireDialog Dialog { get; private set; } = null!;

    /// <summary>What the agent was offered last and the customer was answered last.</summary>
    public string Offered => Agent.Received.Last(m => m.Method == "INVITE").Body;

    public string Answered =>
        Customer.Received.Last(m => m.Status == 200 && m.Header("CSeq")!.EndsWith("INVITE", StringComparison.Ordinal)).Body;

    /// <param name="offer">M-lines of the customer, with their attributes; <paramref name="answer"/> those of the agent.</param>
    public static async Task<LineCall> StartAsync(Bench bench, string offer, string answer, IPAddress? agentMedia = null)
    {
        var call = new LineCall(bench, agentMedia ?? bench.Network.Pbx);
        call.Agent.Decide = call.Answering(answer);
        call.Dialog = await call.Customer.CallAsync(sdp: call.Sdp(bench.Network.Carrier, offer));
        return call;
    }

    public async Task ReinviteAsync(string offer, string answer)
    {
        Agent.Decide = Answering(answer);
        var response = await Customer.AskAsync(Dialog, "INVITE", body: Sdp(Customer.At.Address, offer));
        Assert.Equal(200, response.Status);
    }

    public MediaPeer CustomerAt(int port) => Open(new IPEndPoint(Customer.At.Address, port));

    public MediaPeer AgentAt(int port) => Open(new IPEndPoint(_agentMedia, port));

    /// <summary>Port of the nth m-line of a description, from 0.</summary>
    public static int Port(string sdp, int line) =>
        int.Parse(Line().Matches(sdp)[line].Groups[1].Value, CultureInfo.InvariantCulture);

    public Task<WireMessage> HangUpAsync() => Customer.HangUpAsync(Dialog);

    public async ValueTask DisposeAsync()
    {
        _peers.ForEach(peer => peer.Dispose());
        await Customer.DisposeAsync();
        await Agent.DisposeAsync();
    }

    /// <summary>Sends until the other end has it: the commands of a new SDP may still be on their way to the relay.</summary>
    public static async Task PassesAsync(MediaPeer from, IPEndPoint by, MediaPeer to, byte[] datagram) =>
        await Poll.UntilAsync($"a datagram passes from {from.Local} by {by} to {to.Local}", TimeSpan.FromSeconds(5), () =>
        {
            from.SendAsync(datagram, by).GetAwaiter().GetResult();
            return to.Received.Any(received => received.AsSpan().SequenceEqual(datagram));
        });

    private MediaPeer Open(IPEndPoint local)
    {
        var peer = new MediaPeer(local);
        _peers.Add(peer);
        return peer;
    }

    private Func<WireMessage, WireAnswer?> Answering(string lines)
    {
        var sdp = Sdp(_agentMedia, lines);
        return request => request.Method == "INVITE" ? new WireAnswer(200, Body: sdp) : null;
    }

    private string Sdp(IPAddress address, string lines)
    {
        var place = $"IN {(address.AddressFamily == AddressFamily.InterNetworkV6 ? "IP6" : "IP4")} {address}";
        return $"v=0\r\no=lines 1 {++_version} {place}\r\ns=-\r\nc={place}\r\nt=0 0\r\n{lines}";
    }

    [GeneratedRegex(@"^m=\S+ (\d+)", RegexOptions.Multiline)]
    private static partial Regex Line();
}
