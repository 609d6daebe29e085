namespace MediaRecorder.Policy.Control;

/// <summary>One thing Recording is to do. Actions of one step belong together and are applied in their order.</summary>
/// <param name="Why">One line for people: which cue led to this and by which rule.</param>
public abstract record RecordingAction(string Why);
