namespace MediaRecorder.Sip.Messages.Bodies;

public enum KeyBodyError
{
    None,

    /// <summary>Its Content-Type is none of those that carry keys.</summary>
    OtherType,

    /// <summary>Longer than <see cref="KeyBody.MaxBytes"/>.</summary>
    TooLong,

    /// <summary>No signal is named, or one that no telephone has.</summary>
    BadSignal,

    /// <summary>The duration is no number of ms.</summary>
    BadDuration,
}
