using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MediaRecorder.Interop.Tests.Wire;

/// <summary>
/// A SIP peer with no stack: sends exactly the text it is given, and shows what came back. Retransmissions that come in
/// are shown too, so a test asks for what it waits for.
/// </summary>
public sealed class WirePeer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly UdpClient _socket;
    private int _count;

    public WirePeer(IPEndPoint local, IPEndPoint recorder)
    {
        _socket = new UdpClient(local);
        Local = local;
        Recorder = recorder;
    }

    public IPEndPoint Local { get; }

    public IPEndPoint Recorder { get; }

    /// <summary>An SDP offer or answer for G.711 at an address that exists.</summary>
    public string Sdp(int port = 6000, string? address = null, string media = "RTP/AVP 0 8") =>
        $"v=0\r\no=- 1 1 IN IP4 {Local.Address}\r\ns=-\r\nc=IN IP4 {address ?? Local.Address.ToString()}\r\nt=0 0\r\nm=audio {port} {media}\r\n";

    /// <summary>A request outside any dialog, complete but for what a test adds.</summary>
    public string Request(
        string method, string? uri = null, string headers = "", string body = "",
        string contentType = "application/sdp")
    {
        var number = Interlocked.Increment(ref _count);
        uri ??= $"sip:1000@{Recorder}";
        var type = body.Length == 0 ? string.Empty : $"Content-Type: {contentType}\r\n";
        return string.Create(CultureInfo.InvariantCulture, $"""
            {method} {uri} SIP/2.0
            Via: SIP/2.0/UDP {Local};rport;branch=z9hG4bK-wire-{Local.Port}-{number}
            From: <sip:wire@{Local}>;tag=wire{number}
            To: <{uri}>
            Call-ID: wire-{number}@{Local}
            CSeq: 1 {method}
            Contact: <sip:wire@{Local}>
            """).ReplaceLineEndings("\r\n")
            + "\r\n"
            + (headers.Contains("Max-Forwards", StringComparison.Ordinal) ? string.Empty : "Max-Forwards: 70\r\n")
            + headers + type
            + string.Create(
                CultureInfo.InvariantCulture, $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
    }

    /// <summary>A response to a request that came in.</summary>
    public string Response(WireMessage request, int status, string reason, string body = "")
    {
        var text = new StringBuilder($"SIP/2.0 {status} {reason}\r\n");
        foreach (var via in request.Headers("Via"))
            text.Append(CultureInfo.InvariantCulture, $"Via: {via}\r\n");
        foreach (var route in request.Headers("Record-Route"))
            text.Append(CultureInfo.InvariantCulture, $"Record-Route: {route}\r\n");
        var to = request.Header("To")!;
        text.Append(CultureInfo.InvariantCulture, $"From: {request.Header("From")}\r\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"To: {to}{(to.Contains(";tag=", StringComparison.Ordinal) ? string.Empty : ";tag=callee")}\r\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"Call-ID: {request.Header("Call-ID")}\r\nCSeq: {request.Header("CSeq")}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Contact: <sip:wire@{Local}>\r\n");
        if (body.Length > 0)
            text.Append("Content-Type: application/sdp\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
        return text.ToString();
    }

    /// <summary>A request inside the dialog that this peer's INVITE and its answer made: the ACK or the BYE.</summary>
    public string InDialog(string method, string invite, WireMessage answer, int cseq)
    {
        var request = new WireMessage(invite, Local);
        var target = answer.Header("Contact") is { } contact ? contact.Split('<', '>')[1] : $"sip:{Recorder}";
        return $"{method} {target} SIP/2.0\r\nVia: SIP/2.0/UDP {Local};rport;branch=z9hG4bK-wire-{Local.Port}-{Interlocked.Increment(ref _count)}\r\n"
            + $"From: {request.Header("From")}\r\nTo: {answer.Header("To")}\r\nCall-ID: {request.Header("Call-ID")}\r\n"
            + $"CSeq: {cseq} {method}\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n";
    }

    /// <summary>The ACK to a failure: same branch as the INVITE, the response's To (RFC 3261 §17.1.1.3).</summary>
    public static string AckToFailure(string invite, WireMessage failure)
    {
        var request = new WireMessage(invite, failure.Source);
        return $"ACK {request.StartLine.Split(' ')[1]} SIP/2.0\r\nVia: {request.Header("Via")}\r\nFrom: {request.Header("From")}\r\n"
            + $"To: {failure.Header("To")}\r\nCall-ID: {request.Header("Call-ID")}\r\nCSeq: 1 ACK\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n";
    }

    public Task SendAsync(string message) => SendAsync(Encoding.UTF8.GetBytes(message));

    public Task SendAsync(byte[] datagram) => SendAsync(datagram, Recorder);

    public async Task SendAsync(ReadOnlyMemory<byte> datagram, IPEndPoint destination) =>
        await _socket.SendAsync(datagram, destination, TestContext.Current.CancellationToken);

    /// <summary>The next message for which <paramref name="wanted"/> holds; others are passed over.</summary>
    public async Task<WireMessage> ReceiveAsync(string what, Func<WireMessage, bool> wanted, TimeSpan? within = null)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(within ?? Patience);
        var passedOver = new List<string>();
        try
        {
            while (true)
            {
                var datagram = await _socket.ReceiveAsync(timeout.Token);
                var message = WireMessage.FromDatagram(datagram.Buffer, datagram.RemoteEndPoint);
                if (wanted(message))
                    return message;
                passedOver.Add(message.StartLine);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException(
                $"{Local} waited in vain for {what}; came instead: [{string.Join(", ", passedOver)}]");
        }
    }

    /// <summary>The final response to a request that this peer sent; provisional ones are passed over.</summary>
    public Task<WireMessage> ReceiveFinalAsync(TimeSpan? within = null) =>
        ReceiveAsync("a final response", message => message.Status >= 200, within);

    /// <summary>Sends a request and returns its final response; a failed INVITE is acknowledged.</summary>
    public async Task<WireMessage> AskAsync(string request, TimeSpan? within = null)
    {
        await SendAsync(request);
        var response = await ReceiveFinalAsync(within);
        if (response.Status >= 300 && request.StartsWith("INVITE ", StringComparison.Ordinal))
            await SendAsync(AckToFailure(request, response));
        return response;
    }

    public void Dispose() => _socket.Dispose();
}
