using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MediaRecorder.Interop.Tests.Wire;

namespace MediaRecorder.Interop.Tests.Dialogs;

/// <summary>
/// A phone in a few lines, over UDP, TCP or TLS: it takes every request, keeps what it saw, and makes calls when told.
/// For scenarios with several dialogs at once, and for TLS, which sipp of Debian has not. It repeats nothing.
/// </summary>
public sealed class WirePhone : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IWireChannel _channel;
    private readonly Lock _gate = new();
    private readonly List<WireMessage> _received = [];
    private readonly List<string> _story = [];
    private readonly Task _running;
    private int _count;
    private bool _isDisposed;

    private WirePhone(IPEndPoint at, IPEndPoint recorder, IWireChannel channel)
    {
        At = at;
        Recorder = recorder;
        _channel = channel;
        _running = RunAsync();
    }

    public IPEndPoint At { get; }

    public IPEndPoint Recorder { get; }

    /// <summary>Decides instead of the phone; null leaves it to the phone, which says yes to everything.</summary>
    public Func<WireMessage, WireAnswer?>? Decide { get; set; }

    /// <summary>Everything that came in, copies included.</summary>
    public WireMessage[] Received
    {
        get
        {
            lock (_gate)
                return [.. _received];
        }
    }

    /// <summary>Start lines of what came and went.</summary>
    public string Story
    {
        get
        {
            lock (_gate)
                return $"{At}:\n{string.Join('\n', _story)}";
        }
    }

    public static WirePhone Start(
        IPEndPoint at, IPEndPoint recorder, PeerTransport transport = PeerTransport.Udp, WireTls? tls = null) =>
        new(at, recorder, ChannelOf(at, recorder, transport, tls));

    /// <summary>SDP of this phone.</summary>
    public string Sdp(string direction = "sendrecv") =>
        $"v=0\r\no=wire 1 {Interlocked.Increment(ref _count)} {Family}\r\ns=-\r\nc={Family}\r\nt=0 0\r\n"
        + $"m=audio 6000 RTP/AVP 0\r\na={direction}\r\n";

    /// <summary>A call that is answered.</summary>
    /// <param name="sdp">The offer; null for that of the phone.</param>
    public async Task<WireDialog> CallAsync(string user = "4930123456", string headers = "", string? sdp = null)
    {
        var invite = Request("INVITE", user, headers, sdp ?? Sdp());
        var answer = await AskAsync(invite);
        Assert.True(answer.Status == 200, $"{answer.StartLine}\n{Story}");
        var dialog = WireDialog.OfCaller(new WireMessage(invite, At), answer);
        await SendAsync(InDialog(dialog, "ACK", string.Empty, string.Empty, string.Empty, cseq: 1));
        return dialog;
    }

    /// <summary>The dialog of a call that this phone has answered, the nth from 0.</summary>
    public async Task<WireDialog> AnsweredAsync(int nth = 0)
    {
        await Poll.UntilAsync($"call {nth} is acknowledged; {Story}", Patience, () => Acknowledged().Length > nth);
        var invite = Acknowledged()[nth];
        return WireDialog.OfCallee(invite, TagOf(invite));
    }

    /// <summary>A request in a dialog, and its final answer; that to an INVITE is acknowledged.</summary>
    public async Task<WireMessage> AskAsync(
        WireDialog dialog, string method, string headers = "", string body = "", string type = "application/sdp")
    {
        var cseq = dialog.NextCseq();
        var answer = await AskAsync(InDialog(dialog, method, headers, body, type, cseq));
        if (method == "INVITE" && answer.Status < 300)
            await SendAsync(InDialog(dialog, "ACK", string.Empty, string.Empty, string.Empty, cseq));
        return answer;
    }

    public Task<WireMessage> HangUpAsync(WireDialog dialog) => AskAsync(dialog, "BYE");

    /// <summary>A request outside of dialogs, as text.</summary>
    public string Request(string method, string user, string headers = "", string body = "")
    {
        var number = Interlocked.Increment(ref _count);
        var tag = string.Create(CultureInfo.InvariantCulture, $"from{number}x{Environment.TickCount64}");
        return Complete(
            $"{method} sip:{user}@{Recorder}{Parameter} SIP/2.0\r\n{Via()}From: <sip:491701234567@{At}>;tag={tag}\r\n"
            + $"To: <sip:{user}@{Recorder}>\r\nCall-ID: {tag}@{At.Address}\r\nCSeq: 1 {method}\r\n{Contact}",
            headers,
            body,
            "application/sdp");
    }

    /// <summary>Sends a request and waits for its final answer; acknowledges a failed INVITE.</summary>
    public async Task<WireMessage> AskAsync(string request, TimeSpan? within = null)
    {
        var sent = new WireMessage(request, At);
        await SendAsync(request);
        var answer = await SeesAsync(
            $"a final answer to {sent.StartLine}",
            message => message.Status >= 200 && message.Header("CSeq") == sent.Header("CSeq")
                && message.Header("Via")!.Contains(Branch(sent), StringComparison.Ordinal),
            within);
        if (answer.Status >= 300 && sent.Method == "INVITE")
        {
            await SendAsync(Complete(
                $"ACK {sent.StartLine.Split(' ')[1]} SIP/2.0\r\nVia: {sent.Header("Via")}\r\nFrom: {sent.Header("From")}\r\n"
                + $"To: {answer.Header("To")}\r\nCall-ID: {sent.Header("Call-ID")}\r\n"
                + $"CSeq: {sent.Header("CSeq")!.Split(' ')[0]} ACK\r\n",
                string.Empty,
                string.Empty,
                string.Empty));
        }

        return answer;
    }

    /// <summary>Waits for a message that came or comes.</summary>
    public async Task<WireMessage> SeesAsync(string what, Func<WireMessage, bool> wanted, TimeSpan? within = null)
    {
        WireMessage? found = null;
        try
        {
            await Poll.UntilAsync(what, within ?? Patience, () => (found = Received.FirstOrDefault(wanted)) is not null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new TimeoutException($"{e.Message}; seen by {Story}", e);
        }

        return found!;
    }

    /// <summary>Waits for the nth request of a method, from 0.</summary>
    public Task<WireMessage> SeesAsync(string method, int nth = 0, TimeSpan? within = null) =>
        SeesAsync(
            $"{method} #{nth}",
            message => message.Method == method && Received.Where(m => m.Method == method).Skip(nth).FirstOrDefault() == message,
            within);

    public async Task SendAsync(string message, IPEndPoint? replyTo = null)
    {
        Tell($"  sent {message.Split('\r')[0]}");
        await _channel.SendAsync(message, replyTo);
    }

    /// <summary>May come twice: a test that lets another phone have the address disposes early.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        await _channel.DisposeAsync();
        await _running;
    }

    private string Parameter => _channel.Protocol == "UDP"
        ? string.Empty
        : $";transport={_channel.Protocol.ToLowerInvariant()}";

    private string Contact => $"Contact: <sip:wire@{At}{Parameter}>\r\n";

    private string Family => At.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
        ? $"IN IP6 {At.Address}"
        : $"IN IP4 {At.Address}";

    private static IWireChannel ChannelOf(
        IPEndPoint at, IPEndPoint recorder, PeerTransport transport, WireTls? tls)
    {
        if (transport == PeerTransport.Udp)
            return new UdpWireChannel(at, recorder);
        return new StreamWireChannel(at, recorder, tls);
    }

    private WireMessage[] Acknowledged()
    {
        var all = Received;
        return
        [
            .. all.Where(m => m.Method == "INVITE" && !m.Header("To")!.Contains(";tag=", StringComparison.Ordinal))
                .DistinctBy(m => m.Header("Call-ID"))
                .Where(m => all.Any(ack => ack.Method == "ACK" && ack.Header("Call-ID") == m.Header("Call-ID")))
        ];
    }

    private async Task RunAsync()
    {
        await foreach (var message in _channel.Messages.ReadAllAsync())
        {
            Tell($"  got  {message.StartLine}");
            try
            {
                if (message.Method is not ("" or "ACK"))
                    await AnswerAsync(message);
            }
            // The test is over, and its socket is closed under what came last.
            catch (Exception e) when (e is SocketException or ObjectDisposedException && Volatile.Read(ref _isDisposed))
            {
                return;
            }

            lock (_gate)
                _received.Add(message);
        }
    }

    private async Task AnswerAsync(WireMessage request)
    {
        var answer = Decide?.Invoke(request) ?? (request.Method, request.Body.Length) switch
        {
            ("INVITE", _) or ("UPDATE", > 0) => new WireAnswer(200, Body: Sdp()),
            ("REFER", _) => new WireAnswer(202),
            _ => new WireAnswer(200),
        };
        if (answer.Status == 0)
            return;
        var to = request.Header("To")!;
        if (!to.Contains(";tag=", StringComparison.Ordinal))
            to += $";tag={TagOf(request)}";
        var text = new StringBuilder($"SIP/2.0 {answer.Status} As You Like It\r\n");
        foreach (var name in new[] { "Via", "Record-Route" })
        {
            foreach (var value in request.Headers(name))
                text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"From: {request.Header("From")}\r\nTo: {to}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Call-ID: {request.Header("Call-ID")}\r\nCSeq: {request.Header("CSeq")}\r\n");
        // A redirection says where else, not here.
        text.Append(answer.Status is >= 300 and < 400 ? string.Empty : Contact);
        await SendAsync(Complete(text.ToString(), answer.Headers, answer.Body, "application/sdp"), request.Source);
    }

    private string InDialog(WireDialog dialog, string method, string headers, string body, string type, int cseq) =>
        Complete(
            $"{method} {dialog.Target} SIP/2.0\r\n{Via()}From: {dialog.Local}\r\nTo: {dialog.Remote}\r\n"
            + $"Call-ID: {dialog.CallId}\r\nCSeq: {cseq} {method}\r\n{Contact}",
            headers,
            body,
            type);

    private string Via() =>
        $"Via: SIP/2.0/{_channel.Protocol} {At};rport;branch=z9hG4bK-{At.Port}-{Interlocked.Increment(ref _count)}-{Environment.TickCount64}\r\n";

    private static string Complete(string head, string headers, string body, string type) =>
        head + (head.StartsWith("SIP/", StringComparison.Ordinal) ? string.Empty : "Max-Forwards: 70\r\n")
        + (headers.Length == 0 ? string.Empty : headers.ReplaceLineEndings("\r\n").TrimEnd() + "\r\n")
        + (body.Length == 0 ? string.Empty : $"Content-Type: {type}\r\n")
        + string.Create(
            CultureInfo.InvariantCulture, $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    private static string Branch(WireMessage request) => request.Header("Via")!.Split("branch=")[1];

    // The same for each copy of a request.
    private string TagOf(WireMessage request) => string.Create(
        CultureInfo.InvariantCulture, $"wire{At.Port}x{(uint)request.Header("Call-ID")!.GetHashCode(StringComparison.Ordinal):x}");

    private void Tell(string line)
    {
        lock (_gate)
            _story.Add(line);
    }
}
