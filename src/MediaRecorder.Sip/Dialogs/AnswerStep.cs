namespace MediaRecorder.Sip.Dialogs;

/// <summary>
/// What the owner of an <see cref="AnswerRetransmission"/> or a <see cref="ReliableProvisional"/> does now.
/// </summary>
public enum AnswerStep
{
    /// <summary>Nothing.</summary>
    Wait,

    /// <summary>Send the response again by <see cref="Transactions.TransactionLayer.SendResponse"/>.</summary>
    Resend,

    /// <summary>
    /// 64*T1 without an acknowledgement. RFC 3261 §13.3.1.4: the dialog of the 2xx stands, the call is ended by BYE.
    /// RFC 3262 §3: the INVITE of the provisional response is rejected with a 5xx.
    /// </summary>
    GiveUp,
}
