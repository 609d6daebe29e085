namespace MediaRecorder.Sip.Sdp;

/// <summary>RFC 8866 §6.7, seen from the side that wrote the description.</summary>
public enum MediaDirection
{
    SendRecv,
    SendOnly,
    RecvOnly,
    Inactive,
}
