namespace MediaRecorder.Recording.Sidecars;

/// <summary>How the audio file is built.</summary>
public sealed class SidecarFormat
{
    public string Container { get; set; } = "wav";

    public string Encoding { get; set; } = "pcm16";

    public int SampleRate { get; set; }

    public List<SidecarChannel> Channels { get; set; } = [];
}
