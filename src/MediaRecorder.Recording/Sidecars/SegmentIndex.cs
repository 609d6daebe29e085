using MediaRecorder.Policy.Model;

namespace MediaRecorder.Recording.Sidecars;

/// <summary>
/// The segments of a recording in file samples: at most one open of each kind. Owner: the RecordingWorker.
/// </summary>
internal sealed class SegmentIndex
{
    private readonly List<SidecarSegment> _closed = [];
    private readonly List<SidecarSegment> _open = [];

    /// <summary>Of the file; known when it begins.</summary>
    public int SampleRate { get; set; } = Recording.SampleRate;

    public bool IsOpen(SegmentKind kind) => _open.Exists(segment => segment.Kind == kind);

    /// <summary>Null when one of the kind is open already.</summary>
    public SidecarSegment? Open(SegmentKind kind, long sample, string cause, string? by)
    {
        if (IsOpen(kind))
            return null;
        var segment = new SidecarSegment
        {
            Kind = kind,
            StartSample = sample,
            EndSample = sample,
            Cause = cause,
            By = by,
        };
        Time(segment, SampleRate);
        _open.Add(segment);
        return segment;
    }

    /// <summary>Null when none of the kind is open.</summary>
    public SidecarSegment? Close(SegmentKind kind, long sample)
    {
        int index = _open.FindIndex(segment => segment.Kind == kind);
        if (index < 0)
            return null;
        SidecarSegment segment = _open[index];
        _open.RemoveAt(index);
        segment.EndSample = Math.Max(sample, segment.StartSample);
        Time(segment, SampleRate);
        _closed.Add(segment);
        return segment;
    }

    /// <summary>Everything, open ones ended at the end of the file, in order.</summary>
    public List<SidecarSegment> End(long samples)
    {
        foreach (SidecarSegment segment in _open)
            segment.EndSample = samples;
        _closed.AddRange(_open);
        _open.Clear();
        var segments = new List<SidecarSegment>(_closed);
        Settle(segments, samples, SampleRate);
        return segments;
    }

    /// <summary>Cuts segments at the end of the file, drops empty ones, orders them by start.</summary>
    public static void Settle(List<SidecarSegment> segments, long samples, int sampleRate)
    {
        foreach (SidecarSegment segment in segments)
        {
            segment.StartSample = Math.Clamp(segment.StartSample, 0, samples);
            segment.EndSample = Math.Clamp(segment.EndSample, segment.StartSample, samples);
            Time(segment, sampleRate);
        }

        segments.RemoveAll(segment => segment.EndSample == segment.StartSample);
        segments.Sort((a, b) => (a.StartSample, a.EndSample, a.Kind).CompareTo((b.StartSample, b.EndSample, b.Kind)));
    }

    private static void Time(SidecarSegment segment, int sampleRate)
    {
        segment.StartMs = segment.StartSample * 1000 / sampleRate;
        segment.EndMs = segment.EndSample * 1000 / sampleRate;
    }
}
