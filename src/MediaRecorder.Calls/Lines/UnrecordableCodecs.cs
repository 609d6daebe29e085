namespace MediaRecorder.Calls.Lines;

/// <summary>What becomes of codecs that a recorded call could use and we cannot decode. REQ A-08.</summary>
public enum UnrecordableCodecs
{
    /// <summary>They are relayed; a call that agrees on one is recorded as silence, and reported.</summary>
    Relay,

    /// <summary>They are taken out of offers and answers, so that the parties agree on another.</summary>
    Remove,
}
