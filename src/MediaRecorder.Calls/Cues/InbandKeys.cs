namespace MediaRecorder.Calls.Cues;

/// <summary>Whether the agent's keys are looked for in the audio. REQ C-04.</summary>
public enum InbandKeys
{
    /// <summary>Where the two sides did not agree on telephone-event, so that a phone has no better way.</summary>
    Auto,

    /// <summary>Also beside telephone-event: for phones and gateways that send tones all the same.</summary>
    Always,

    Never,
}
