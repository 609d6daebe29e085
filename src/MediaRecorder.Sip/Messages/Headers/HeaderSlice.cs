namespace MediaRecorder.Sip.Messages.Headers;

/// <summary>
/// One header field as offsets into the message's own bytes; a datagram ends below 64 KiB, so 16 bits suffice.
/// The value is trimmed; when folded it still holds its CRLF-blank pairs (RFC 3261 §7.3.1).
/// </summary>
internal readonly record struct HeaderSlice(
    SipHeaderName Name, bool IsFolded, ushort NameStart, ushort NameLength, ushort ValueStart, ushort ValueLength);
