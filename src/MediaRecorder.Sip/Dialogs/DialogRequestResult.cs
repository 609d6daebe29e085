namespace MediaRecorder.Sip.Dialogs;

/// <summary>What RFC 3261 §12.2.2 says to a request received inside a dialog.</summary>
public enum DialogRequestResult
{
    /// <summary>Go on with it.</summary>
    InOrder,

    /// <summary>Go on with it; accepting it moves the remote target (<see cref="Dialog.RefreshTarget"/>).</summary>
    InOrderTargetRefresh,

    /// <summary>Its CSeq was overtaken: answer 500.</summary>
    OutOfOrder,

    /// <summary>Its Call-ID or tags are not this dialog's, or the dialog is over: answer 481.</summary>
    NotInDialog,
}
