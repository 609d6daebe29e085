using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Sip.Transactions.Machines;

// RFC 3261 §17.1.1 as corrected by RFC 6026 §7.2 and §8.4.
//
// state      | input          | action                                              | next
// -----------+----------------+-----------------------------------------------------+-----------
// (new)      | INVITE of user | send; A = T1 (unreliable only), B = 64*T1           | Calling
// Calling    | Timer A        | send again; A doubles                               | Calling
// Calling    | Timer B        | ClientTimedOut                                      | Terminated
// Calling    | open stream    | send by another connection, once                    | Calling
//            |  gone          |                                                     |
// Calling    | transport gone | ClientTransportFailed                               | Terminated
// Calling    | 1xx            | to user; stop A and B                               | Proceeding
// Proceeding | 1xx            | to user                                             | Proceeding
// Calling,   | 2xx            | to user; M = 64*T1                                  | Accepted
//  Proceeding| 300-699        | to user; send ACK; D = 32 s (reliable: 0)           | Completed
//            | user's CANCEL  | X = 64*T1 (§9.1)                                    | same
//            | Timer X        | ClientTimedOut                                      | Terminated
// Accepted   | 2xx            | to user, who sends its ACK again                    | Accepted
// Accepted   | other          | drop, counted as stray                              | Accepted
// Accepted   | Timer M        | -                                                   | Terminated
// Completed  | 300-699        | send ACK                                            | Completed
// Completed  | other          | drop, counted as stray                              | Completed
// Completed  | Timer D        | -                                                   | Terminated
//
// Proceeding has no timer of its own: how long a phone may ring is the user's decision (it sends CANCEL).
internal sealed class InviteClientTransaction : ClientTransaction
{
    private State _state = State.Calling;
    private long _resendIntervalNs;
    private long _timerANs = Off;
    private long _timerBNs;
    private long _timerXNs = Off;
    private long _lingerNs = Off; // Timer D in Completed, Timer M in Accepted

    internal InviteClientTransaction(
        ClientTransactionId id, SipMessage request, SipHop destination, SipTimers timers,
        TransactionOutput output, long nowNs)
        : base(id, request, destination, timers, output)
    {
        _resendIntervalNs = timers.T1Ns;
        _timerBNs = nowNs + timers.GiveUpNs;
        if (!Reliable)
            _timerANs = nowNs + _resendIntervalNs;
        output.Send(destination, request.Raw);
    }

    private enum State
    {
        Calling,
        Proceeding,
        Accepted,
        Completed,
        Terminated,
    }

    public override long DeadlineNs =>
        Math.Min(Math.Min(_timerANs, _timerBNs), Math.Min(_timerXNs, _lingerNs));

    internal override bool IsTerminated => _state == State.Terminated;

    internal override void Receive(SipMessage response, long nowNs)
    {
        switch (_state, response.StatusCode / 100)
        {
            case (State.Calling or State.Proceeding, 1):
                _timerANs = _timerBNs = Off;
                _state = State.Proceeding;
                Deliver(response);
                break;
            case (State.Calling or State.Proceeding, 2):
                Linger(State.Accepted, nowNs + Timers.GiveUpNs);
                Deliver(response);
                break;
            case (State.Accepted, 2):
                Deliver(response);
                break;
            case (State.Calling or State.Proceeding, >= 3):
                Linger(State.Completed, nowNs + Timers.TimerDNs);
                Acknowledge(response);
                Deliver(response);
                if (Reliable)
                    Terminate();
                break;
            case (State.Completed, >= 3):
                Output.Absorb();
                Acknowledge(response);
                break;
            default:
                Output.Counters.StrayResponses++;
                break;
        }
    }

    /// <summary>
    /// RFC 3261 §9.1: a peer that ignores CANCEL (RFC 2543) sends no 487; 64*T1 later the INVITE is over all the same.
    /// </summary>
    internal void CancelSent(long nowNs)
    {
        if (_state is State.Calling or State.Proceeding && _timerXNs == Off)
            _timerXNs = nowNs + Timers.GiveUpNs;
    }

    protected override bool IsUnanswered => _state == State.Calling;

    internal override void OnDeadline(long nowNs)
    {
        if (_lingerNs <= nowNs)
        {
            Terminate();
        }
        else if (_timerBNs <= nowNs || _timerXNs <= nowNs)
        {
            Terminate();
            ReportTimeout();
        }
        else if (_timerANs <= nowNs)
        {
            // RFC 3261 §17.1.1.2: Timer A doubles without a ceiling. Counted from now: a late loop sends no burst.
            _resendIntervalNs *= 2;
            _timerANs = nowNs + _resendIntervalNs;
            Resend();
        }
    }

    private void Acknowledge(SipMessage response) =>
        Output.Send(Destination, FailureAck.For(Request, response));

    private void Linger(State state, long untilNs)
    {
        Terminate();
        _state = state;
        _lingerNs = untilNs;
    }

    protected override void Terminate()
    {
        _timerANs = _timerBNs = _timerXNs = _lingerNs = Off;
        _state = State.Terminated;
    }
}
