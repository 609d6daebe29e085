using MediaRecorder.Buffers;
using MediaRecorder.Policy.Model;

namespace MediaRecorder.Recording.Commands;

/// <summary>A leg of a recording and the tap its packets come from.</summary>
public readonly record struct RecordedLeg(LegId Leg, TapId Tap, LegRole Role);
