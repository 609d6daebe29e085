namespace MediaRecorder.Sip.Messages.Headers;

/// <summary>Walks the header fields of a message in their order; strings are made one field at a time.</summary>
public struct SipHeaderEnumerator
{
    private readonly SipMessage _message;
    private int _index;

    internal SipHeaderEnumerator(SipMessage message)
    {
        _message = message;
        _index = -1;
    }

    public readonly SipHeader Current => new(_message, _index);

    public bool MoveNext() => ++_index < _message.HeaderCount;

    public readonly SipHeaderEnumerator GetEnumerator() => new(_message);
}
