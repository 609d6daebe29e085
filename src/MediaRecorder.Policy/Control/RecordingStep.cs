using System.Collections.Immutable;

namespace MediaRecorder.Policy.Control;

/// <summary>What one cue led to.</summary>
/// <param name="State">The state to give to the next call of <see cref="RecordingControl.Reduce"/>.</param>
/// <param name="Actions">What Recording is to do, in order; empty when nothing changes.</param>
public readonly record struct RecordingStep(RecordingState State, ImmutableArray<RecordingAction> Actions)
{
    /// <summary>One line on why the cue changed nothing; empty when it was taken.</summary>
    public string IgnoredBecause { get; init; } = "";

    public bool IsIgnored => IgnoredBecause.Length > 0;
}
