using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;

namespace MediaRecorder.Calls.Tests.Transfers;

/// <summary>A talking call of customer and agent, and requests of further parties behind the same two trunks.</summary>
internal sealed class TransferStage
{
    public static readonly IPEndPoint Customer = SimulatedRecorder.CustomerSip;
    public static readonly IPEndPoint Agent = SimulatedRecorder.AgentSip;

    private int _branch;

    public TransferStage(BlindTransferMode mode = BlindTransferMode.Pass, Func<CallsModel, CallsModel>? change = null)
    {
        var model = SimulatedRecorder.Model();
        var trunks = model.Trunks.ToImmutableSortedDictionary(
            pair => pair.Key, pair => pair.Value with { BlindTransfer = mode });
        model = model with { Trunks = trunks };
        Call = new HandmadeCall(change is null ? model : change(model));
    }

    public HandmadeCall Call { get; }

    public CallsCounters Counters => Call.Recorder.Counters;

    public TransferStage Talking()
    {
        Call.Talking();
        return this;
    }

    /// <summary>Identifiers of the agent's dialog with us as the agent writes them for others: ours is the to-tag.</summary>
    public string AgentDialog => $"{Call.Invite!.CallId};to-tag={Call.Invite.From.Tag};from-tag=agent";

    /// <summary>The same of the customer's dialog.</summary>
    public string CustomerDialog => $"c1;to-tag={Call.Answer!.To.Tag};from-tag=customer";

    /// <summary>A request outside a dialog, or inside one of a further party's.</summary>
    public string Request(
        string method, string uri, IPEndPoint from, string name, string to, string callId, int cseq, string body = "",
        string extra = "", string? branch = null)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{method} {uri} SIP/2.0\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Via: SIP/2.0/UDP {from.Address};branch=z9hG4bK-{name}{branch ?? $"{++_branch}"}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Max-Forwards: 70\r\nFrom: <sip:{name}@{from.Address}>;tag={name}\r\nTo: {to}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Call-ID: {callId}\r\nCSeq: {cseq} {method}\r\nContact: <sip:{name}@{from.Address}>\r\n{extra}");
        text.Append(body.Length > 0 ? "Content-Type: application/sdp\r\n" : "");
        return text.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n\r\n{body}").ToString();
    }

    /// <summary>Dan's INVITE from the agents' side.</summary>
    public string DansInvite(
        string extra, string? body = null, string uri = "sip:1@192.0.2.1", string? branch = null, int cseq = 1) =>
        Request("INVITE", uri, Agent, "dan", $"<{uri}>", "dan-1", cseq, body ?? Sdp("192.0.2.20", 7000), extra, branch);

    public string DansRequest(string method, SipMessage answer, int cseq, string body = "", string extra = "") =>
        Request(method, "sip:192.0.2.1", Agent, "dan", answer.To.Text, "dan-1", cseq, body, extra);

    /// <summary>The customer's 200 to a re-INVITE of ours.</summary>
    public static string CustomersAnswer(SipMessage reinvite) =>
        Response(reinvite, 200, CustomerSdp(version: 2))
            .Replace("sip:agent@192.0.2.20", "sip:192.0.2.10", StringComparison.Ordinal);

    public static string Refer(string referTo, string extra = "") => $"Refer-To: {referTo}\r\n{extra}";

    public static string[] Kinds(IEnumerable<(IPEndPoint To, SipMessage Message)> sent) =>
        [.. sent.Select(m => $"{(m.To.Equals(Customer) ? "customer" : "agent")} {Kind(m.Message)}")];

    public static string Kind(SipMessage message) => message.IsRequest
        ? message.MethodToken
        : message.StatusCode.ToString(CultureInfo.InvariantCulture);

    public static SipMessage Only(IEnumerable<(IPEndPoint To, SipMessage Message)> sent, string kind) =>
        Assert.Single(sent, m => Kind(m.Message) == kind).Message;

    public static string Header(SipMessage message, SipHeaderName name) =>
        message.TryGetHeader(name, out var value) ? value : "";
}
