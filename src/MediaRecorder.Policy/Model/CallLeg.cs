namespace MediaRecorder.Policy.Model;

/// <summary>A leg and who speaks on it.</summary>
public readonly record struct CallLeg(LegId Leg, LegRole Role);
