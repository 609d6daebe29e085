using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Sip.Transactions.Machines;

// RFC 3261 §17.2.2.
//
// state      | input           | action                                             | next
// -----------+-----------------+----------------------------------------------------+-----------
// (new)      | request         | to user; Z = 64*T1                                 | Trying
// Trying     | request again   | absorb                                             | Trying
// Trying,    | 1xx of user     | send                                               | Proceeding
//  Proceeding| 200-699 of user | send; J = 64*T1 (reliable: 0)                      | Completed
//            | Timer Z         | ServerTimedOut                                     | Terminated
// Proceeding | request again   | send the last 1xx again                            | Proceeding
// Completed  | request again   | send the response again                            | Completed
// Completed  | response of user| refuse                                             | Completed
// Completed  | Timer J         | -                                                  | Terminated
//
// Timer Z is ours: RFC 4320 §1 shows that a final response after the client's Timer F helps nobody, and without it a
// request that the user forgot would stay in the table for ever.
internal sealed class NonInviteServerTransaction : ServerTransaction
{
    private State _state = State.Trying;
    private long _expiryNs; // Timer Z, in Completed Timer J

    internal NonInviteServerTransaction(
        ServerTransactionId id, ServerTransactionKey key, SipMessage request, SipHop source,
        SipTimers timers, TransactionOutput output, long nowNs)
        : base(id, key, ResponseRoute.For(request, source), timers, output) =>
        _expiryNs = nowNs + timers.GiveUpNs;

    private enum State
    {
        Trying,
        Proceeding,
        Completed,
        Terminated,
    }

    public override long DeadlineNs => _expiryNs;

    internal override bool IsTerminated => _state == State.Terminated;

    internal override void ReceiveAgain()
    {
        Output.Absorb();
        if (_state is State.Proceeding or State.Completed)
            Resend();
    }

    internal override void ReceiveAck(SipMessage ack, SipHop source, long nowNs) => Output.Counters.AcksDropped++;

    internal override bool Respond(ReadOnlyMemory<byte> response, int status, long nowNs)
    {
        if (_state is State.Completed)
            return false;
        Send(response);
        if (status < 200)
        {
            _state = State.Proceeding;
        }
        else if (Reliable)
        {
            Terminate();
        }
        else
        {
            _state = State.Completed;
            _expiryNs = nowNs + Timers.GiveUpNs;
        }
        return true;
    }

    internal override void OnDeadline(long nowNs)
    {
        if (_expiryNs > nowNs)
            return;
        var unanswered = _state != State.Completed;
        Terminate();
        if (unanswered)
            ReportTimeout();
    }

    private void Terminate()
    {
        _expiryNs = Off;
        _state = State.Terminated;
    }
}
