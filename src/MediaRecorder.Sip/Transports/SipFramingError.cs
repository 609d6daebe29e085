namespace MediaRecorder.Sip.Transports;

/// <summary>Why a stream cannot be cut into messages. Counted by the caller, never logged per message.</summary>
public enum SipFramingError
{
    None,

    /// <summary>The first byte begins no start line: TLS on a TCP port, noise.</summary>
    NotSip,

    /// <summary>A CR or LF on its own in the header section; two readers could see two different messages.</summary>
    BareLineBreak,

    /// <summary>More than <see cref="SipStreamFramer.MaxHeaderBytes"/> without the empty line.</summary>
    HeadersTooLong,

    /// <summary>RFC 3261 §18.3: on streams Content-Length MUST be used.</summary>
    MissingContentLength,

    /// <summary>Negative, empty, or no number.</summary>
    BadContentLength,

    /// <summary>Two of them, even when they agree.</summary>
    DuplicateContentLength,

    /// <summary>Header section and body are more than <see cref="Messages.SipMessage.MaxBytes"/>.</summary>
    MessageTooLong,
}
