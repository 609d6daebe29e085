namespace MediaRecorder.Sip.Messages;

/// <summary>Why a datagram is not a SIP message we act on. Counted by the caller, never logged per packet.</summary>
public enum SipParseError
{
    None,

    /// <summary>Nothing but line breaks: a keep-alive of RFC 5626 §3.5.1, to be ignored.</summary>
    KeepAlive,

    /// <summary>More than <see cref="SipMessage.MaxBytes"/>.</summary>
    TooLong,

    /// <summary>The first line is neither a request line nor a status line: STUN, RTP, noise.</summary>
    NotSip,
    BadStartLine,
    BadRequestUri,

    /// <summary>A start line of more than <see cref="SipMessage.MaxHeaderBytes"/>.</summary>
    StartLineTooLong,
    UnsupportedVersion,

    /// <summary>A CR or LF on its own in the header section; two parsers could see two different messages.</summary>
    BareLineBreak,

    /// <summary>The datagram ends before the empty line that closes the headers.</summary>
    HeadersUnterminated,
    TooManyHeaders,

    /// <summary>More than <see cref="SipMessage.MaxHeaderBytes"/> in one.</summary>
    HeaderTooLong,
    BadHeaderLine,

    /// <summary>Two From, To, Call-ID, CSeq, Max-Forwards or Content-Length headers.</summary>
    DuplicateHeader,

    /// <summary>No Via, From, To, Call-ID or CSeq.</summary>
    MissingHeader,
    BadVia,

    /// <summary>More than <see cref="SipMessage.MaxVias"/>.</summary>
    TooManyVias,
    BadFrom,
    BadTo,
    BadCallId,
    BadCSeq,
    CSeqMethodMismatch,
    BadMaxForwards,
    BadContentLength,

    /// <summary>Content-Length says more than the datagram holds (RFC 3261 §18.3).</summary>
    BodyTruncated,
    BadContact,
    BadRoute,
}
