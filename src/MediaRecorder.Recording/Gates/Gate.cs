using System.Runtime.InteropServices;

namespace MediaRecorder.Recording.Gates;

/// <summary>
/// What of one leg may be heard: capture edges and muted spans on the recording's clock. Shut at first. Samples are
/// silenced in memory before the layout sees them, so that nothing shut ever reaches a block. Owner: the
/// RecordingWorker.
/// </summary>
/// <remarks>
/// A command acts on everything from its time on, whatever was said about it before, as far as it is not yet written:
/// the effective position is answered. An opening takes effect no earlier than the latest edge asked for so far, so
/// that it cannot open what another command shut; a shutting may.
/// </remarks>
internal sealed class Gate
{
    /// <summary>The last part of a call stays in memory this long: reordering settles, and a key code that took a while
    /// to dial can still be taken back (B-07).</summary>
    public const long HoldBackNs = 600_000_000;

    private readonly List<GateEdge> _edges = [];
    private readonly List<MutedSpan> _mutes = [];
    private bool _open;
    private long _frontier;
    private long _latestEdge;

    /// <summary>Everything before this position is written and cannot change.</summary>
    public long Frontier => _frontier;

    private bool IsOpenAtEnd => _edges.Count > 0 ? _edges[^1].Open : _open;

    /// <summary>Shuts from a position on.</summary>
    public long Shut(long fromSample)
    {
        long from = Math.Max(fromSample, _frontier);
        int keep = _edges.Count;
        while (keep > 0 && _edges[keep - 1].Sample >= from)
            keep--;
        _edges.RemoveRange(keep, _edges.Count - keep);
        if (IsOpenAtEnd)
            _edges.Add(new GateEdge(from, Open: false));
        _latestEdge = Math.Max(_latestEdge, from);
        return from;
    }

    /// <summary>Opens from a position on.</summary>
    public long Open(long fromSample)
    {
        long from = Math.Max(Math.Max(fromSample, _frontier), _latestEdge);
        _latestEdge = from;
        if (IsOpenAtEnd)
            return from;
        if (_edges.Count > 0 && _edges[^1].Sample == from)
            _edges.RemoveAt(_edges.Count - 1);
        else
            _edges.Add(new GateEdge(from, Open: true));
        return from;
    }

    /// <summary>Keeps [from, to) silent. The same <paramref name="fromSample"/> again replaces the end: a key that was
    /// down without end is let go.</summary>
    public void Mute(long fromSample, long toSample)
    {
        int known = _mutes.FindIndex(mute => mute.AskedFrom == fromSample);
        if (known >= 0)
            _mutes.RemoveAt(known);
        if (toSample > _frontier && toSample > fromSample)
            _mutes.Add(new MutedSpan(fromSample, Math.Max(fromSample, _frontier), toSample));
    }

    /// <summary>Silences what is shut of the samples at the frontier, and moves the frontier behind them.</summary>
    /// <param name="samples">PCM or codes of G.711.</param>
    /// <param name="silence">The sample of silence among them.</param>
    public void Apply<T>(Span<T> samples, T silence)
        where T : unmanaged
    {
        long start = _frontier;
        long end = start + samples.Length;
        bool open = _open;
        long at = start;
        foreach (GateEdge edge in CollectionsMarshal.AsSpan(_edges))
        {
            if (edge.Sample >= end)
                break;
            if (!open)
                samples[(int)(at - start)..(int)(edge.Sample - start)].Fill(silence);
            at = edge.Sample;
            open = edge.Open;
        }

        if (!open)
            samples[(int)(at - start)..].Fill(silence);

        foreach (MutedSpan mute in CollectionsMarshal.AsSpan(_mutes))
        {
            long from = Math.Clamp(mute.From, start, end);
            long to = Math.Clamp(mute.To, start, end);
            if (from < to)
                samples[(int)(from - start)..(int)(to - start)].Fill(silence);
        }

        MoveTo(end);
    }

    /// <summary>Moves the frontier without samples: they were dropped. Never back.</summary>
    public void MoveTo(long sample)
    {
        _frontier = sample;
        int passed = 0;
        while (passed < _edges.Count && _edges[passed].Sample <= sample)
            _open = _edges[passed++].Open;
        if (passed > 0)
            _edges.RemoveRange(0, passed);
        for (int i = _mutes.Count - 1; i >= 0; i--)
        {
            if (_mutes[i].To <= sample)
                _mutes.RemoveAt(i);
        }
    }
}
