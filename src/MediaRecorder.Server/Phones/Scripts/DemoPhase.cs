namespace MediaRecorder.Server.Phones.Scripts;

/// <summary>What happens in a stretch of the call.</summary>
internal enum DemoPhase
{
    /// <summary>They take turns.</summary>
    Talk,

    /// <summary>The agent holds the customer.</summary>
    Hold,

    /// <summary>The agent presses the pause code.</summary>
    PauseKeys,

    /// <summary>The customer reads a card number aloud, unrecorded.</summary>
    Card,

    /// <summary>The agent presses the resume code.</summary>
    ResumeKeys,

    /// <summary>After the bye.</summary>
    Over,
}
