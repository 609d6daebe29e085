namespace MediaRecorder.Recording.Layouts;

/// <summary>How samples are to be stored.</summary>
public enum RecordingEncoding
{
    /// <summary>Linear, 16 bits.</summary>
    Pcm16,

    /// <summary>G.711 as it came, where all legs speak one law of it and nothing is mixed; else <see cref="Pcm16"/>.</summary>
    G711,
}
