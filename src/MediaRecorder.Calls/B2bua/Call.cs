using MediaRecorder.Calls.Cues;
using MediaRecorder.Calls.Legs;
using MediaRecorder.Calls.Lines;
using MediaRecorder.Calls.Requests;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Calls.Trunks;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Media.Paths;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transactions;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.B2bua;

/// <summary>
/// One call through the recorder: two dialogs, one relay path, perhaps a recording. Owner: the SipWorker.
/// <code>
/// state      | INVITE final 2xx   | failure, timeout  | CANCEL, no answer | BYE              | ACK         | re-INVITE
/// Offered    | 200 on,            | status on → Ended | 487/408           | 487 → Cancelling | –           | 500
///            | ACK → Talking      |                   | → Cancelling      |                  |             |
/// Cancelling | ACK, BYE → Ended   | → Ended           | –                 | –                | –           | 500
/// Talking    | of a re-INVITE: on | on; 408, 481:     | CANCEL on         | BYE on → Ended;  | answer on;  | on, 491,
///            |                    | BYE both → Ended  |                   | ACK missing      | a waiting   | 500; waits for
///            |                    |                   |                   | → Closing        | re-INVITE on| other's ACK
/// Closing    | –                  | –                 | –                 | → Ended          | BYE → Ended | 500
///
/// state      | provisional        | PRACK             | UPDATE            | other requests   | no PRACK in 64*T1
/// Offered,   | on, reliably when  | on; without       | on, 491, 500;     | on               | 504, CANCEL: Offered
/// Talking    | it came so         | a match 481       | 481 of it: BYE    |                  | → Cancelling
/// Cancelling,| dropped            | 481               | 481               | 481              | –
/// Closing    |                    |                   |                   |                  |
/// </code>
/// A 2xx that comes while a reliable response with SDP is unacknowledged waits for the PRACK. A re-INVITE without a
/// final response is cancelled by <see cref="InviteExchange.StaleNs"/>.
/// </summary>
internal sealed partial class Call : IScheduled
{
    private readonly CallContext _context;
    private readonly AgentKeypad? _keypad;
    private readonly List<string> _forkTags = [];
    private CallLines? _lines;
    private DialogPair? _pair;
    private SipMessage? _byeToPassOn;
    private InviteExchange? _exchange;

    // A re-INVITE that came while the other side's ACK was still missing.
    private InviteExchange? _waiting;
    private readonly long _noAnswerNs;
    private readonly MediaWatch _watch;

    public Call(
        CallContext context,
        string reference,
        SipLeg ingress,
        SipLeg egress,
        CallLines lines,
        CallRecording? recording,
        long nowNs)
    {
        _context = context;
        Reference = reference;
        Ingress = ingress;
        Egress = egress;
        _lines = lines;
        Recording = recording;
        _noAnswerNs = nowNs + (context.Model.NoAnswerTimeout.Ticks * 100);
        _watch = new MediaWatch(context.Model.MediaTimeout.Ticks * 100, context.Model.HoldTimeout.Ticks * 100);
        _keypad = recording is null ? null : new AgentKeypad(context, reference, recording);
    }

    public string Reference { get; }

    public SipLeg Ingress { get; private set; }

    public SipLeg Egress { get; private set; }

    public CallRecording? Recording { get; }

    /// <summary>The next hops that are tried; null where the way was given (Replaces).</summary>
    public CallRoute? Route { get; init; }

    /// <summary>How often its INVITE had passed through us before.</summary>
    public int Passes { get; init; }

    public CallState State { get; private set; }

    /// <summary>How the call ended; meaningful once it has.</summary>
    public CallOutcome Outcome { get; private set; }

    /// <summary>The newest INVITE or re-INVITE; kept by <see cref="CallTable"/>.</summary>
    public InviteExchange? LastInvite { get; set; }

    /// <summary>Our tags in the dialogs of both legs.</summary>
    public IEnumerable<string> LocalTags => [Ingress.LocalTag, Egress.LocalTag, .. _forkTags, .. _furtherTags];

    int IScheduled.HeapIndex { get; set; } = -1;

    /// <summary>When the call was answered; null before.</summary>
    public long? AnsweredNs { get; private set; }

    /// <summary>When <see cref="OnDeadline"/> must run; <c>long.MaxValue</c> for never.</summary>
    public long DeadlineNs
    {
        get
        {
            if (State == CallState.Ended)
            {
                return long.MaxValue;
            }

            var next = _exchange?.DeadlineNs ?? long.MaxValue;
            next = Math.Min(next, State == CallState.Offered ? Math.Min(_noAnswerNs, _hopDeadlineNs) : long.MaxValue);
            next = Math.Min(next, TransferDeadlineNs);
            if (State == CallState.Talking)
            {
                next = Math.Min(next, Math.Min(SessionDeadlineNs(Ingress), SessionDeadlineNs(Egress)));
                next = Math.Min(next, _watch.NextDeadlineNs);
            }

            return State == CallState.Talking && _keypad is not null ? Math.Min(next, _keypad.NextDeadlineNs) : next;
        }
    }

    // LegRoles gives every call exactly one; a third party that takes its place is none.
    private SipLeg Agent => Ingress.Role == LegRole.Agent ? Ingress : Egress;

    private bool IsAgent(LegId leg) => Agent.Role == LegRole.Agent && Agent.Id == leg;

    /// <summary>The caller gave up: RFC 3261 §9.2. The CANCEL itself has its 200 already.</summary>
    public void OnCancel(InviteExchange exchange, SipMessage cancel, long nowNs)
    {
        if (exchange == _waiting)
        {
            RefuseWaiting(nowNs);
        }
        else if (exchange == _exchange && exchange.Stage == ExchangeStage.Pending)
        {
            exchange.Cancelled = cancel;
            if (exchange.IsInitial || exchange.Replaced is not null)
            {
                Cancel(exchange, 487, CallOutcome.Cancelled, nowNs);
            }
            else
            {
                // The session goes on, so both sides must agree on what became of the offer (RFC 6141 §3): the far
                // side's final response decides, a 2xx that crosses the CANCEL included.
                CancelFarSide(exchange, nowNs);
            }
        }
    }

    /// <summary>A request that is in order in <paramref name="dialog"/>.</summary>
    public void OnRequest(LegDialog dialog, TransactionEvent.RequestReceived received, long nowNs)
    {
        var leg = dialog.Leg;
        if (leg.TellsKeysByTlsAlone
            && received is { Source.Transport: not SipTransport.Tls, Request.Method: SipMethod.Invite or SipMethod.Update or SipMethod.Prack })
        {
            // The answer goes back as it came, and would tell our keys.
            _context.Answer(received, new Refusal(488), nowNs);
            return;
        }

        if (_conference is { } conference && (leg.Guest is not null ? conference.Has(leg) : conference.IsMixing && IsParty(leg)))
        {
            conference.OnRequest(leg, received, nowNs);
            return;
        }

        if (!IsParty(leg))
        {
            OnOutsider(leg, received, nowNs);
            return;
        }

        var pair = State is CallState.Offered or CallState.Talking ? PairOf(dialog) : null;
        switch (received.Request.Method)
        {
            case SipMethod.Invite or SipMethod.Update when IsAwaitingNext(leg):
                _context.Answer(received, new Refusal(491), nowNs);
                break;
            case not SipMethod.Bye when IsAwaitingNext(leg):
                _context.Answer(received, new Refusal(480), nowNs);
                break;
            case SipMethod.Refer when pair is not null:
                OnRefer(pair, leg, received, nowNs);
                break;
            case SipMethod.Bye when leg == Ingress || AnsweredNs is not null:
                _context.Answer(received, new Refusal(200), nowNs);
                OnBye(leg, received.Request, nowNs);
                break;
            case SipMethod.Invite:
                OnReinvite(leg, received, nowNs);
                break;
            case SipMethod.Prack when pair is not null:
                OnPrack(pair, leg, received, nowNs);
                break;
            case SipMethod.Update when pair is not null:
                OnUpdate(pair, leg, received, nowNs);
                break;
            case not SipMethod.Bye when pair is not null:
                HearInfo(leg, received.Request, nowNs);
                RelayedRequest.Start(_context, this, pair, leg, received, nowNs);
                break;
            default:
                // RFC 3261 §15: a callee cannot hang up what it has not answered.
                _context.Answer(received, new Refusal(481), nowNs);
                break;
        }
    }

    // A BYE that has its 200 already; its Reason, User-to-User and body go on.
    private void OnBye(SipLeg leg, SipMessage bye, long nowNs)
    {
        switch (State)
        {
            case CallState.Offered:
                // RFC 3261 §15: a caller may end an early dialog by BYE; the INVITE still gets its 487.
                Cancel(_exchange!, 487, CallOutcome.Cancelled, nowNs);
                break;
            case CallState.Talking:
                HangUpBy(leg, bye, nowNs);
                break;
            case CallState.Closing:
                End(Outcome, nowNs);
                break;
        }
    }

    /// <summary>A key of one leg's keypad, heard in its media. REQ C-04, B-07.</summary>
    public void OnKey(KeyPress key, long nowNs)
    {
        if (State == CallState.Talking && IsAgent(key.Leg))
        {
            _keypad?.OnKey(key, nowNs);
        }
    }

    public void OnDeadline(long nowNs)
    {
        if (State == CallState.Offered && nowNs >= _noAnswerNs)
        {
            Cancel(_exchange!, 408, CallOutcome.NoAnswer, nowNs);
            return;
        }

        if (State == CallState.Offered && nowNs >= _hopDeadlineNs)
        {
            OnHopTimeout(nowNs);
        }

        if (State == CallState.Talking)
        {
            _keypad?.OnDeadline(Agent.Id, nowNs);
        }

        OnTransferDeadline(nowNs);
        OnSessionDeadline(Ingress, nowNs);
        OnSessionDeadline(Egress, nowNs);
        if (_exchange is { } exchange)
        {
            OnExchangeDeadline(exchange, nowNs);
        }

        if (State == CallState.Talking
            && nowNs >= _watch.NextDeadlineNs
            && _watch.OnDeadline(_lines!.Packets, _lines.IsOneWay, nowNs))
        {
            HangUp(CallOutcome.MediaTimeout, nowNs);
        }
    }

    /// <summary>Ends the call from our side, both ways.</summary>
    public void HangUp(CallOutcome outcome, long nowNs)
    {
        switch (State)
        {
            case CallState.Offered:
                Cancel(_exchange!, 503, outcome, nowNs);
                break;
            case CallState.Talking:
                FailPendingExchange(nowNs);
                SendBye(Ingress, nowNs);
                SendBye(Egress, nowNs);
                End(outcome, nowNs);
                break;
            case CallState.Closing:
                SendBye(_exchange!.From, nowNs, _byeToPassOn);
                End(Outcome, nowNs);
                break;
        }
    }

    /// <summary>
    /// After a fault of ours: tells both sides as far as it can and is over, whatever state the fault left.
    /// </summary>
    public void Abandon(long nowNs)
    {
        try
        {
            HangUp(CallOutcome.Faulted, nowNs);
        }
#pragma warning disable CA1031 // The first fault is told; what it broke may break this too, and nothing may leave the loop.
        catch (Exception)
#pragma warning restore CA1031
        {
            _context.Counters.MessageFaults++;
        }

        End(CallOutcome.Faulted, nowNs);
    }

    /// <summary>The other party of <paramref name="leg"/>.</summary>
    public SipLeg Other(SipLeg leg) => leg == Ingress ? Egress : Ingress;

    private void HangUpBy(SipLeg leg, SipMessage bye, long nowNs)
    {
        leg.Dialog!.Terminate();
        RefuseWaiting(nowNs);
        if (GoesOnWithout(leg))
        {
            return;
        }

        var outcome = leg == Ingress ? CallOutcome.CallerHungUp : CallOutcome.CalleeHungUp;
        if (_exchange is { Stage: ExchangeStage.Accepted } answered && answered.From != leg)
        {
            // RFC 3261 §15: no BYE before the ACK to our 2xx. The 2xx may be lost: who never sees it would ring for
            // ever.
            AcknowledgeAtLast(answered, nowNs);
            _byeToPassOn = bye;
            CloseMedia(outcome, nowNs);
            State = CallState.Closing;
            return;
        }

        FailPendingExchange(nowNs);
        SendBye(Other(leg), nowNs, bye);
        End(outcome, nowNs);
    }

    /// <summary>An INFO of a party, which may be a key of the agent's.</summary>
    public void HearInfo(SipLeg leg, SipMessage request, long nowNs)
    {
        if (request.Method == SipMethod.Info && State == CallState.Talking && IsAgent(leg.Id))
        {
            _keypad?.OnInfo(request, leg.Id, nowNs);
        }
    }

    /// <summary>Hangs up one party, with what the one that hung up said.</summary>
    public void SendBye(SipLeg leg, long nowNs, SipMessage? received = null)
    {
        if (leg.Dialog is not { State: not Sip.Dialogs.DialogState.Terminated } dialog)
        {
            return;
        }

        var bye = dialog.CreateRequest(SipMethod.Bye);
        if (received is not null)
        {
            HeaderRules.Carry(_context.Model, received, bye, Other(leg).Trunk, leg.Trunk);
            MessageBody.Carry(received, bye);
        }

        // What came with too many headers to pass on still hangs up.
        _ = _context.Sender.Send(bye, leg.NextHop, Unheeded.Taker, nowNs)
            ?? _context.Sender.Send(dialog.CreateRequest(SipMethod.Bye), leg.NextHop, Unheeded.Taker, nowNs);
    }

    private void End(CallOutcome outcome, long nowNs)
    {
        if (_lines is not null)
        {
            CloseMedia(outcome, nowNs);
        }

        State = CallState.Ended;
    }

    // Once a call: a wrong key fails fifty times a second.
    private void NoteUnopened(CallLines lines, LegSide side)
    {
        if (lines.UnopenedPacketsOf(side) is > 0 and var packets)
        {
            _context.Logger.PacketsUnopened(Reference, side, packets);
        }
    }

    private void CloseMedia(CallOutcome outcome, long nowNs)
    {
        Outcome = outcome;
        RefuseWaiting(nowNs);
        if (Recording is not null)
        {
            Recording.Take(
                new CallEnded(nowNs, CueSource.Signalling, outcome.ToString(), CallOutcomes.RecordingEnd(outcome)));
            Recording.Plane.Close(Recording.Id, nowNs);
        }

        var lines = _lines!;
        _lines = null;
        NoteUnopened(lines, LegSide.Ingress);
        NoteUnopened(lines, LegSide.Egress);
        lines.Close();
        EndTransfers(nowNs);
        Ingress.Refresh?.OnCallEnded(nowNs);
        Egress.Refresh?.OnCallEnded(nowNs);
        var seconds = AnsweredNs is { } answered ? (nowNs - answered) / 1e9 : 0;
        _context.Logger.CallEnded(Reference, outcome, seconds);
        _context.Counters.CallEnded(outcome);
    }
}
