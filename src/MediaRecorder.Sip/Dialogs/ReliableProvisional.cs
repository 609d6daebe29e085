using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Sip.Dialogs;

// RFC 3262 §3: the user repeats a reliable provisional response until its PRACK comes. One at a time: §3 forbids a
// second before the first is acknowledged and advises against it later, so that they arrive in order.
//
// state   | input                 | action                                   | next
// --------+-----------------------+------------------------------------------+--------
// Idle    | response of user      | sent by the user with NextRSeq           | Waiting
// Waiting | interval over         | Resend; the interval doubles, no ceiling | Waiting
// Waiting | PRACK, RAck matches   | -                                        | Idle
// Waiting | 64*T1 over            | GiveUp: the user rejects with a 5xx      | Silent
// Waiting | final response of user| -                                        | Silent
// Silent  | PRACK, RAck matches   | - (§3: still to be accepted)             | Idle
// any     | PRACK, other RAck     | refused: 481                             | same

/// <summary>The reliable provisional responses to one INVITE in one early dialog. Owner: SipWorker.</summary>
public sealed class ReliableProvisional(uint inviteCSeq, SipTimers? timers = null)
{
    private readonly SipTimers _timers = timers ?? SipTimers.Default;
    private bool _isUnacknowledged;
    private long _intervalNs;
    private long _giveUpNs;

    /// <summary>
    /// What the next response carries as RSeq. Starts at 1: §3 only recommends chance, and who guesses it would still
    /// have to guess the dialog.
    /// </summary>
    public uint NextRSeq { get; private set; } = 1;

    /// <summary>A response waits for its PRACK; the next one waits for that.</summary>
    public bool IsUnacknowledged => _isUnacknowledged;

    public ReadOnlyMemory<byte> Response { get; private set; }

    /// <summary>The status of <see cref="Response"/>.</summary>
    public int Status { get; private set; }

    /// <summary><see cref="long.MaxValue"/> while nothing is to be repeated.</summary>
    public long NextDeadlineNs { get; private set; } = long.MaxValue;

    /// <summary>A response with <see cref="NextRSeq"/> was sent.</summary>
    /// <exception cref="InvalidOperationException">The one before is unacknowledged.</exception>
    public void Sent(ReadOnlyMemory<byte> response, int status, long nowNs)
    {
        if (_isUnacknowledged)
            throw new InvalidOperationException("The response before has no PRACK yet.");
        (Response, Status) = (response, status);
        NextRSeq++;
        _isUnacknowledged = true;
        _intervalNs = _timers.T1Ns;
        _giveUpNs = nowNs + _timers.GiveUpNs;
        NextDeadlineNs = nowNs + _intervalNs;
    }

    /// <summary>A PRACK came. False: it acknowledges nothing that waits for it.</summary>
    public bool TryAcknowledge(RAck rack)
    {
        if (!_isUnacknowledged || rack != new RAck(NextRSeq - 1, inviteCSeq, "INVITE"))
            return false;
        _isUnacknowledged = false;
        NextDeadlineNs = long.MaxValue;
        return true;
    }

    /// <summary>The request has its final response: nothing is repeated any more.</summary>
    public void Stop() => NextDeadlineNs = long.MaxValue;

    public AnswerStep OnDeadline(long nowNs)
    {
        if (nowNs < NextDeadlineNs || NextDeadlineNs == long.MaxValue)
            return AnswerStep.Wait;
        if (nowNs >= _giveUpNs)
        {
            NextDeadlineNs = long.MaxValue;
            return AnswerStep.GiveUp;
        }
        _intervalNs *= 2;
        NextDeadlineNs = Math.Min(nowNs + _intervalNs, _giveUpNs);
        return AnswerStep.Resend;
    }
}
