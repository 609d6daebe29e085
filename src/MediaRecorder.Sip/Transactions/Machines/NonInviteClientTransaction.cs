using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Sip.Transactions.Machines;

// RFC 3261 §17.1.2.
//
// state      | input           | action                                             | next
// -----------+-----------------+----------------------------------------------------+-----------
// (new)      | request of user | send; E = T1 (unreliable only), F = 64*T1          | Trying
// Trying     | Timer E         | send again; E = min(2 * last, T2)                  | Trying
// Trying     | open stream     | send by another connection, once                   | Trying
//            |  gone           |                                                    |
// Trying     | transport gone  | ClientTransportFailed                              | Terminated
// Proceeding | Timer E         | send again; E = T2                                 | Proceeding
// Trying,    | Timer F         | ClientTimedOut                                     | Terminated
//  Proceeding| 1xx             | to user; the next E is T2                          | Proceeding
//            | 200-699         | to user; K = T4 (reliable: 0)                      | Completed
// Completed  | any response    | absorb                                             | Completed
// Completed  | Timer K         | -                                                  | Terminated
internal sealed class NonInviteClientTransaction : ClientTransaction
{
    private State _state = State.Trying;
    private long _resendIntervalNs;
    private long _timerENs = Off;
    private long _timerFNs;
    private long _timerKNs = Off;

    internal NonInviteClientTransaction(
        ClientTransactionId id, SipMessage request, SipHop destination, SipTimers timers,
        TransactionOutput output, long nowNs)
        : base(id, request, destination, timers, output)
    {
        _resendIntervalNs = timers.T1Ns;
        _timerFNs = nowNs + timers.GiveUpNs;
        if (!Reliable)
            _timerENs = nowNs + _resendIntervalNs;
        output.Send(destination, request.Raw);
    }

    private enum State
    {
        Trying,
        Proceeding,
        Completed,
        Terminated,
    }

    public override long DeadlineNs => Math.Min(_timerENs, Math.Min(_timerFNs, _timerKNs));

    internal override bool IsTerminated => _state == State.Terminated;

    internal override void Receive(SipMessage response, long nowNs)
    {
        if (_state == State.Completed)
        {
            Output.Absorb();
        }
        else if (response.StatusCode < 200)
        {
            // RFC 3261 §17.1.2.2: Timer E keeps running; only what it is reset to changes.
            _state = State.Proceeding;
            Deliver(response);
        }
        else
        {
            _state = Reliable ? State.Terminated : State.Completed;
            _timerENs = _timerFNs = Off;
            _timerKNs = Reliable ? Off : nowNs + Timers.T4Ns;
            Deliver(response);
        }
    }

    protected override bool IsUnanswered => _state == State.Trying;

    internal override void OnDeadline(long nowNs)
    {
        if (_timerKNs <= nowNs)
        {
            Terminate();
        }
        else if (_timerFNs <= nowNs)
        {
            Terminate();
            ReportTimeout();
        }
        else if (_timerENs <= nowNs)
        {
            _resendIntervalNs = _state == State.Proceeding
                ? Timers.T2Ns
                : Math.Min(2 * _resendIntervalNs, Timers.T2Ns);
            _timerENs = nowNs + _resendIntervalNs;
            Resend();
        }
    }

    protected override void Terminate()
    {
        _timerENs = _timerFNs = _timerKNs = Off;
        _state = State.Terminated;
    }
}
