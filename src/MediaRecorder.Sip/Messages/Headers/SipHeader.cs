namespace MediaRecorder.Sip.Messages.Headers;

/// <summary>One header field of a message, as sent. Its strings are made each time they are asked for.</summary>
public readonly struct SipHeader
{
    private readonly SipMessage _message;
    private readonly int _index;

    internal SipHeader(SipMessage message, int index) => (_message, _index) = (message, index);

    public SipHeaderName Name => _message.Slices[_index].Name;

    /// <summary>In the spelling of the sender.</summary>
    public string NameText => _message.NameTextOf(_message.Slices[_index]);

    /// <summary>Unfolded and trimmed.</summary>
    public string Value => _message.ValueOf(_message.Slices[_index]);
}
