using System.Collections.Immutable;
using MediaRecorder.Catalog.Sidecars;

namespace MediaRecorder.Catalog.Folders;

/// <summary>A recording that can be listened to.</summary>
/// <param name="AudioPaths">Absolute paths of the audio: one file, or one for each party.</param>
/// <param name="SidecarPath">Absolute path of the JSON beside it.</param>
/// <param name="Sidecar">What that says.</param>
public sealed record PublishedRecording(
    ImmutableArray<string> AudioPaths, string SidecarPath, RecordingSidecar Sidecar)
{
    /// <summary>The only file, or the first: the customer's.</summary>
    public string AudioPath => AudioPaths[0];
}
