using System.Collections.Immutable;
using MediaRecorder.Catalog.Sidecars;

namespace MediaRecorder.Catalog.Folders;

/// <summary>
/// A folder of published recordings: <c>name.json</c> and beside it <c>name.wav</c>, or the files its channels name, in
/// any depth. Folders whose name
/// begins with a dot are not entered: there the spool is. Stateless; any thread.
/// </summary>
/// <param name="path">Absolute path; need not exist.</param>
public sealed class RecordingFolder(string path)
{
    private const string SidecarPattern = "*.json";

    /// <summary>
    /// Every recording whose sidecar can be read and whose audio is there, in the order of their paths. A sidecar that
    /// cannot be read is left out: it hides no other recording.
    /// </summary>
    public IEnumerable<PublishedRecording> List()
    {
        var walk = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            // On Unix a name that begins with a dot is hidden.
            AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
        };
        if (!Directory.Exists(path))
        {
            yield break;
        }

        foreach (var sidecarPath in Directory.EnumerateFiles(path, SidecarPattern, walk).Order(StringComparer.Ordinal))
        {
            if (SidecarReader.TryRead(sidecarPath, out var sidecar, out _))
            {
                var audioPaths = AudioPaths(sidecarPath, sidecar.Format);
                if (audioPaths.All(File.Exists))
                {
                    yield return new PublishedRecording(audioPaths, sidecarPath, sidecar);
                }
            }
        }
    }

    /// <summary>The recording of the call with this Call-ID, or null when none is published yet.</summary>
    public PublishedRecording? FindBySipCallId(string sipCallId)
    {
        return List().FirstOrDefault(recording => recording.Sidecar.SipCallId == sipCallId);
    }

    // A sidecar may come from anywhere: of a name with a path in it only the name counts.
    private static ImmutableArray<string> AudioPaths(string sidecarPath, SidecarFormat format)
    {
        var folder = Path.GetDirectoryName(sidecarPath)!;
        var named = format.Channels
            .Select(channel => Path.GetFileName(channel.File))
            .Where(name => !string.IsNullOrEmpty(name))
            .Distinct(StringComparer.Ordinal)
            .Select(name => Path.Combine(folder, name!))
            .ToImmutableArray();
        return named.IsEmpty ? [Path.ChangeExtension(sidecarPath, format.Container)] : named;
    }
}
