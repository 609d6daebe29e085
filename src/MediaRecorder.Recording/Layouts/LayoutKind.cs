namespace MediaRecorder.Recording.Layouts;

/// <summary>How the legs of a call become the channels of its recording (B-02). Always by role.</summary>
public enum LayoutKind
{
    /// <summary>0 the customer, 1 the agent; other parties are not recorded.</summary>
    Stereo,

    /// <summary>Everybody on one channel.</summary>
    Mono,

    /// <summary>A mono file for the customer, one for the agent, and one for each other party, all of one length.</summary>
    PerLeg,

    /// <summary>One file: 0 the customer, 1 the agent, from 2 on one channel for each other party.</summary>
    Multi,

    /// <summary>The agent alone; nobody else is kept, not even in memory.</summary>
    AgentOnly,
}
