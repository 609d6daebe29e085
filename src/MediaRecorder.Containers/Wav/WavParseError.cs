namespace MediaRecorder.Containers.Wav;

public enum WavParseError
{
    None,

    /// <summary>Fewer than the 12 bytes of a RIFF head.</summary>
    TooShort,
    NotRiff,
    NotWave,

    /// <summary>A chunk before the audio runs past the end of the file.</summary>
    ChunkTruncated,

    /// <summary>The audio begins before any format was given.</summary>
    NoFormat,

    /// <summary>Neither 16-bit PCM nor G.711.</summary>
    UnsupportedFormat,

    /// <summary>The fields of the format contradict each other.</summary>
    BadFormat,

    /// <summary>No audio begins within the head that was given.</summary>
    NoAudio,
}
