using MediaRecorder.Policy.Model;

namespace MediaRecorder.Policy.Control;

/// <summary>
/// From now on the leg is silent wherever its media tells of a key: from <see cref="RecordingControl.KeyRunInNs"/> before its
/// press to <see cref="RecordingControl.KeyRunOutNs"/> after its release. Who hears the key mutes it, at once.
/// </summary>
public sealed record SilenceKeys(LegId Leg, string Why)
    : RecordingAction(Why);
