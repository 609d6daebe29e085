namespace MediaRecorder.Recording.Sidecars;

/// <summary>
/// A cue as stored (C-10). <paramref name="AtMs"/> counts from the start of the file and may be negative.
/// </summary>
public sealed record SidecarCue(long AtMs, string Cue, string Source, string Evidence);
