using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace MediaRecorder.Buffers;

/// <summary>
/// Messages from many threads to one, at control rate: unbounded, first in first out per producer. In steady state
/// nothing is allocated: two arrays change places, and grow only when more messages wait than ever before.
/// </summary>
/// <param name="wake">Called on the producer's thread after each message is visible to the consumer; must not
/// throw.</param>
// Owner: IsEmpty and TryTake belong to one consumer thread; Post to anybody.
public sealed class Mailbox<T>(Action? wake = null)
{
    private const int InitialMessages = 16;

    private readonly Lock _gate = new();

    // Under the gate. The count is read without it, to see cheaply that there is no mail.
    private T[] _posted = new T[InitialMessages];
    private int _postedCount;

    // The consumer's alone: the batch taken over last, and how far it is handed out.
    private T[] _batch = new T[InitialMessages];
    private int _batchCount;
    private int _nextInBatch;

    /// <summary>Consumer thread. One volatile read when there is nothing left of the last batch.</summary>
    public bool IsEmpty => _nextInBatch == _batchCount && Volatile.Read(ref _postedCount) == 0;

    /// <summary>Any thread.</summary>
    public void Post(T message)
    {
        lock (_gate)
        {
            if (_postedCount == _posted.Length)
                Array.Resize(ref _posted, _posted.Length * 2);
            _posted[_postedCount] = message;
            Volatile.Write(ref _postedCount, _postedCount + 1);
        }

        wake?.Invoke();
    }

    /// <summary>Consumer thread. Never waits; takes the lock only when there is mail. May return messages posted
    /// after the first call, so a consumer that must not starve its other work bounds its turns.</summary>
    public bool TryTake([MaybeNullWhen(false)] out T message)
    {
        if (_nextInBatch == _batchCount && !TryTakeBatch())
        {
            message = default;
            return false;
        }

        ref var slot = ref _batch[_nextInBatch++];
        message = slot;
        // A message taken must not be kept alive by the mailbox.
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            slot = default!;
        return true;
    }

    private bool TryTakeBatch()
    {
        if (Volatile.Read(ref _postedCount) == 0)
            return false;

        lock (_gate)
        {
            (_posted, _batch) = (_batch, _posted);
            _batchCount = _postedCount;
            Volatile.Write(ref _postedCount, 0);
        }

        _nextInBatch = 0;
        return true;
    }
}
