using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace MediaRecorder.TestKit.Processes;

/// <summary>
/// A real process started by a test: its lines are kept, its end can be awaited, and it is killed on dispose. Only ever
/// signals the process it started, and only while that has not been reaped, so the pid cannot belong to another.
/// </summary>
public sealed class ProcessUnderTest : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<LineWaiter> _waiters = [];
    private readonly Task<int> _exited;

    private ProcessUnderTest(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        Id = _process.Id;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _exited = AwaitExitAsync();
    }

    public int Id { get; }

    /// <summary>
    /// Completes with the exit code when the process has ended and its output is read (128 + n: signal n).
    /// </summary>
    public Task<int> Exited => _exited;

    public bool HasExited => _process.HasExited;

    /// <summary>What stdout and stderr said so far, in the order it was read.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
                return [.. _lines];
        }
    }

    /// <param name="workingFolder">Also for what it writes into the system's temporary folder: a process that is killed
    /// leaves its sockets and folders there.</param>
    public static ProcessUnderTest Start(
        string executable,
        IEnumerable<string> arguments,
        string? workingFolder = null,
        IReadOnlyDictionary<string, string>? environment = null,
        bool takesInput = false)
    {
        var start = new ProcessStartInfo(executable, arguments)
        {
            RedirectStandardInput = takesInput,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = workingFolder ?? string.Empty,
        };
        if (workingFolder is not null)
            start.Environment["TMPDIR"] = workingFolder;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new ProcessUnderTest(new Process { StartInfo = start });
    }

    /// <summary>Types a line on the standard input of a process that was started with <c>takesInput</c>.</summary>
    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>
    /// The first line, already there or to come, that matches. Fails with everything the process said when the time is
    /// over or the process ends without it.
    /// </summary>
    /// <param name="after">Lines of <see cref="Lines"/> that do not count: what was said before.</param>
    public async Task<string> WaitForLineAsync(string regex, TimeSpan timeout, int after = 0)
    {
        var waiter = new LineWaiter(new Regex(regex, RegexOptions.CultureInvariant));
        lock (_gate)
        {
            foreach (var line in _lines.Skip(after))
                waiter.Offer(line);
            _waiters.Add(waiter);
        }

        try
        {
            var first = await Task.WhenAny(waiter.Found, _exited).WaitAsync(timeout, TimeProvider.System);
            if (first == _exited && !waiter.Found.IsCompleted)
                throw new InvalidOperationException($"exited with {await _exited} before a line matched /{regex}/:{Transcript()}");
            return await waiter.Found;
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"no line matched /{regex}/ within {timeout.TotalSeconds:0.#} s:{Transcript()}");
        }
        finally
        {
            lock (_gate)
                _waiters.Remove(waiter);
        }
    }

    /// <summary>
    /// The exit code; fails with everything the process said when it is still running after the timeout.
    /// </summary>
    public async Task<int> WaitForExitAsync(TimeSpan timeout)
    {
        try
        {
            return await _exited.WaitAsync(timeout, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"still running after {timeout.TotalSeconds:0.#} s:{Transcript()}");
        }
    }

    /// <summary>Sends a signal; does nothing when the process has ended.</summary>
    public void Signal(ProcessSignal signal)
    {
        if (!_process.HasExited && Kill(Id, (int)signal) != 0 && !_process.HasExited)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    public async ValueTask DisposeAsync()
    {
        Signal(ProcessSignal.Kill);
        await _exited;
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Kill(int pid, int signal);

    private async Task<int> AwaitExitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_gate)
        {
            _lines.Add(line);
            foreach (var waiter in _waiters)
                waiter.Offer(line);
        }
    }

    private string Transcript()
    {
        var lines = Lines;
        return lines.Count == 0 ? " it said nothing" : Environment.NewLine + string.Join(Environment.NewLine, lines);
    }

    private sealed class LineWaiter(Regex regex)
    {
        private readonly TaskCompletionSource<string> _found = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Found => _found.Task;

        public void Offer(string line)
        {
            if (regex.IsMatch(line))
                _found.TrySetResult(line);
        }
    }
}
