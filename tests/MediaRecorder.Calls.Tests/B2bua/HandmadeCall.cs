using System.Globalization;
using System.Net;
using System.Text;
using MediaRecorder.Calls.Model;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transports;
using MediaRecorder.TestKit.Simulation;

namespace MediaRecorder.Calls.Tests.B2bua;

/// <summary>A call whose two ends are written by hand, message by message: for what no proper phone would do.</summary>
internal sealed class HandmadeCall
{
    private int _branch;

    public HandmadeCall(CallsModel? model = null) => Recorder = new SimulatedRecorder(new SimulatedNetwork(1), model);

    public SimulatedRecorder Recorder { get; }

    public long NowNs { get; private set; }

    /// <summary>A 400 repeats the headers of what it answers, unreadable ones too.</summary>
    public bool IsFedRubbish { get; init; }

    /// <summary>The INVITE as the agent got it, and the 200 as the customer did.</summary>
    public SipMessage? Invite { get; private set; }

    public SipMessage? Answer { get; private set; }

    public static string Sdp(string address, int port, int version = 1, string extra = "") => string.Create(
        CultureInfo.InvariantCulture,
        $"v=0\r\no=- 7 {version} IN IP4 {address}\r\ns=-\r\nc=IN IP4 {address}\r\nt=0 0\r\nm=audio {port} RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n{extra}");

    public static string CustomerSdp(int port = 4000, int version = 1, string extra = "") =>
        Sdp("192.0.2.10", port, version, extra);

    public static string AgentSdp(int port = 6000, int version = 1, string extra = "") =>
        Sdp("192.0.2.20", port, version, extra);

    /// <summary>Offered to the agent, who has said nothing yet.</summary>
    public HandmadeCall Offered(string? sdp = null, string extra = "")
    {
        Invite = Assert.Single(Customer(CustomerRequest("INVITE", 1, sdp ?? CustomerSdp(), extra))).Message;
        return this;
    }

    /// <summary>Answered by the agent; the customer has not acknowledged.</summary>
    public HandmadeCall Answered(string? sdp = null, string extra = "")
    {
        Offered(sdp, extra);
        Answer = Agent(Response(Invite!, 200, AgentSdp()))
            .Single(m => m.To.Equals(SimulatedRecorder.CustomerSip)).Message;
        Assert.Equal(200, Answer.StatusCode);
        return this;
    }

    /// <summary>Up: the agent answers that INVITE of ours and the customer acknowledges.</summary>
    /// <param name="cseq">Of the customer's INVITE.</param>
    public HandmadeCall Answered(SipMessage invite, int cseq = 1)
    {
        Invite = invite;
        Answer = Agent(Response(invite, 200, AgentSdp()))
            .Single(m => m.To.Equals(SimulatedRecorder.CustomerSip)).Message;
        Assert.Equal(200, Answer.StatusCode);
        Customer(CustomerRequest("ACK", cseq));
        return this;
    }

    public HandmadeCall Talking(string extra = "")
    {
        Answered(extra: extra);
        Customer(CustomerRequest("ACK", 1));
        return this;
    }

    /// <summary>From here on the customer's requests are in the dialog of this answer.</summary>
    public void Take(SipMessage answer) => Answer = answer;

    /// <summary>A request of the customer; inside the dialog once there is an answer.</summary>
    public string CustomerRequest(
        string method, int cseq, string body = "", string extra = "", string? branch = null, string callId = "c1") =>
        Request(
            method, Answer?.Contacts[0].Uri.Text ?? "sip:4711@192.0.2.1", "192.0.2.10",
            "<sip:0049@192.0.2.10>;tag=customer",
            Answer?.To.Text ?? "<sip:4711@192.0.2.1>", callId, cseq, body, extra, branch);

    /// <summary>A request of the agent in its dialog.</summary>
    public string AgentRequest(string method, int cseq, string body = "", string extra = "", string? branch = null) =>
        Request(
            method, Invite!.Contacts[0].Uri.Text, "192.0.2.20", Invite.To.Text + ";tag=agent", Invite.From.Text,
            Invite.CallId, cseq, body, extra, branch);

    public static string Response(
        SipMessage request, int status, string body = "", string? tag = "agent", string extra = "")
    {
        var text = new StringBuilder($"SIP/2.0 {status} {SipReasonPhrases.For(status)}\r\n");
        foreach (var via in request.Values(Sip.Messages.Headers.SipHeaderName.Via))
        {
            text.Append("Via: ").Append(via).Append("\r\n");
        }

        var to = tag is null || request.To.Tag is not null ? request.To.Text : $"{request.To.Text};tag={tag}";
        text.Append(
            CultureInfo.InvariantCulture,
            $"From: {request.From.Text}\r\nTo: {to}\r\nCall-ID: {request.CallId}\r\nCSeq: {request.CSeq}\r\n");
        text.Append("Contact: <sip:agent@192.0.2.20>\r\n").Append(extra);
        return Complete(text, body);
    }

    public List<(IPEndPoint To, SipMessage Message)> Customer(string text) =>
        Receive(text, SimulatedRecorder.CustomerSip);

    public List<(IPEndPoint To, SipMessage Message)> Agent(string text) => Receive(text, SimulatedRecorder.AgentSip);

    public List<(IPEndPoint To, SipMessage Message)> HangUpAll()
    {
        Recorder.B2bua.HangUpAll(NowNs);
        return Taken();
    }

    public List<(IPEndPoint To, SipMessage Message)> Wait(double seconds)
    {
        var sent = new List<(IPEndPoint, SipMessage)>();
        var untilNs = NowNs + (long)(seconds * 1e9);
        while (Recorder.B2bua.NextDeadlineNs <= untilNs)
        {
            NowNs = Math.Max(NowNs, Recorder.B2bua.NextDeadlineNs);
            Recorder.B2bua.OnDeadline(NowNs);
            sent.AddRange(Taken());
        }

        NowNs = untilNs;
        return sent;
    }

    /// <summary>Where the last message of ours went.</summary>
    public SipHop LastHop { get; private set; }

    public List<(IPEndPoint To, SipMessage Message)> Receive(string text, SipHop source)
    {
        Recorder.B2bua.Receive(Encoding.UTF8.GetBytes(text), source, NowNs);
        return Taken();
    }

    /// <summary>The TCP connection to the agent is gone.</summary>
    /// <param name="wasOpen">It had been open.</param>
    public List<(IPEndPoint To, SipMessage Message)> FailTcp(bool wasOpen = false)
    {
        var hop = new SipHop(SipTransport.Tcp, SimulatedRecorder.AgentSip, FlowId: 1);
        Recorder.B2bua.OnTransportFailed(hop, wasOpen, NowNs);
        return Taken();
    }

    public void AssertNothingLeft()
    {
        Wait(300);
        Assert.Equal(0, Recorder.B2bua.ActiveCalls);
        Assert.Equal(0, Recorder.B2bua.ActiveTransactions);
        Assert.Equal(0, Recorder.B2bua.WaitingRequests);
        Assert.Equal(long.MaxValue, Recorder.B2bua.NextDeadlineNs);
        Assert.Equal((0, 0), (Recorder.OpenPaths, Recorder.OpenPorts));
        Assert.Equal(Recorder.Recording.Opened.Count, Recorder.Recording.Closed.Count);
        Assert.Equal(0, Recorder.Counters.MessageFaults);
    }

    private string Request(
        string method, string uri, string host, string from, string to, string callId, int cseq, string body,
        string extra, string? branch)
    {
        var text = new StringBuilder($"{method} {uri} SIP/2.0\r\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"Via: SIP/2.0/UDP {host};branch=z9hG4bK-{branch ?? $"{++_branch}"}\r\nMax-Forwards: 70\r\n");
        text.Append(CultureInfo.InvariantCulture, $"From: {from}\r\nTo: {to}\r\nCall-ID: {callId}\r\nCSeq: {cseq} {method}\r\nContact: <sip:{host}>\r\n{extra}");
        return Complete(text, body);
    }

    private static string Complete(StringBuilder text, string body)
    {
        var isTyped = text.ToString().Contains("Content-Type:", StringComparison.Ordinal);
        text.Append(body.Length > 0 && !isTyped ? "Content-Type: application/sdp\r\n" : "");
        return text.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n\r\n{body}").ToString();
    }

    private List<(IPEndPoint To, SipMessage Message)> Taken()
    {
        var sent = new List<(IPEndPoint, SipMessage)>();
        while (Recorder.B2bua.TryTake(out var datagram))
        {
            LastHop = datagram.Destination;
            var isRead = SipMessage.TryParse(datagram.Bytes.Span, out var message, out var error);
            Assert.True(isRead || IsFedRubbish, $"{error}");
            if (!isRead)
            {
                continue;
            }

            sent.Add((datagram.Destination.EndPoint, message!));
        }

        return sent;
    }
}
