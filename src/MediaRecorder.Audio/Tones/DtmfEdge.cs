namespace MediaRecorder.Audio.Tones;

/// <summary>One edge of a key heard as tones. Every press has one release after it, with the same
/// <paramref name="StartSample"/>, before the next press.</summary>
/// <param name="Key">0–9 * # A–D.</param>
/// <param name="StartSample">Where its tones begin, within 10 ms.</param>
/// <param name="EndSample">Released: where they end, within 10 ms. Pressed: how far they are known to reach.</param>
public readonly record struct DtmfEdge(char Key, bool Released, long StartSample, long EndSample);
