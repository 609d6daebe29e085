namespace MediaRecorder.Sip.SessionTimers;

/// <summary>Who refreshes: the client or the server of the last session refresh request (RFC 4028 §4).</summary>
public enum SessionRefresher
{
    Uac,
    Uas,
}
