namespace MediaRecorder.TestKit.Simulation;

/// <summary>
/// A clock that moves only when the test says so. Timestamps are nanoseconds, so that
/// <see cref="GetTimestamp"/> is directly the `…Ns` instant of the rooms. Any thread may read; one thread advances.
/// </summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly DateTimeOffset _utcAtZero;
    private long _nowNs;

    /// <param name="startNs">First timestamp.</param>
    /// <param name="utcAtZero">Wall-clock time of timestamp 0; default 2026-01-01T00:00:00Z.</param>
    public ManualTime(long startNs = 0, DateTimeOffset? utcAtZero = null)
    {
        _nowNs = startNs;
        _utcAtZero = utcAtZero ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }

    public long NowNs => Volatile.Read(ref _nowNs);

    public override long TimestampFrequency => 1_000_000_000;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp() => NowNs;

    public override DateTimeOffset GetUtcNow() => _utcAtZero.AddTicks(NowNs / TimeSpan.NanosecondsPerTick);

    public void Advance(TimeSpan by) => AdvanceTo(NowNs + (by.Ticks * TimeSpan.NanosecondsPerTick));

    public void AdvanceNs(long byNs) => AdvanceTo(NowNs + byNs);

    /// <summary>
    /// Moves to an instant; timers due on the way fire on this thread, in order, each at its own instant.
    /// </summary>
    public void AdvanceTo(long instantNs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(instantNs, NowNs);
        while (TakeDue(instantNs) is { } timer)
            timer.Fire();
        Volatile.Write(ref _nowNs, instantNs);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        lock (_gate)
            _timers.Add(timer);
        return timer;
    }

    private ManualTimer? TakeDue(long untilNs)
    {
        lock (_gate)
        {
            var due = _timers.MinBy(timer => timer.DueNs);
            if (due is null || due.DueNs > untilNs)
                return null;
            Volatile.Write(ref _nowNs, Math.Max(_nowNs, due.DueNs));
            due.Rearm();
            return due;
        }
    }

    private sealed class ManualTimer(ManualTime owner, TimerCallback callback, object? state) : ITimer
    {
        private long _periodNs = long.MaxValue;

        public long DueNs { get; private set; } = long.MaxValue;

        public void Fire() => callback(state);

        public void Rearm() => DueNs = _periodNs == long.MaxValue ? long.MaxValue : DueNs + _periodNs;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._gate)
            {
                DueNs = dueTime < TimeSpan.Zero ? long.MaxValue : owner.NowNs + ToNs(dueTime);
                _periodNs = period <= TimeSpan.Zero ? long.MaxValue : ToNs(period);
            }

            return true;
        }

        public void Dispose()
        {
            lock (owner._gate)
            {
                DueNs = long.MaxValue;
                owner._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private static long ToNs(TimeSpan span) => span.Ticks * TimeSpan.NanosecondsPerTick;
    }
}
