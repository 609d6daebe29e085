using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Sip.Transactions.Machines;

/// <summary>The queue all machines of one layer write to, with the counters of what they did.</summary>
internal sealed class TransactionOutput
{
    private readonly Queue<TransactionEvent> _events = new();

    internal TransactionCounters Counters { get; } = new();

    internal void Send(SipHop destination, ReadOnlyMemory<byte> bytes) =>
        _events.Enqueue(new TransactionEvent.Send(destination, bytes));

    internal void Resend(SipHop destination, ReadOnlyMemory<byte> bytes)
    {
        Counters.RetransmissionsSent++;
        Send(destination, bytes);
    }

    internal void Deliver(TransactionEvent e) => _events.Enqueue(e);

    internal void Absorb() => Counters.RetransmissionsAbsorbed++;

    internal void TimedOut(TransactionEvent e)
    {
        Counters.TimedOut++;
        _events.Enqueue(e);
    }

    internal bool TryTake(out TransactionEvent? e) => _events.TryDequeue(out e);
}
