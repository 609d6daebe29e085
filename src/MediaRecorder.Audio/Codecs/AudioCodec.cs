namespace MediaRecorder.Audio.Codecs;

/// <summary>What is behind an encoding name.</summary>
internal enum AudioCodec
{
    /// <summary>Not known, not at this clock rate or with these channels, or its library is missing.</summary>
    None,
    Pcmu,
    Pcma,
    G722,
    L16,
    Opus,
    G729,
}
