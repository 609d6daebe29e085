namespace MediaRecorder.Server.Demo;

/// <summary>What the command line asks of the demo.</summary>
/// <param name="Folder">Folder for the recording, or null: a temporary one.</param>
/// <param name="Seconds">Length of the call from answer to bye.</param>
/// <param name="Json">One JSON object on standard output instead of the picture.</param>
public sealed record DemoRequest(string? Folder, int Seconds, bool Json)
{
    /// <summary>Below this a hold or a pause would be too short to be seen and heard.</summary>
    public const int MinSeconds = 10;

    /// <summary>An hour.</summary>
    public const int MaxSeconds = 3600;

    /// <summary>Long enough for every part, short enough to be waited for.</summary>
    public const int DefaultSeconds = 20;
}
