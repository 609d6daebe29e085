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

    /// <summary><c>stereo</c>, <c>mono</c>, <c>perLeg</c>, <c>multi</c> or <c>agentOnly</c>; trunks may say otherwise.
    /// REQ B-02.</summary>
    public string Layout { get; init; } = "stereo";

    /// <summary><c>pcm16</c>, or <c>g711</c>: as it came where that can be; trunks may say otherwise. REQ B-03.</summary>
    public string Encoding { get; init; } = "pcm16";

    /// <summary>Highest rate of a file.</summary>
    public int MaxSampleRate { get; init; } = 16_000;

    /// <summary>Channels of <c>multi</c>, and most files of <c>perLeg</c>.</summary>
    public int MaxChannels { get; init; } = 4;

    /// <summary>Loudness of the roles in <c>mono</c>.</summary>
    public GainsOptions Gains { get; init; } = new();

    /// <summary>Bytes of audio that may wait for the disk, over all calls.</summary>
    public long MaxBufferBytes { get; init; } = 67_108_864;
}
