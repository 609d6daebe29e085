using MediaRecorder.Load.Calls;
using MediaRecorder.Load.Commands;
using MediaRecorder.Load.Media;
using MediaRecorder.Load.Sockets;
using MediaRecorder.Net;

namespace MediaRecorder.Load.Workers;

/// <summary>
/// The one thread that plays both ends of all calls. Its loop turns each millisecond and serves one of 20 slots of
/// legs: take what has arrived, send the next packet. Each leg so sends every 20 ms and all of them evenly spread;
/// between the turns it waits in the event loop, where only the two SIP sockets are. Serving a packet allocates
/// nothing.
/// </summary>
internal sealed class LoadWorker : IDisposable
{
    private const long TickNs = 1_000_000;
    private const int Slots = 20;

    // A late worker catches up two packet intervals at a time; beyond ten it lets the rest go.
    private const int MaxTicksAtOnce = 40;
    private const long HopelessNs = 200 * TickNs;

    // Long enough for the meters of the other threads to be read while all calls are still up.
    private const long ReadingNs = 400 * TickNs;

    // What was sent last is through the recorder by then, or lost.
    private const long DrainNs = 400 * TickNs;
    private const long HangUpTimeoutNs = 10_000 * TickNs;

    private readonly LoadOptions _options;
    private readonly MonotonicClock _clock;
    private readonly EventLoop _loop;
    private readonly CallControl _control;
    private readonly LoadCall[] _calls;
    private readonly LoadLeg[] _legs;
    private readonly LoadLeg[][] _slots;
    private readonly CallCounts _counts;
    private readonly ArrivalBatch _batch = new();
    private readonly int[] _tokens = new int[8];
    private readonly Thread _thread;
    private readonly Action<LoadCall, long> _start;
    private readonly Action<LoadCall, long> _end;
    private readonly TaskCompletionSource _opened = NewSignal();
    private readonly TaskCompletionSource _closed = NewSignal();
    private readonly TaskCompletionSource _finished = NewSignal();

    private long _phaseSinceNs;
    private long _lastTurnNs;
    private double _callsDue = 1;
    private int _nextCall;
    private long _upNs;
    private long _allocatedAtOpen;
    private volatile bool _stopping;

    public LoadWorker(
        LoadOptions options, MonotonicClock clock, EventLoop loop, CallControl control, LoadCall[] calls,
        CallCounts counts)
    {
        _options = options;
        _clock = clock;
        _loop = loop;
        _control = control;
        _calls = calls;
        _counts = counts;
        _start = control.Start;
        _end = End;
        _legs = [.. calls.SelectMany(call => new[] { call.Caller, call.Callee })];
        _slots =
            [.. Enumerable.Range(0, Slots).Select(slot => _legs.Where(leg => leg.Number % Slots == slot).ToArray())];
        _thread = new Thread(Run) { Name = "load", Priority = ThreadPriority.Highest };
    }

    public LoadPhase Phase { get; private set; }

    public Lateness Lateness { get; } = new();

    /// <summary>Managed bytes that this thread allocated in the steady window.</summary>
    public long AllocatedBytes { get; private set; }

    /// <summary>Complete when the steady window begins, ends, and when the run is over; the later ones complete the
    /// earlier ones when no call came up.</summary>
    public Task WindowOpened => _opened.Task;

    public Task WindowClosed => _closed.Task;

    /// <summary>Fails with what the thread failed with.</summary>
    public Task Finished => _finished.Task;

    /// <summary>Nanoseconds that calls have been up, summed over all calls. Any thread.</summary>
    public long UpNs => Volatile.Read(ref _upNs);

    public void Start() => _thread.Start();

    /// <summary>Any thread: hang up now, and end.</summary>
    public void Stop() => _stopping = true;

    /// <summary>After <see cref="Finished"/>.</summary>
    public void Dispose()
    {
        _thread.Join();
        _batch.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Run()
    {
        try
        {
            Turn();
            _opened.TrySetResult();
            _closed.TrySetResult();
            _finished.SetResult();
        }
#pragma warning disable CA1031 // The thread's end: whatever ended it goes to the task that others wait for.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _opened.TrySetResult();
            _closed.TrySetResult();
            _finished.SetException(fault);
        }
    }

    private void Turn()
    {
        var nextTickNs = _clock.NowNs;
        _lastTurnNs = nextTickNs;
        var slot = 0;
        while (Phase != LoadPhase.Done)
        {
            var ready = _loop.Wait(_tokens, nextTickNs - _clock.NowNs);
            var nowNs = _clock.NowNs;
            _control.Receive(_tokens.AsSpan(0, ready), nowNs);
            if (nowNs < nextTickNs)
                continue;

            Lateness.Add(nowNs - nextTickNs);
            Volatile.Write(ref _upNs, _upNs + _counts.Up * (nowNs - _lastTurnNs));
            _control.OnTick(nowNs);
            Advance(nowNs);
            _lastTurnNs = nowNs;
            for (var ticks = 0; nextTickNs <= nowNs && ticks < MaxTicksAtOnce; ticks++)
            {
                Serve(_slots[slot], nowNs);
                slot = (slot + 1) % Slots;
                nextTickNs += TickNs;
                nowNs = _clock.NowNs;
            }

            if (nextTickNs + HopelessNs < nowNs)
            {
                Lateness.Skip((nowNs - nextTickNs) / TickNs);
                nextTickNs = nowNs;
            }
        }
    }

    private void Serve(LoadLeg[] legs, long nowNs)
    {
        foreach (var leg in legs)
        {
            leg.Receive(_batch, _legs);
            var call = _calls[leg.Number >> 1];
            if (leg.IsSending)
                leg.Send(counted: call.IsUp && nowNs - call.SinceNs > _options.SettleNs);
            if (leg == call.Caller)
                CheckTimes(call, nowNs);
        }
    }

    private void CheckTimes(LoadCall call, long nowNs)
    {
        var ageNs = nowNs - call.SinceNs;
        switch (call.State)
        {
            case LoadCallState.SettingUp when ageNs > _options.SetupTimeoutNs:
                _control.Abandon(call, nowNs);
                call.Fail(0, nowNs);
                break;
            case LoadCallState.Draining when ageNs > DrainNs:
                call.HangUp(nowNs);
                _control.HangUp(call, nowNs);
                break;
            case LoadCallState.HangingUp when ageNs > HangUpTimeoutNs:
                call.GiveUp(nowNs);
                break;
        }
    }

    private void Advance(long nowNs)
    {
        var phaseNs = nowNs - _phaseSinceNs;
        switch (Phase)
        {
            case LoadPhase.Ramp:
                Pace(nowNs, _start);
                if (_stopping || (_nextCall == _calls.Length && _counts.Settled >= _counts.Started))
                    Enter(_counts.Up == 0 || _stopping ? LoadPhase.HangingUp : LoadPhase.Settling, nowNs);
                break;
            case LoadPhase.Settling when phaseNs > _options.SettleNs || _stopping:
                _opened.SetResult();
                _allocatedAtOpen = GC.GetAllocatedBytesForCurrentThread();
                Enter(LoadPhase.Steady, nowNs);
                break;
            case LoadPhase.Steady when phaseNs > _options.WindowNs || _stopping:
                AllocatedBytes = GC.GetAllocatedBytesForCurrentThread() - _allocatedAtOpen;
                _closed.SetResult();
                Enter(LoadPhase.Reading, nowNs);
                break;
            case LoadPhase.Reading when phaseNs > ReadingNs:
                Enter(LoadPhase.HangingUp, nowNs);
                break;
            case LoadPhase.HangingUp:
                Pace(nowNs, _end);
                if (_nextCall == _calls.Length && Array.TrueForAll(_calls, IsOver))
                    Enter(LoadPhase.Done, nowNs);
                break;
        }
    }

    private static bool IsOver(LoadCall call) => call.State is LoadCallState.Waiting or LoadCallState.Ended;

    private void End(LoadCall call, long nowNs)
    {
        if (call.IsUp)
        {
            call.Stop(nowNs);
        }
        else if (call.State == LoadCallState.SettingUp)
        {
            _control.Abandon(call, nowNs);
            call.Fail(0, nowNs);
        }
    }

    // As many calls as the rate allows since the last turn.
    private void Pace(long nowNs, Action<LoadCall, long> act)
    {
        _callsDue = Math.Min(
            _callsDue + (nowNs - _lastTurnNs) / 1e9 * _options.CallsPerSecond, _options.CallsPerSecond + 1);
        for (; _callsDue >= 1 && _nextCall < _calls.Length; _callsDue--)
            act(_calls[_nextCall++], nowNs);
    }

    private void Enter(LoadPhase phase, long nowNs)
    {
        Phase = phase;
        _phaseSinceNs = nowNs;
        if (phase == LoadPhase.HangingUp)
            _nextCall = 0;
    }
}
