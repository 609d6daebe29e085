using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Model;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Transactions;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Signalling;

/// <summary>
/// The only way out for requests: writes the Via that fits the hop, makes the transaction, and gives the responses to
/// whoever sent the request. Owner: the SipWorker.
/// </summary>
internal sealed class SipSender(CallsModel model, TransactionLayer transactions, Func<string> newToken)
{
    // RFC 6026 §8.4: the transaction passes copies of a 2xx on for 64*T1; after that nobody asks for the ACK again.
    private static readonly long LingerNs = SipTimers.Default.GiveUpNs;

    private readonly Dictionary<ClientTransactionId, (SentRequest Sent, IResponseTaker Taker)> _waiting = [];
    private readonly Queue<(ClientTransactionId Id, long ForgetNs)> _answered = new();
    private readonly LargeRequests _large = new(model.Transports);

    /// <summary>When <see cref="Forget"/> is next due; <c>long.MaxValue</c> for never.</summary>
    public long NextDeadlineNs => _answered.TryPeek(out var oldest) ? oldest.ForgetNs : long.MaxValue;

    /// <summary>Sends a request that waits for its responses. Null, with nothing sent: it breaks a limit of ours.</summary>
    /// <param name="request">Without Via.</param>
    public SentRequest? Send(SipMessageBuilder request, SipHop hop, IResponseTaker taker, long nowNs)
    {
        var (branch, by) = (NewBranch(), hop);
        var bytes = request.SetTopVia(Via(hop, branch)).ToBytes();
        if (_large.Suits(hop, bytes.Length, nowNs))
        {
            by = hop with { Transport = SipTransport.Tcp };
            bytes = request.SetTopVia(Via(by, branch)).ToBytes();
        }

        if (!SipMessage.TryParse(bytes, out var message, out _))
        {
            return null;
        }

        var id = transactions.SendRequest(bytes, message.Method, branch, by, nowNs);
        var sent = new SentRequest(id, message, by);
        _waiting.Add(id, (sent, taker));
        if (by != hop)
        {
            _large.Sent(id, request);
        }

        return sent;
    }

    /// <summary>
    /// The transport of a request has failed. True when it had gone by TCP only for its size, and now goes by UDP.
    /// </summary>
    public bool TrySendByUdp(ClientTransactionId id, long nowNs)
    {
        if (!_waiting.Remove(id, out var waiting))
        {
            return false;
        }

        var sent = waiting.Sent;
        if (!_large.TryTakeBack(id, sent.Hop, nowNs, out var request))
        {
            _waiting.Add(id, waiting);
            return false;
        }

        var (branch, hop) = (NewBranch(), SipHop.FromIPEndPoint(sent.Hop.EndPoint));
        var bytes = request.SetTopVia(Via(hop, branch)).ToBytes();
        _ = SipMessage.TryParse(bytes, out var message, out _);
        sent.SentAgain(transactions.SendRequest(bytes, sent.Method, branch, hop, nowNs), message!, hop);
        _waiting.Add(sent.Id, waiting);
        return true;
    }

    /// <summary>The CANCEL of an INVITE; what comes back to it is of no use to anyone.</summary>
    /// <param name="received">The CANCEL that asks for it, whose Reason goes on (RFC 3326 §2); null for our own.</param>
    public void SendCancel(SentRequest invite, SipMessage? received, long nowNs)
    {
        var cancel = CancelRequest.For(invite.Message);
        foreach (var reason in received?.Values(SipHeaderName.Reason) ?? [])
        {
            cancel.Add(SipHeaderName.Reason, reason);
        }

        transactions.SendRequest(
            cancel.ToBytes(), SipMethod.Cancel, invite.Message.TopVia.Branch!, invite.Hop, nowNs);
    }

    /// <summary>The ACK to a 2xx: no transaction, and its own branch (RFC 3261 §13.2.2.4). Returns it for repetition.</summary>
    /// <param name="ack">Without Via.</param>
    public ReadOnlyMemory<byte> SendAck(SipMessageBuilder ack, SipHop hop)
    {
        var bytes = ack.SetTopVia(Via(hop, NewBranch())).ToBytes();
        transactions.SendStateless(bytes, hop);
        return bytes;
    }

    /// <summary>The request that a response or a timeout belongs to, and its sender; false when nobody waits.</summary>
    /// <param name="response">Null for a timeout.</param>
    public bool TryTake(
        ClientTransactionId id, SipMessage? response, long nowNs, out SentRequest sent, out IResponseTaker taker)
    {
        _large.Forget(id);
        var found = _waiting.TryGetValue(id, out var waiting);
        (sent, taker) = waiting;
        if (!found || response is { StatusCode: < 200 })
        {
            return found;
        }

        if (response is { StatusCode: < 300 } && sent.Method == SipMethod.Invite)
        {
            _answered.Enqueue((id, nowNs + LingerNs));
        }
        else
        {
            _waiting.Remove(id);
        }

        return true;
    }

    /// <summary>From now on another takes what comes back to a request.</summary>
    public void HandOver(SentRequest sent, IResponseTaker taker)
    {
        if (_waiting.ContainsKey(sent.Id))
        {
            _waiting[sent.Id] = (sent, taker);
        }
    }

    public void Forget(long nowNs)
    {
        while (_answered.TryPeek(out var oldest) && oldest.ForgetNs <= nowNs)
        {
            _waiting.Remove(_answered.Dequeue().Id);
        }
    }

    private string NewBranch() => "z9hG4bK" + newToken();

    // RFC 3581 §3: rport asks for the answer at the port we send from.
    private string Via(SipHop hop, string branch)
    {
        var transport = hop.Transport switch
        {
            SipTransport.Udp => "UDP",
            SipTransport.Tcp => "TCP",
            _ => "TLS",
        };
        var sentBy = model.Transports.ListenOf(hop.Transport) ?? model.SipListen;
        return $"SIP/2.0/{transport} {CallMessages.HostPort(sentBy)};branch={branch};rport";
    }
}
