namespace MediaRecorder.Containers.Wav;

/// <summary>What a WAV file holds and where.</summary>
/// <param name="AudioOffset">Bytes from the start of the file to the first frame.</param>
/// <param name="AudioBytes">Whole frames that the header claims and the file has.</param>
public readonly record struct WavFile(WavFormat Format, int AudioOffset, long AudioBytes)
{
    public long Frames => Format.BytesPerFrame == 0 ? 0 : AudioBytes / Format.BytesPerFrame;

    public double Seconds => Format.SampleRate == 0 ? 0 : (double)Frames / Format.SampleRate;
}
