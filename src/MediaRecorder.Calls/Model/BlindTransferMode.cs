namespace MediaRecorder.Calls.Model;

/// <summary>What becomes of a REFER in a call that comes by a trunk, with Replaces or without. REQ A-01.</summary>
public enum BlindTransferMode
{
    /// <summary>It goes to the other party, which carries the transfer out.</summary>
    Pass,

    /// <summary>The recorder carries it out itself: for peers that do not know REFER.</summary>
    Execute,

    /// <summary>The recorder calls its target, which joins the two as a third party (RFC 4579 §5.5). REQ C-05.</summary>
    Conference,
}
