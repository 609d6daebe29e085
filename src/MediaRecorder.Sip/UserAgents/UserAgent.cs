using System.Diagnostics.CodeAnalysis;
using System.Net;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Sip.UserAgents;

/// <summary>
/// A phone without media: places and takes any number of calls on one UDP address. Sans-IO: every input carries the
/// time; after each input the driver drains <see cref="TryTake"/>, and calls <see cref="OnDeadline"/> at
/// <see cref="NextDeadlineNs"/>. One owner, not thread-safe. Each input costs O(log n) of the calls alive.
/// Misuse by the owner (answering what is not there) throws InvalidOperationException; nothing from the network does.
/// </summary>
public sealed class UserAgent
{
    private readonly AgentContext _agent;
    private readonly CallingSide _calling;
    private readonly AnsweringSide _answering;

    /// <param name="local">The address it sends from and is reached at.</param>
    /// <param name="user">User part of its URI, as it stands on the wire.</param>
    /// <param name="seed">Of its tags, branches and Call-IDs; two agents in one network need different seeds.</param>
    /// <param name="timers">Null = RFC 3261's own.</param>
    public UserAgent(IPEndPoint local, string user, int seed, SipTimers? timers = null)
    {
        Local = local;
        var identity = new AgentIdentity(local, user, seed);
        Uri = identity.Uri;
        _agent = new AgentContext(identity, timers ?? SipTimers.Default);
        _calling = new CallingSide(_agent);
        _answering = new AnsweringSide(_agent, _calling);
    }

    public IPEndPoint Local { get; }

    /// <summary>Its SIP URI: what others call and what stands in its From and Contact.</summary>
    public string Uri { get; }

    /// <summary>Datagrams that were no SIP message.</summary>
    public long Malformed { get; private set; }

    /// <summary>Transactions alive; they outlast their calls by up to 64*T1.</summary>
    public int ActiveTransactions => _agent.Transactions.ActiveTransactions;

    public TransactionCounters TransactionCounters => _agent.Transactions.Counters;

    /// <summary>When <see cref="OnDeadline"/> is next due; long.MaxValue = never.</summary>
    public long NextDeadlineNs => Math.Min(_agent.Transactions.NextDeadlineNs, _answering.NextDeadlineNs);

    /// <summary>The next thing to do or to know, in order; false when there is none.</summary>
    public bool TryTake([NotNullWhen(true)] out UserAgentEvent? e) => _agent.Events.TryDequeue(out e);

    public void Receive(ReadOnlySpan<byte> datagram, IPEndPoint source, long nowNs)
    {
        if (!SipMessage.TryParse(datagram, out var message, out _) || message is null)
        {
            Malformed++;
            return;
        }

        _agent.Transactions.Receive(message, source, nowNs);
        Drain(nowNs);
    }

    public void OnDeadline(long nowNs)
    {
        _agent.Transactions.OnDeadline(nowNs);
        Drain(nowNs);
        _answering.OnDeadline(nowNs);
        Drain(nowNs);
    }

    /// <summary>Places a call.</summary>
    /// <param name="nextHop">Where the INVITE goes, whatever the URI says.</param>
    /// <param name="sdp">The offer; empty = the peer makes it (delayed offer).</param>
    /// <exception cref="ArgumentException"><paramref name="requestUri"/> is no URI.</exception>
    public UserAgentCall Invite(string requestUri, IPEndPoint nextHop, ReadOnlyMemory<byte> sdp, long nowNs)
    {
        var call = _calling.Invite(requestUri, nextHop, sdp, nowNs);
        Drain(nowNs);
        return call;
    }

    /// <summary>180, or with early media 183. May be repeated.</summary>
    public void Ring(UserAgentCall call, long nowNs, ReadOnlyMemory<byte> sdp = default)
    {
        RequireIncoming(call);
        _answering.Ring(call, sdp, nowNs);
        Drain(nowNs);
    }

    /// <summary>200 with the SDP answer, or the offer when the INVITE had none.</summary>
    public void Answer(UserAgentCall call, ReadOnlyMemory<byte> sdp, long nowNs)
    {
        RequireIncoming(call);
        _answering.Answer(call, sdp, nowNs);
        Drain(nowNs);
    }

    /// <param name="status">300 to 699.</param>
    public void Reject(UserAgentCall call, int status, long nowNs)
    {
        RequireIncoming(call);
        RequireFailure(status);
        _answering.Reject(call, status, nowNs);
        Drain(nowNs);
    }

    /// <summary>The ACK after a 2xx that made the offer (our INVITE or re-INVITE had none).</summary>
    public void Acknowledge(UserAgentCall call, ReadOnlyMemory<byte> sdp, long nowNs)
    {
        Require(call.SentInvite is { Acks.Count: > 0 }, "no 2xx waits for an answer");
        _calling.Acknowledge(call.SentInvite!, sdp);
        Drain(nowNs);
    }

    /// <param name="sdp">The offer; empty = the peer makes it.</param>
    public void Reinvite(UserAgentCall call, ReadOnlyMemory<byte> sdp, long nowNs)
    {
        Require(call.CanReinvite, "not confirmed, or another re-INVITE is under way");
        _calling.Reinvite(call, sdp, nowNs);
        Drain(nowNs);
    }

    /// <summary>200 to the re-INVITE.</summary>
    public void AnswerReinvite(UserAgentCall call, ReadOnlyMemory<byte> sdp, long nowNs)
    {
        RequireReinvited(call);
        _answering.Answer(call, sdp, nowNs);
        Drain(nowNs);
    }

    /// <summary>The call goes on as it was.</summary>
    public void RejectReinvite(UserAgentCall call, int status, long nowNs)
    {
        RequireReinvited(call);
        RequireFailure(status);
        _answering.RejectReinvite(call, status, nowNs);
        Drain(nowNs);
    }

    /// <summary>
    /// Gives up an outbound call: CANCEL, once the peer has said anything at all (RFC 3261 §9.1), and BYE if the answer
    /// comes first. Nothing when it is over.
    /// </summary>
    public void Cancel(UserAgentCall call, long nowNs)
    {
        Require(call.Direction == CallDirection.Outbound, "only the caller can cancel");
        Bye(call, nowNs);
    }

    /// <summary>
    /// Hangs up, whatever the state: CANCEL or 480 while unanswered, else BYE, after the ACK if that is outstanding
    /// (RFC 3261 §15). Nothing when it is over or hung up already.
    /// </summary>
    public void Bye(UserAgentCall call, long nowNs)
    {
        if (call.IsGivenUp || call.State is UserAgentCallState.Ending or UserAgentCallState.Ended)
            return;
        if (call.IsUnanswered && call.Direction == CallDirection.Inbound)
            _answering.Reject(call, 480, nowNs);
        else if (call.IsUnanswered)
            _calling.Cancel(call, nowNs);
        else if (call.State == UserAgentCallState.Answered && call.Direction == CallDirection.Inbound)
            call.IsGivenUp = true;
        else
            _calling.Bye(call, nowNs);
        Drain(nowNs);
    }

    /// <summary>Asks whether a peer is there; the answer is an OptionsAnswered.</summary>
    public void Options(string requestUri, IPEndPoint nextHop, long nowNs)
    {
        _calling.Options(requestUri, nextHop, nowNs);
        Drain(nowNs);
    }

    private void Drain(long nowNs)
    {
        while (_agent.Transactions.TryTake(out var e))
        {
            switch (e)
            {
                case TransactionEvent.Send send:
                    _agent.Emit(new UserAgentEvent.SendDatagram(send.Destination.EndPoint, send.Bytes));
                    break;
                case TransactionEvent.RequestReceived received:
                    _answering.Receive(new ReceivedRequest(received.Id, received.Request, received.Source.EndPoint), nowNs);
                    break;
                case TransactionEvent.CancelReceived cancel:
                    _answering.ReceiveCancel(
                        cancel.Invite, new ReceivedRequest(cancel.Cancel, cancel.Request, null), nowNs);
                    break;
                case TransactionEvent.AckReceived ack:
                    _answering.ReceiveAck(ack.Ack, nowNs);
                    break;
                case TransactionEvent.ResponseReceived received:
                    _calling.Receive(received.Id, received.Response, nowNs);
                    break;
                case TransactionEvent.ClientTimedOut timedOut:
                    _calling.TimedOut(timedOut.Id, nowNs);
                    break;
                case TransactionEvent.ServerTimedOut:
                    // A failure response of ours that nobody acknowledged: its call is over all the same.
                    break;
            }
        }
    }

    private static void RequireIncoming(UserAgentCall call) => Require(
        call.IsUnanswered && call.Direction == CallDirection.Inbound, "not an inbound call that waits for an answer");

    private static void RequireReinvited(UserAgentCall call) => Require(
        !call.IsUnanswered && call.ReceivedInvite is not null, "no re-INVITE waits for an answer");

    private static void RequireFailure(int status)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 300);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 699);
    }

    private static void Require(bool holds, string complaint)
    {
        if (!holds)
            throw new InvalidOperationException(complaint);
    }
}
