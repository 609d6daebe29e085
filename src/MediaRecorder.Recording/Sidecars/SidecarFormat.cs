namespace MediaRecorder.Recording.Sidecars;

/// <summary>How the audio files are built; all of a recording alike.</summary>
public sealed class SidecarFormat
{
    public string Container { get; set; } = "wav";

    /// <summary>stereo, mono, perLeg, multi or agentOnly.</summary>
    public string Layout { get; set; } = "stereo";

    /// <summary>pcm16, mulaw or alaw.</summary>
    public string Encoding { get; set; } = "pcm16";

    /// <summary>Why pcm16 although G.711 was asked for: mixed, notG711, twoLaws, nothingAgreed. Null when it was not, or
    /// was done.</summary>
    public string? PcmBecause { get; set; }

    public int SampleRate { get; set; }

    public List<SidecarChannel> Channels { get; set; } = [];
}
