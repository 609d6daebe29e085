namespace MediaRecorder.Policy.Model;

/// <summary>
/// The policy of one call, frozen at its first INVITE from the settings of its trunk: a later change of the
/// configuration acts on later calls only (E-02).
/// </summary>
/// <param name="Record">The call is to be recorded at all.</param>
/// <param name="RecordHolds">What is heard while a side holds is recorded too (C-01).</param>
/// <param name="KeypadPause">The agent's keypad may pause and resume (C-04, D-07).</param>
/// <param name="MuteKeys">The sound of the agent's own keys is kept out of the agent's leg (B-07).</param>
public sealed record RecordingRules(
    bool Record = true,
    bool RecordHolds = false,
    bool KeypadPause = true,
    bool MuteKeys = true);
