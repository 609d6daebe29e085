using System.Runtime.InteropServices;
using MediaRecorder.Media.Paths;

namespace MediaRecorder.Media.Bridges;

/// <summary>
/// Three and more parties of one call: each 20 ms every one is told what the others said. Owner: the MediaWorker of the call.
/// <code>
/// step, for each member     what it does                                              cost
/// hear                      its next 20 ms, decoded, on the bridge's clock            a decode
/// tell, when all are heard  the sum of the others, limited, encoded, as one packet    an encode
/// </code>
/// A step at a time, so that the worker relays other calls' packets between two of them.
/// </summary>
internal sealed class Bridge
{
    /// <summary>What is mixed: the wide band of telephony. Narrow members are brought to it and back.</summary>
    public const int SampleRate = 16_000;

    public const int TickMs = 20;
    public const int TickSamples = SampleRate / 1000 * TickMs;

    /// <summary>As many as RFC 4579's ad hoc conferences have; each costs up to 0.5 ms of a core in each tick.</summary>
    public const int MaxMembers = 8;

    private const long TickNs = TickMs * 1_000_000L;

    // RFC 3550 §6.2: 5 s is the least for small groups.
    private const long ReportNs = 5_000_000_000;

    // A worker that comes this much too late leaves the ticks out: it would say all of them at once.
    private const long MostMissedTicks = 5;

    private readonly List<MediaLeg> _legs = new(MaxMembers);
    private int _heard;
    private int _told;
    private long _reportNs;

    public KeyLog Keys { get; } = new();

    public int Members => _legs.Count;

    /// <summary>When <see cref="Step"/> has something to do; <c>long.MaxValue</c> while nobody is there.</summary>
    public long NextTickNs { get; private set; } = long.MaxValue;

    /// <summary>Whose turn the last step was.</summary>
    public MediaLeg? Current { get; private set; }

    /// <summary>A tick has begun: the next step is due at once.</summary>
    public bool IsMidTick => _heard > 0;

    public void Add(MediaLeg leg, long nowNs)
    {
        if (_legs.Count == 0)
        {
            NextTickNs = nowNs;
            _reportNs = nowNs + ReportNs;
        }

        _legs.Add(leg);
    }

    public void Remove(MediaLeg leg)
    {
        var index = _legs.IndexOf(leg);
        _legs.RemoveAt(index);
        _heard -= index < _heard ? 1 : 0;
        _told -= index < _told ? 1 : 0;
        EndTick();
        if (_legs.Count == 0)
        {
            NextTickNs = long.MaxValue;
        }
    }

    /// <summary>
    /// Does the next piece of a tick that is due. True when the packet holds so many bytes for <see cref="Current"/>.
    /// </summary>
    public bool Step(Span<byte> packet, long nowNs, ref BridgeCounters counters, out int bytes)
    {
        bytes = 0;
        if (_heard == 0)
        {
            Catch(nowNs, ref counters);
        }

        if (_heard < _legs.Count)
        {
            Current = _legs[_heard++];
            Current.Member!.Hear(ref counters, nowNs);
            return false;
        }

        Current = _legs[_told++];
        bytes = Current.Member!.Tell(CollectionsMarshal.AsSpan(_legs), packet);
        EndTick();
        return bytes > 0;
    }

    /// <summary>Whose turn it is to be sent RTCP: all of them, every 5 s.</summary>
    public ReadOnlySpan<MediaLeg> TakeReports(long nowNs)
    {
        if (IsMidTick || nowNs < _reportNs)
        {
            return default;
        }

        _reportNs = nowNs + ReportNs;
        return CollectionsMarshal.AsSpan(_legs);
    }

    private void EndTick()
    {
        if (_heard > 0 && _heard == _legs.Count && _told == _legs.Count)
        {
            (_heard, _told) = (0, 0);
            NextTickNs += TickNs;
        }
    }

    // What waits in the ears meanwhile is skipped there.
    private void Catch(long nowNs, ref BridgeCounters counters)
    {
        var missed = (nowNs - NextTickNs) / TickNs;
        if (missed <= MostMissedTicks)
        {
            return;
        }

        NextTickNs += missed * TickNs;
        counters.MissedTicks += missed;
        foreach (var leg in _legs)
        {
            leg.Member!.Miss(missed);
        }
    }
}
