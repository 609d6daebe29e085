namespace MediaRecorder.Interop.Tests.Wire;

/// <summary>How a peer speaks SIP.</summary>
public enum PeerTransport
{
    Udp,
    Tcp,
    Tls,
}
