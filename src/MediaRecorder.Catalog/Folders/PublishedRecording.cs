using MediaRecorder.Catalog.Sidecars;

namespace MediaRecorder.Catalog.Folders;

/// <summary>A recording that can be listened to.</summary>
/// <param name="AudioPath">Absolute path of the audio.</param>
/// <param name="SidecarPath">Absolute path of the JSON beside it.</param>
/// <param name="Sidecar">What that says.</param>
public sealed record PublishedRecording(string AudioPath, string SidecarPath, RecordingSidecar Sidecar);
