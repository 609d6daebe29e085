using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Sip.Transactions.Machines;

// RFC 3261 §17.2.1 as corrected by RFC 6026 §7.1 and §8.7.
//
// state      | input           | action                                             | next
// -----------+-----------------+----------------------------------------------------+-----------
// (new)      | INVITE          | to user; Y = 200 ms                                | Proceeding
// Proceeding | Timer Y         | send 100 Trying                                    | Proceeding
// Proceeding | INVITE again    | send the last 1xx again, if any                    | Proceeding
// Proceeding | 1xx of user     | send; stop Y                                       | Proceeding
// Proceeding | 2xx of user     | send; L = 64*T1                                    | Accepted
// Proceeding | 300-699 of user | send; G = T1 (unreliable only), H = 64*T1          | Completed
// Accepted   | INVITE again    | absorb; the user repeats its 2xx itself            | Accepted
// Accepted   | 2xx of user     | send                                               | Accepted
// Accepted   | ACK             | to user                                            | Accepted
// Accepted   | Timer L         | -                                                  | Terminated
// Completed  | INVITE again    | send the response again                            | Completed
// Completed  | Timer G         | send the response again; G = min(2 * last, T2)     | Completed
// Completed  | Timer H         | ServerTimedOut                                     | Terminated
// Completed  | ACK             | I = T4 (reliable: 0)                               | Confirmed
// Confirmed  | INVITE, ACK     | absorb                                             | Confirmed
// Confirmed  | Timer I         | -                                                  | Terminated
//
// Proceeding has no end of its own: the user owes every INVITE a final response.
internal sealed class InviteServerTransaction : ServerTransaction
{
    private State _state = State.Proceeding;
    private SipMessage? _request; // kept only while Timer Y runs, to build the 100 from
    private readonly SipHop _source;
    private long _timerYNs;
    private long _resendIntervalNs;
    private long _timerGNs = Off;
    private long _timerHNs = Off;
    private long _lingerNs = Off; // Timer L in Accepted, Timer I in Confirmed

    internal InviteServerTransaction(
        ServerTransactionId id, ServerTransactionKey key, SipMessage request, SipHop source,
        SipTimers timers, TransactionOutput output, long nowNs)
        : base(id, key, ResponseRoute.For(request, source), timers, output)
    {
        _request = request;
        _source = source;
        _timerYNs = nowNs + SipTimers.TryingNs;
    }

    private enum State
    {
        Proceeding,
        Accepted,
        Completed,
        Confirmed,
        Terminated,
    }

    public override long DeadlineNs =>
        Math.Min(Math.Min(_timerYNs, _timerGNs), Math.Min(_timerHNs, _lingerNs));

    internal override bool IsTerminated => _state == State.Terminated;

    internal override void ReceiveAgain()
    {
        Output.Absorb();
        if (_state is State.Proceeding or State.Completed && !LastResponse.IsEmpty)
            Resend();
    }

    internal override void ReceiveAck(SipMessage ack, SipHop source, long nowNs)
    {
        switch (_state)
        {
            case State.Accepted:
                // RFC 6026 §7.1: a client that gives the ACK to a 2xx the branch of its INVITE is still understood.
                Output.Deliver(new TransactionEvent.AckReceived(ack, source));
                break;
            case State.Completed when Reliable:
                Terminate();
                break;
            case State.Completed:
                Terminate();
                _state = State.Confirmed;
                _lingerNs = nowNs + Timers.T4Ns;
                break;
            case State.Confirmed:
                Output.Absorb();
                break;
            default:
                Output.Counters.AcksDropped++;
                break;
        }
    }

    internal override bool Respond(ReadOnlyMemory<byte> response, int status, long nowNs)
    {
        var isSuccess = status is >= 200 and < 300;
        if (_state != State.Proceeding && !(_state == State.Accepted && isSuccess))
            return false;
        Send(response);
        _timerYNs = Off;
        _request = null;
        if (_state == State.Accepted || status < 200)
            return true;
        if (isSuccess)
        {
            _state = State.Accepted;
            _lingerNs = nowNs + Timers.GiveUpNs;
            return true;
        }
        _state = State.Completed;
        _timerHNs = nowNs + Timers.GiveUpNs;
        _resendIntervalNs = Timers.T1Ns;
        if (!Reliable)
            _timerGNs = nowNs + _resendIntervalNs;
        return true;
    }

    internal override void OnDeadline(long nowNs)
    {
        if (_lingerNs <= nowNs)
        {
            Terminate();
        }
        else if (_timerHNs <= nowNs)
        {
            Terminate();
            ReportTimeout();
        }
        else if (_timerGNs <= nowNs)
        {
            _resendIntervalNs = Math.Min(2 * _resendIntervalNs, Timers.T2Ns);
            _timerGNs = nowNs + _resendIntervalNs;
            Resend();
        }
        else if (_timerYNs <= nowNs)
        {
            _timerYNs = Off;
            Send(StatelessResponse.Trying(_request!, _source));
            _request = null;
        }
    }

    private void Terminate()
    {
        _timerYNs = _timerGNs = _timerHNs = _lingerNs = Off;
        _state = State.Terminated;
    }
}
