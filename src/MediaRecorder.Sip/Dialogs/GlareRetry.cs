namespace MediaRecorder.Sip.Dialogs;

// RFC 3261 §14.1, and RFC 3311 §5.3 for UPDATE: whose own re-INVITE got a 491 tries again after a random wait, in units
// of 10 ms: 2.1 to 4 s for the owner of the Call-ID, 0 to 2 s for the other side. So they do not meet again.
//
// state   | input          | action            | next
// --------+----------------+-------------------+--------
// Idle    | 491            | -                 | Waiting
// Waiting | wait is over   | Retry             | Idle
// Waiting | Stop           | -                 | Idle
// any     | 10th 491       | gives up          | Idle

/// <summary>When a request of our own that met one of the peer is sent again. Owner: SipWorker.</summary>
/// <param name="ownsCallId">We chose the dialog's Call-ID: we sent the INVITE that made it.</param>
public sealed class GlareRetry(bool ownsCallId)
{
    // §14.1 sets no limit; a peer that answers 491 for ever must not be asked for ever.
    private const int MaxTries = 10;

    private const long StepNs = 10_000_000;
    private const int OwnerFirstStep = 210;
    private const int OwnerSteps = 191; // 2.10 s to 4.00 s
    private const int OtherSteps = 201; // 0.00 s to 2.00 s

    private int _tries;

    /// <summary>When the request may go again; <see cref="long.MaxValue"/> while nothing waits.</summary>
    public long NextDeadlineNs { get; private set; } = long.MaxValue;

    /// <summary>A 491 came. False: that was one too many; it counts as a failure like any.</summary>
    /// <param name="chance">Any number, evenly spread.</param>
    public bool TryWait(uint chance, long nowNs)
    {
        if (++_tries >= MaxTries)
        {
            Stop();
            return false;
        }
        var steps = ownsCallId ? OwnerFirstStep + (chance % OwnerSteps) : chance % OtherSteps;
        NextDeadlineNs = nowNs + (steps * StepNs);
        return true;
    }

    /// <summary>True once for each wait, when it is over: send the request again.</summary>
    public bool OnDeadline(long nowNs)
    {
        if (nowNs < NextDeadlineNs || NextDeadlineNs == long.MaxValue)
            return false;
        NextDeadlineNs = long.MaxValue;
        return true;
    }

    /// <summary>The request was answered otherwise, or is not wanted any more.</summary>
    public void Stop()
    {
        _tries = 0;
        NextDeadlineNs = long.MaxValue;
    }
}
