namespace MediaRecorder.Catalog.Sidecars;

/// <summary>The one key that every version of a sidecar has.</summary>
internal sealed record SidecarVersion(int Version);
