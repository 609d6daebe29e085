namespace MediaRecorder.Calls.Stations;

/// <summary>What became of a REGISTER. A closed set: it is used as a label.</summary>
public enum RegisterOutcome
{
    /// <summary>The registrar took it.</summary>
    Accepted,

    /// <summary>The registrar asked for credentials: half of all registrations begin so.</summary>
    Challenged,

    /// <summary>The registrar refused it.</summary>
    Refused,

    /// <summary>The registrar did not answer.</summary>
    Unanswered,

    /// <summary>It made no sense; the registrar never saw it.</summary>
    Malformed,

    /// <summary>No place was left for a new binding; the registrar never saw it.</summary>
    TableFull,

    /// <summary>Its trunk has no registrar, or the process is about to end.</summary>
    NotTaken,
}
