namespace MediaRecorder.Recording.Sidecars;

/// <summary>
/// The JSON file beside a recording: what it is, and what happened when. Version 1. Also the first line of the journal,
/// with <see cref="State"/> "recording", while the file is being written.
/// </summary>
public sealed class Sidecar
{
    public const int CurrentVersion = 1;
    public const string StateRecording = "recording";
    public const string StateCompleted = "completed";

    public int Version { get; set; } = CurrentVersion;

    public string Recording { get; set; } = "";

    public string CallReference { get; set; } = "";

    public string SipCallId { get; set; } = "";

    public string Trunk { get; set; } = "";

    public string Direction { get; set; } = "";

    public string Caller { get; set; } = "";

    public string Callee { get; set; } = "";

    public DateTimeOffset StartedAt { get; set; }

    public DateTimeOffset EndedAt { get; set; }

    public double Seconds { get; set; }

    public string State { get; set; } = StateCompleted;

    /// <summary>The writing process was killed; this was put together from its journal.</summary>
    public bool Recovered { get; set; }

    /// <summary>Why the recording ended; null when recovered.</summary>
    public string? EndCause { get; set; }

    public SidecarFormat Format { get; set; } = new();

    /// <summary>Every leg, also those that were not recorded.</summary>
    public List<SidecarLeg> Legs { get; set; } = [];

    public List<SidecarSegment> Segments { get; set; } = [];

    public List<SidecarCue> Cues { get; set; } = [];

    public List<SidecarLegQuality> Quality { get; set; } = [];

    public SortedDictionary<string, string> Tags { get; set; } = new(StringComparer.Ordinal);
}
