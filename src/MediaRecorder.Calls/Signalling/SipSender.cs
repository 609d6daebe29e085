using System.Diagnostics.CodeAnalysis;
using MediaRecorder.Calls.Authentication;
using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Model;
using MediaRecorder.Sip.Authentication;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.SessionTimers;
using MediaRecorder.Sip.Transactions;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Signalling;

/// <summary>
/// The only way out for requests: writes the Via that fits the hop, makes the transaction, answers challenges for which
/// the trunk has credentials, and gives the responses to whoever sent the request. Owner: the SipWorker.
/// </summary>
internal sealed class SipSender(
    CallsModel model,
    TransactionLayer transactions,
    TrunkCredentials credentials,
    RequestAuthentication authentication,
    Func<string> newToken)
{
    // RFC 6026 §8.4: the transaction passes copies of a 2xx on for 64*T1; after that nobody asks for the ACK again.
    private static readonly long LingerNs = SipTimers.Default.GiveUpNs;

    private readonly Dictionary<ClientTransactionId, WaitingRequest> _waiting = [];
    private readonly Queue<(ClientTransactionId Id, long ForgetNs)> _answered = new();
    private readonly LargeRequests _large = new(model.Transports);

    /// <summary>Requests that may still get a response.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>When <see cref="Forget"/> is next due; <c>long.MaxValue</c> for never.</summary>
    public long NextDeadlineNs => _answered.TryPeek(out var oldest) ? oldest.ForgetNs : long.MaxValue;

    /// <summary>Sends a request that waits for its responses. Null, with nothing sent: it breaks a limit of ours.</summary>
    /// <param name="request">Without Via.</param>
    /// <param name="timer">Of the session that it opens or refreshes: a 422 is then answered by a longer interval.</param>
    public SentRequest? Send(
        SipMessageBuilder request, SipHop hop, IResponseTaker taker, long nowNs, SessionTimer? timer = null)
    {
        // RFC 3261 §22.3: a caller's credentials go to who asked for them: neither are ours for the next hop, nor has one
        // that knows us any use for others.
        var client = credentials.For(taker.Outward, hop);
        request.RemoveCredentials(value => client is not null || authentication.IsOurs(value)).SetCredentials(client);
        if (!TryTransmit(request, hop, nowNs, out var id, out var message, out var by))
        {
            return null;
        }

        var sent = new SentRequest(id, message, by);
        _waiting.Add(id, new WaitingRequest(sent, taker, request, client, timer));
        return sent;
    }

    /// <summary>A connection could not be opened.</summary>
    public void NoteUnreached(SipHop hop, long nowNs) => _large.NoteUnreached(hop, nowNs);

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
        if (!_large.TryTakeBack(id, out var request))
        {
            _waiting.Add(id, waiting);
            return false;
        }

        var (branch, hop) = (NewBranch(), SipHop.FromIPEndPoint(sent.Hop.EndPoint));
        var bytes = request.SetTopVia(Via(hop, branch)).ToBytes();
        _ = SipMessage.TryParse(bytes, out var message, out _);
        sent.SentAgain(transactions.SendRequest(message!, hop, nowNs), message!, hop);
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

    /// <summary>
    /// The ACK to a 2xx: no transaction, and its own branch (RFC 3261 §13.2.2.4). Returns it for repetition, which always
    /// goes to <paramref name="hop"/> itself: one too large for UDP goes by TCP first, and nobody would tell us that it did
    /// not arrive but the next copy of the 2xx.
    /// </summary>
    /// <param name="ack">Without Via.</param>
    /// <param name="invite">As it was sent: RFC 3261 §22.1 wants its credentials in the ACK, which cannot be asked.</param>
    public ReadOnlyMemory<byte> SendAck(SipMessageBuilder ack, SipHop hop, SipMessage invite, long nowNs)
    {
        foreach (var name in (ReadOnlySpan<SipHeaderName>)[SipHeaderName.Authorization, SipHeaderName.ProxyAuthorization])
        {
            foreach (var value in invite.Values(name))
            {
                ack.Add(name, value);
            }
        }

        var bytes = ack.SetTopVia(Via(hop, NewBranch())).ToBytes();
        if (_large.Suits(hop, bytes.Length, nowNs))
        {
            var by = hop with { Transport = SipTransport.Tcp };
            transactions.SendStateless(ack.SetTopVia(Via(by, NewBranch())).ToBytes(), by);
        }
        else
        {
            transactions.SendStateless(bytes, hop);
        }

        return bytes;
    }

    /// <summary>
    /// The request that a response or a timeout belongs to, and its sender; false when nobody waits, and when the response
    /// asked for something that the request, sent again, now has.
    /// </summary>
    /// <param name="response">Null for a timeout.</param>
    public bool TryTake(
        ClientTransactionId id, SipMessage? response, long nowNs, out SentRequest sent, out IResponseTaker taker)
    {
        _large.Forget(id);
        if (!_waiting.TryGetValue(id, out var waiting))
        {
            (sent, taker) = (null!, null!);
            return false;
        }

        (sent, taker) = (waiting.Sent, waiting.Taker);
        if (response is { StatusCode: < 200 })
        {
            return true;
        }

        if (response is not null && waiting.Taker.MayRepeat && IsMet(waiting, response) && TrySendAgain(waiting, nowNs))
        {
            return false;
        }

        if (response is { StatusCode: < 300 } && sent.Method == SipMethod.Invite)
        {
            // Once: a peer may send as many copies as it likes.
            if (!waiting.IsLingering)
            {
                waiting.IsLingering = true;
                _answered.Enqueue((id, nowNs + LingerNs));
            }
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
        if (_waiting.TryGetValue(sent.Id, out var waiting))
        {
            _waiting[sent.Id] = waiting with { Taker = taker };
        }
    }

    public void Forget(long nowNs)
    {
        while (_answered.TryPeek(out var oldest) && oldest.ForgetNs <= nowNs)
        {
            _waiting.Remove(_answered.Dequeue().Id);
        }
    }

    // What a failure asks for that we can give at once: credentials (RFC 3261 §22.2), a longer session interval (RFC 4028
    // §7.3).
    private bool IsMet(WaitingRequest waiting, SipMessage failure)
    {
        switch (failure.StatusCode)
        {
            case 401 or 407:
                return waiting.Client is { } client && credentials.TryAnswer(client, failure, waiting.Answered);
            case 422 when waiting.Timer is { } timer && timer.Raise(failure):
                timer.Offer(waiting.Request);
                return true;
            default:
                return false;
        }
    }

    // The same request with a higher CSeq, in a transaction of its own.
    private bool TrySendAgain(WaitingRequest waiting, long nowNs)
    {
        var sent = waiting.Sent;
        var request = waiting.Request;
        request.SetCSeq(request.NextCSeq?.Invoke() ?? sent.Message.CSeq.Number + 1);
        var old = sent.Id;
        if (!TryTransmit(request.SetCredentials(waiting.Client), sent.Hop, nowNs, out var id, out var message, out var by))
        {
            return false;
        }

        sent.SentAgain(id, message, by);
        _waiting.Remove(old);
        _waiting.Add(id, waiting);
        waiting.Taker.OnRepeated();
        return true;
    }

    private bool TryTransmit(
        SipMessageBuilder request,
        SipHop hop,
        long nowNs,
        out ClientTransactionId id,
        [NotNullWhen(true)] out SipMessage? message,
        out SipHop by)
    {
        var branch = NewBranch();
        by = hop;
        var bytes = request.SetTopVia(Via(hop, branch)).ToBytes();
        if (_large.Suits(hop, bytes.Length, nowNs))
        {
            by = hop with { Transport = SipTransport.Tcp };
            bytes = request.SetTopVia(Via(by, branch)).ToBytes();
        }

        id = default;
        if (!SipMessage.TryAdopt(bytes, out message, out _))
        {
            return false;
        }

        id = transactions.SendRequest(message, by, nowNs);
        if (by != hop)
        {
            _large.Sent(id, request);
        }

        return true;
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

    /// <param name="Client">Of the trunk it went to; null when that has no credentials.</param>
    private sealed record WaitingRequest(
        SentRequest Sent, IResponseTaker Taker, SipMessageBuilder Request, DigestClient? Client, SessionTimer? Timer)
    {
        /// <summary>It has its 2xx and is forgotten in time.</summary>
        public bool IsLingering { get; set; }

        public DigestExchange Answered => field ??= new();
    }
}
