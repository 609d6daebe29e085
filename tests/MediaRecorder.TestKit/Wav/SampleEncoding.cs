namespace MediaRecorder.TestKit.Wav;

/// <summary>The registered WAVE format tags that <see cref="WavFile"/> reads.</summary>
public enum SampleEncoding
{
    Pcm16 = 1,
    ALaw = 6,
    MuLaw = 7,
}
