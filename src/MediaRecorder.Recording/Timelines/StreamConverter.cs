using MediaRecorder.Audio.Resampling;

namespace MediaRecorder.Recording.Timelines;

/// <summary>Brings one stream to the recording's rate, and keeps what it writes without a seam. Owner: the
/// RecordingWorker.</summary>
internal sealed class StreamConverter
{
    // Positions are whole samples of two rates: runs that meet within this continue each other.
    private const int SeamSamples = 2;

    private int _toSkip;

    public StreamConverter(int fromRate, int toRate)
    {
        FromRate = fromRate;
        Resampler = new Resampler(fromRate, toRate);
        TailSamples = (int)(((long)Resampler.DelaySamples + 1) * fromRate / toRate) + 1;
        Begin();
    }

    public int FromRate { get; }

    public Resampler Resampler { get; }

    /// <summary>Input that brings out all that the resampler holds back.</summary>
    public int TailSamples { get; }

    /// <summary>It has heard something since it began, and holds the end of it back.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>The position after what was written last.</summary>
    public long WrittenEnd { get; set; }

    /// <summary>What comes next continues nothing.</summary>
    public void Begin()
    {
        Resampler.Reset();
        _toSkip = Resampler.DelaySamples;
        IsRunning = false;
    }

    /// <summary>What of the resampler's output is to be written, and where, for input that belongs to a
    /// position.</summary>
    public Span<short> Take(Span<short> output, scoped ref long position)
    {
        int skipped = Math.Min(_toSkip, output.Length);
        _toSkip -= skipped;
        if (!IsRunning)
        {
            // Before the first sample there is only the resampler's silence.
            IsRunning = skipped < output.Length;
            return output[skipped..];
        }

        position -= Resampler.DelaySamples;
        if (Math.Abs(position - WrittenEnd) <= SeamSamples)
            position = WrittenEnd;
        return output;
    }
}
