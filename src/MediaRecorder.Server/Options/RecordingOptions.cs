namespace MediaRecorder.Server.Options;

/// <summary><c>$.recording</c> as written.</summary>
public sealed record RecordingOptions
{
    /// <summary>Folder of finished recordings; relative to the working directory.</summary>
    public string Folder { get; init; } = "recordings";

    /// <summary>
    /// Folder of running recordings, on the same file system; null = <c>.spool</c> inside <see cref="Folder"/>.
    /// </summary>
    public string? Spool { get; init; }

    /// <summary>Bytes of audio that may wait for the disk, over all calls.</summary>
    public long MaxBufferBytes { get; init; } = 67_108_864;
}
