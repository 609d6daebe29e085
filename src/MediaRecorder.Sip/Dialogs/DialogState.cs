namespace MediaRecorder.Sip.Dialogs;

/// <summary>RFC 3261 §12: early from a provisional response with a To tag, confirmed from a 2xx.</summary>
public enum DialogState
{
    Early,
    Confirmed,
    Terminated,
}
