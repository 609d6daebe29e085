namespace MediaRecorder.Sip.Messages.Headers;

/// <summary>
/// One header field as sent: <paramref name="NameText"/> keeps its spelling, the value is unfolded and trimmed.
/// </summary>
public readonly record struct SipHeader(SipHeaderName Name, string NameText, string Value);
