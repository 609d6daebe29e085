using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Sip.Dialogs;

// RFC 3261 §13.3.1.4: the user, not the transaction, repeats the 2xx to an INVITE until the ACK comes, on every
// transport, because the ACK travels end to end.
//
// state    | input                 | action                              | next
// ---------+-----------------------+-------------------------------------+---------
// Waiting  | interval over         | Resend; interval = min(2 * last, T2)| Waiting
// Waiting  | ACK of this CSeq      | -                                   | Over
// Waiting  | 64*T1 over            | GiveUp: the user sends BYE          | Over

/// <summary>The repetition of one 2xx. Owner: SipWorker.</summary>
public sealed class AnswerRetransmission
{
    private readonly SipTimers _timers;
    private readonly long _giveUpNs;
    private long _intervalNs;

    /// <param name="transaction">The INVITE that was answered; <paramref name="response"/> has been sent once.</param>
    /// <param name="inviteCSeq">The CSeq number the ACK will carry.</param>
    /// <param name="nowNs">When the response was sent first.</param>
    public AnswerRetransmission(
        ServerTransactionId transaction, uint inviteCSeq, ReadOnlyMemory<byte> response, long nowNs,
        SipTimers? timers = null)
    {
        _timers = timers ?? SipTimers.Default;
        Transaction = transaction;
        InviteCSeq = inviteCSeq;
        Response = response;
        _intervalNs = _timers.T1Ns;
        _giveUpNs = nowNs + _timers.GiveUpNs;
        NextDeadlineNs = nowNs + _intervalNs;
    }

    public ServerTransactionId Transaction { get; }

    public uint InviteCSeq { get; }

    public ReadOnlyMemory<byte> Response { get; }

    /// <summary><see cref="long.MaxValue"/> once it is over.</summary>
    public long NextDeadlineNs { get; private set; }

    public bool IsOver => NextDeadlineNs == long.MaxValue;

    /// <summary>An ACK came in this dialog. True when it is the first one for this answer.</summary>
    public bool TryAcknowledge(uint ackCSeq)
    {
        if (IsOver || ackCSeq != InviteCSeq)
            return false;
        NextDeadlineNs = long.MaxValue;
        return true;
    }

    public AnswerStep OnDeadline(long nowNs)
    {
        if (nowNs < NextDeadlineNs || IsOver)
            return AnswerStep.Wait;
        if (nowNs >= _giveUpNs)
        {
            NextDeadlineNs = long.MaxValue;
            return AnswerStep.GiveUp;
        }
        _intervalNs = Math.Min(2 * _intervalNs, _timers.T2Ns);
        NextDeadlineNs = Math.Min(nowNs + _intervalNs, _giveUpNs);
        return AnswerStep.Resend;
    }
}
