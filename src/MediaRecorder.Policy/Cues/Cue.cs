namespace MediaRecorder.Policy.Cues;

/// <summary>Anything that says that a phase or a permission of a call changed.</summary>
/// <param name="AtNs">When it was noticed, on the process's monotonic clock.</param>
/// <param name="Source">Where it was noticed.</param>
/// <param name="Evidence">The raw text that says so, as received. Redacted wherever it leaves the process.</param>
public abstract record Cue(long AtNs, CueSource Source, string Evidence)
{
    /// <summary>The name in the sidecar and the event stream; kebab case, never changed once published.</summary>
    public abstract string Name { get; }
}
