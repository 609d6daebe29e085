using MediaRecorder.Policy.Model;

namespace MediaRecorder.Policy.Control;

/// <summary>
/// The leg is silent in this span, whatever its mask says. The same leg and <paramref name="FromNs"/> again replaces
/// the end.
/// </summary>
public sealed record MuteSpan(LegId Leg, long FromNs, long ToNs, string Why)
    : RecordingAction(Why);
