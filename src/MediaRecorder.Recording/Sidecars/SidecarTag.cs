namespace MediaRecorder.Recording.Sidecars;

/// <summary>A tag as it stands in the journal.</summary>
public sealed record SidecarTag(string Name, string Value);
