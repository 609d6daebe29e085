namespace MediaRecorder.Recording.Gates;

/// <summary>Positions that stay silent whatever the edges say. <paramref name="AskedFrom"/> names the span.</summary>
internal readonly record struct MutedSpan(long AskedFrom, long From, long To);
