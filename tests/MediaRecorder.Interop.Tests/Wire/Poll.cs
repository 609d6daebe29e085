using System.Diagnostics;

namespace MediaRecorder.Interop.Tests.Wire;

/// <summary>Waiting for what another process does; the only clock of these tests.</summary>
public static class Poll
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    /// <summary>Fails when the condition is still false after the timeout.</summary>
    public static Task UntilAsync(string what, TimeSpan timeout, Func<bool> condition) =>
        UntilAsync(what, timeout, () => Task.FromResult(condition()));

    /// <inheritdoc cref="UntilAsync(string, TimeSpan, Func{bool})"/>
    public static async Task UntilAsync(string what, TimeSpan timeout, Func<Task<bool>> condition)
    {
        var since = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(since.Elapsed < timeout, $"waited {timeout.TotalSeconds:0.#} s in vain until {what}");
            await Task.Delay(Period, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Lets a call go on for a while.</summary>
    public static Task ForAsync(TimeSpan time) =>
        Task.Delay(time, TimeProvider.System, TestContext.Current.CancellationToken);
}
