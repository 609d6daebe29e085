using MediaRecorder.Server.Hosting;
using MediaRecorder.Server.Tests.Fakes;
using MediaRecorder.TestKit.Simulation;

namespace MediaRecorder.Server.Tests.Hosting;

// REQ: A-09
public sealed class CallDrainTests : IDisposable
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(60);

    private readonly ManualTime _time = new();
    private readonly List<string> _steps = [];
    private readonly CancellationTokenSource _hurry = new();
    private int _calls = 2;
    private bool _farewellIsAnswered = true;

    public void Dispose() => _hurry.Dispose();

    [Fact]
    public async Task Running_calls_end_in_peace_and_the_drain_ends_with_the_last_one()
    {
        var drain = Start(DrainTime);
        _time.Advance(TimeSpan.FromSeconds(30));
        _calls = 1;
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["drain", "Draining"], _steps);
        Assert.False(drain.IsCompleted);

        _calls = 0;
        _time.Advance(TimeSpan.FromSeconds(1));

        await drain;
        Assert.Equal(["drain", "Draining", "hang up"], _steps);
    }

    [Fact]
    public async Task What_runs_at_the_deadline_is_hung_up()
    {
        var drain = Start(DrainTime);
        _time.Advance(DrainTime - TimeSpan.FromSeconds(1));
        Assert.False(drain.IsCompleted);
        Assert.DoesNotContain("hang up", _steps);

        _time.Advance(TimeSpan.FromSeconds(2));

        await drain;
        Assert.Equal(["drain", "Draining", "HangingUp", "hang up"], _steps);
    }

    [Fact]
    public async Task A_second_signal_hangs_up_at_once()
    {
        var drain = Start(DrainTime);
        _time.Advance(TimeSpan.FromSeconds(1));
        await _hurry.CancelAsync();
        _time.Advance(TimeSpan.FromMilliseconds(20));

        await drain;
        Assert.Equal(["drain", "Draining", "HangingUp", "hang up"], _steps);
    }

    [Fact]
    public async Task Without_a_drain_time_calls_are_hung_up_at_once()
    {
        await Start(TimeSpan.Zero);
        Assert.Equal(["drain", "Draining", "HangingUp", "hang up"], _steps);
    }

    [Fact]
    public async Task A_farewell_that_nobody_answers_ends_after_two_seconds()
    {
        _farewellIsAnswered = false;
        var drain = Start(TimeSpan.Zero);
        _time.Advance(CallDrain.FarewellTime - TimeSpan.FromMilliseconds(100));
        Assert.False(drain.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(200));
        await drain;
    }

    private Task Start(TimeSpan drainTime)
    {
        // So that whatever waits for the clock goes on within Advance, on this thread.
        SynchronizationContext.SetSynchronizationContext(null);
        using var logs = new FakeLogs([], _steps.Add);
        var drain = new CallDrain(() => _calls, () => _steps.Add("drain"), HangUpAll, _time, logs);
        return drain.RunAsync(drainTime, _hurry.Token);
    }

    private void HangUpAll()
    {
        _steps.Add("hang up");
        _calls = _farewellIsAnswered ? 0 : _calls;
    }
}
