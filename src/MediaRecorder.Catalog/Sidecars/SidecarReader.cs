using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace MediaRecorder.Catalog.Sidecars;

/// <summary>Reads sidecars. Never throws on any content: files can be old, foreign or damaged.</summary>
public static class SidecarReader
{
    /// <summary>The version this reader knows.</summary>
    public const int KnownVersion = 1;

    /// <summary>Largest sidecar; one of a day-long call with a cue per second has a tenth of it.</summary>
    public const int MaxBytes = 32 << 20;

    /// <summary>Reads a sidecar from memory.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out RecordingSidecar? sidecar, out SidecarReadError error)
    {
        sidecar = null;
        error = json.Length > MaxBytes ? SidecarReadError.TooLarge : SidecarReadError.Malformed;
        if (error == SidecarReadError.TooLarge)
        {
            return false;
        }

        try
        {
            // The version first: the other keys of a version that we do not know may mean anything.
            if (JsonSerializer.Deserialize(json, SidecarJson.Default.SidecarVersion)?.Version is not KnownVersion)
            {
                error = SidecarReadError.UnknownVersion;
                return false;
            }

            sidecar = JsonSerializer.Deserialize(json, SidecarJson.Default.RecordingSidecar);
        }
        catch (JsonException)
        {
            return false;
        }

        if (sidecar is null || HasHoles(sidecar))
        {
            sidecar = null;
            return false;
        }

        error = SidecarReadError.None;
        return true;
    }

    /// <summary>Reads a sidecar from its file.</summary>
    public static bool TryRead(
        string path, [NotNullWhen(true)] out RecordingSidecar? sidecar, out SidecarReadError error)
    {
        sidecar = null;
        try
        {
            using var file = File.OpenHandle(path);
            var length = RandomAccess.GetLength(file);
            if (length > MaxBytes)
            {
                error = SidecarReadError.TooLarge;
                return false;
            }

            var json = new byte[length];
            var read = RandomAccess.Read(file, json, 0);
            return TryRead(json.AsSpan(0, read), out sidecar, out error);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error = SidecarReadError.Unreadable;
            return false;
        }
    }

    // The serializer respects the annotations of members, not those of list elements.
    private static bool HasHoles(RecordingSidecar sidecar)
    {
        return sidecar.Format.Channels.Any(channel => channel is null)
            || sidecar.Segments.Any(segment => segment is null)
            || sidecar.Cues.Any(cue => cue is null)
            || sidecar.Quality.Any(leg => leg is null)
            || sidecar.Tags.Values.Any(value => value is null);
    }
}
