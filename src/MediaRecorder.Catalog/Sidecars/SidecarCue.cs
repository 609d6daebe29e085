namespace MediaRecorder.Catalog.Sidecars;

/// <summary>A cue as stored. REQ C-10.</summary>
/// <param name="AtMs">Milliseconds from the first sample; negative when it came before.</param>
/// <param name="Cue">Its name.</param>
/// <param name="Source">Where it came from, such as signalling or keypad.</param>
/// <param name="Evidence">What was seen, digits masked.</param>
public sealed record SidecarCue(long AtMs, string Cue, string Source, string Evidence);
