using System.Globalization;
using System.Text;
using MediaRecorder.Calls.Conferences;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Calls.Tests.Transfers;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transports;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;

namespace MediaRecorder.Calls.Tests.Conferences;

/// <summary>
/// A talking call of customer and agent on trunks whose REFERs add a third party, which sits behind the customers' trunk.
/// What is sent is told by who gets it: "third INVITE".
/// </summary>
internal sealed class ConferenceStage
{
    private readonly TransferStage _stage;
    private readonly SipHop _third;
    private int _cseq = 4;

    /// <param name="change">Of the trunks, before anybody calls.</param>
    /// <param name="third">Where the third party is; null: behind the customers' trunk.</param>
    public ConferenceStage(Func<CallsModel, CallsModel>? change = null, SipHop? third = null)
    {
        _stage = new TransferStage(BlindTransferMode.Conference, change).Talking();
        _third = third ?? SimulatedRecorder.CustomerSip;
    }

    public HandmadeCall Call => _stage.Call;

    /// <summary>Dan behind the agents' trunk wants to take the agent's place.</summary>
    public string Takeover => _stage.DansInvite($"Replaces: {_stage.AgentDialog}\r\n");

    /// <summary>Dan behind the customers' trunk, as is the third party, wants to take its place.</summary>
    public string TakeoverOfThird =>
        _stage.DansInvite($"Replaces: {Invite.CallId};to-tag={Invite.From.Tag};from-tag=third\r\n")
            .Replace("192.0.2.20", "192.0.2.10", StringComparison.Ordinal);

    public SimulatedRecorder Recorder => Call.Recorder;

    /// <summary>Our newest INVITE to a third party.</summary>
    public SipMessage Invite { get; private set; } = null!;

    /// <summary>Ports of who is mixed.</summary>
    public int Mixed => Recorder.Mixed.Count;

    public string Reference => Recorder.Recording.Opened[0].Identity.CallReference;

    /// <summary>The agent asks for a third party by REFER.</summary>
    public string[] Refer(string number = "0301", string extra = "")
    {
        var sent = FromAgent("REFER", extra: TransferStage.Refer($"<sip:{number}@192.0.2.1>", extra), sent: out var messages);
        Note(messages);
        return sent;
    }

    /// <summary>The same by command.</summary>
    public JoinAnswer Command(string number = "0301", string? reference = null)
    {
        var answer = Recorder.B2bua.AddParty(reference ?? Reference, number, Call.NowNs);
        Note(Call.Wait(0).Concat(Taken()).ToList());
        return answer;
    }

    /// <summary>A third party that has joined.</summary>
    public ConferenceStage Joined(string? sdp = null)
    {
        Refer();
        Assert.Contains("third ACK", Answer(sdp));
        Assert.Equal(3, Mixed);
        return this;
    }

    public string[] Answer(string? sdp = null, string tag = "third") => Respond(200, sdp ?? Sdp("192.0.2.10", 4200), tag);

    public string[] Answer(out List<(System.Net.IPEndPoint To, SipMessage Message)> sent)
    {
        sent = Call.Receive(AsThird(Response(Invite, 200, Sdp("192.0.2.10", 4200), "third")), _third);
        return Names(sent);
    }

    public string[] Respond(int status, string body = "", string tag = "third", string extra = "") =>
        Names(Call.Receive(AsThird(Response(Invite, status, body, tag, extra)), _third));

    public string[] FromAgent(string method, string body = "", string extra = "", int? cseq = null) =>
        FromAgent(method, out _, body, extra, cseq);

    public string[] FromAgent(
        string method, out List<(System.Net.IPEndPoint To, SipMessage Message)> sent, string body = "", string extra = "",
        int? cseq = null)
    {
        sent = Call.Agent(Call.AgentRequest(method, cseq ?? ++_cseq, body, extra));
        return Names(sent);
    }

    public string[] FromCustomer(string method, string body = "", string extra = "", int? cseq = null) =>
        Names(Call.Customer(Call.CustomerRequest(method, cseq ?? ++_cseq, body, extra)));

    public string[] FromThird(string method, string body = "", string extra = "", int? cseq = null) =>
        FromThird(method, out _, body, extra, cseq);

    /// <param name="by">By another way than its own.</param>
    public string[] FromThird(
        string method, out List<(System.Net.IPEndPoint To, SipMessage Message)> sent, string body = "", string extra = "",
        int? cseq = null, SipHop? by = null)
    {
        var host = _third.EndPoint.Address;
        var number = cseq ?? ++_cseq;
        var text = new StringBuilder($"{method} {Invite.Contacts[0].Uri.Text} SIP/2.0\r\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"Via: SIP/2.0/{(by ?? _third).Transport.ToString().ToUpperInvariant()} {host};branch=z9hG4bK-third{method}{number}\r\nMax-Forwards: 70\r\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"From: {Invite.To.Text};tag=third\r\nTo: {Invite.From.Text}\r\nCall-ID: {Invite.CallId}\r\nCSeq: {number} {method}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Contact: <sip:third@{host}>\r\n{extra}");
        text.Append(body.Length > 0 ? "Content-Type: application/sdp\r\n" : "");
        text.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n\r\n{body}");
        sent = Call.Receive(text.ToString(), by ?? _third);
        return Names(sent);
    }

    public string[] By(string who, string method) => who switch
    {
        "agent" => FromAgent(method),
        "customer" => FromCustomer(method),
        _ => FromThird(method),
    };

    public string[] Wait(double seconds) => Names(Call.Wait(seconds));

    public string[] Names(IEnumerable<(System.Net.IPEndPoint To, SipMessage Message)> sent) =>
        [.. sent.Select(m => $"{Who(m.Message)} {TransferStage.Kind(m.Message)}")];

    private string Who(SipMessage message) =>
        message.CallId == "c1" ? "customer" : message.CallId == Call.Invite!.CallId ? "agent" : "third";

    private void Note(List<(System.Net.IPEndPoint To, SipMessage Message)> sent)
    {
        var invite = sent.Find(m => TransferStage.Kind(m.Message) == "INVITE").Message;
        Invite = invite ?? Invite;
    }

    private IEnumerable<(System.Net.IPEndPoint To, SipMessage Message)> Taken()
    {
        while (Recorder.B2bua.TryTake(out var datagram))
        {
            Assert.True(SipMessage.TryParse(datagram.Bytes.Span, out var message, out _));
            yield return (datagram.Destination.EndPoint, message!);
        }
    }

    private string AsThird(string response) =>
        response.Replace("sip:agent@192.0.2.20", $"sip:third@{_third.EndPoint.Address}", StringComparison.Ordinal);
}
