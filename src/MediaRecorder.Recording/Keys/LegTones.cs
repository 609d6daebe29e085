using MediaRecorder.Audio.Tones;
using MediaRecorder.Recording.Timelines;

namespace MediaRecorder.Recording.Keys;

/// <summary>
/// Looks for keys in the audio of one leg, and says when they sounded. Made small until the first audio comes. Owner: the
/// RecordingWorker.
/// </summary>
internal sealed class LegTones(RecordingClock clock)
{
    // Longer than the timeline waits for a lost packet or than a packet lasts. Phones that send no silence stop with the key.
    private const long SilenceNs = 300_000_000;

    // With fewer samples a second the tones do not fit.
    private const int MinSampleRate = 8000;

    private DtmfDetector? _detector;
    private int _sampleRate;

    // For a sender that goes back and forth between two codecs.
    private (DtmfDetector? Detector, int SampleRate) _other;

    /// <summary>The recording's.</summary>
    public RecordingClock Clock { get; set; } = clock;

    /// <summary>As <see cref="LegKeys.Hear"/>; true: <paramref name="key"/> is an edge, <see cref="TryTake"/> may have
    /// more.</summary>
    public bool Hear(ReadOnlySpan<short> pcm, int sampleRate, long position, out ToneKey key)
    {
        key = default;
        if (sampleRate < MinSampleRate)
            return false;
        if (_sampleRate != sampleRate && _detector is { IsHeld: true })
        {
            // The key that was held ends with its codec; what follows is heard from the next payload on.
            key = Stop()!.Value;
            return true;
        }

        if (_detector is null || _sampleRate != sampleRate)
        {
            ((_detector, _sampleRate), _other) = (_other, (_detector, _sampleRate));
            if (_sampleRate != sampleRate)
                _detector = new DtmfDetector(_sampleRate = sampleRate);
        }

        bool any = _detector!.Receive(pcm, position * sampleRate / Clock.SampleRate, out DtmfEdge edge);
        key = OnClock(edge);
        return any;
    }

    public bool TryTake(out ToneKey key)
    {
        key = default;
        if (_detector is null || !_detector.TryTake(out DtmfEdge edge))
            return false;
        key = OnClock(edge);
        return true;
    }

    /// <summary>The release of a key that is held while no audio comes any more, if there is one.</summary>
    public ToneKey? StopSilent(long nowNs) =>
        _detector is { IsHeld: true } && nowNs - NsAt(_detector.NextSample) > SilenceNs ? Stop() : null;

    /// <summary>The release of a key that is held, if there is one.</summary>
    public ToneKey? Stop() => _detector is not null && _detector.Stop(out DtmfEdge edge) ? OnClock(edge) : null;

    private ToneKey OnClock(DtmfEdge edge) =>
        new(edge.Key, NsAt(edge.StartSample), NsAt(edge.EndSample), edge.Released);

    private long NsAt(long sample) => _sampleRate == 0 ? 0 : Clock.NsAt(sample * Clock.SampleRate / _sampleRate);
}
