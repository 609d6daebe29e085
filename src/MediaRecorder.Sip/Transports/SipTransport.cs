namespace MediaRecorder.Sip.Transports;

/// <summary>The transports of RFC 3261 §18 that this project speaks.</summary>
public enum SipTransport
{
    Udp,
    Tcp,
    Tls,
}
