namespace MediaRecorder.Sip.Dialogs;

/// <summary>What the owner of an <see cref="AnswerRetransmission"/> does now.</summary>
public enum AnswerStep
{
    /// <summary>Nothing.</summary>
    Wait,

    /// <summary>Send the 2xx again by <see cref="Transactions.TransactionLayer.SendResponse"/>.</summary>
    Resend,

    /// <summary>RFC 3261 §13.3.1.4: no ACK in 64*T1; the dialog stands, the call is ended by BYE.</summary>
    GiveUp,
}
