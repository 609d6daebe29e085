namespace MediaRecorder.Interop.Tests.Measurements;

/// <summary>A recording as samples of 8000 Hz: the customer on channel 0, the agent on channel 1 (REQ B-02).</summary>
public sealed record StereoAudio(short[] Customer, short[] Agent)
{
    public const int SamplesPerMs = 8;

    public double Seconds => Customer.Length / (1000.0 * SamplesPerMs);

    public static StereoAudio FromInterleaved(ReadOnlySpan<short> frames)
    {
        var audio = new StereoAudio(new short[frames.Length / 2], new short[frames.Length / 2]);
        for (var i = 0; i < audio.Customer.Length; i++)
        {
            audio.Customer[i] = frames[2 * i];
            audio.Agent[i] = frames[(2 * i) + 1];
        }

        return audio;
    }
}
