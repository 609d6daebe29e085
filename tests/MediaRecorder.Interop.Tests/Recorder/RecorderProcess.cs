using System.Globalization;
using System.Text.Json.Nodes;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Interop.Tests.Recorder;

/// <summary>
/// A running recorder with its own addresses and folder. Killed on dispose when the test did not stop it.
/// </summary>
public sealed class RecorderProcess : IAsyncDisposable
{
    // Start-up is well under a second; a loaded machine of two cores gets time.
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    // The hold-back is 600 ms and the file is synced and renamed after it.
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;

    private RecorderProcess(ProcessUnderTest process, LoopbackNetwork network, TempFolder folder)
    {
        Process = process;
        Network = network;
        Folder = folder;
        _http = new HttpClient
        {
            BaseAddress = new Uri($"http://{network.RecorderHttp}"),
            Timeout = TimeSpan.FromSeconds(5)
        };
    }

    public ProcessUnderTest Process { get; }

    public LoopbackNetwork Network { get; }

    public TempFolder Folder { get; }

    /// <summary>Starts the recorder and waits until it says that it is ready.</summary>
    public static async Task<RecorderProcess> StartAsync(
        LoopbackNetwork network, TempFolder folder, Action<JsonObject>? edit = null)
    {
        var config = RecorderConfig.Create(network, folder);
        edit?.Invoke(config);
        var file = folder.Write("mediarecorder.json", config.ToJsonString());
        var recorder = new RecorderProcess(
            RecorderBinary.Start(folder.Path, "serve", "--config", file), network, folder);
        try
        {
            await recorder.Process.WaitForLineAsync(@"(?i)\bready\b", StartTimeout);
            return recorder;
        }
        catch
        {
            await recorder.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the process has in memory, as the kernel counts it.</summary>
    public long ResidentBytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{Process.Id}/status")
                .First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) << 10;
        }
    }

    /// <summary>Open files and sockets.</summary>
    public int Handles => Directory.GetFileSystemEntries($"/proc/{Process.Id}/fd").Length;

    public async Task<MetricsPage> ScrapeAsync() => MetricsPage.Parse(await GetTextAsync("/metrics"));

    public Task<string> GetTextAsync(string path) =>
        _http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> GetAsync(string path) =>
        _http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    /// <summary>The files of recordings that are not finished.</summary>
    public string[] UnfinishedFiles() => Folder.Files("*.wav.part");

    /// <summary>
    /// Waits until exactly this many recordings are published with their sidecars, and nothing is left in the spool.
    /// </summary>
    public async Task<PublishedRecording[]> RecordingsAsync(int count)
    {
        await Poll.UntilAsync(
            $"{count} recording(s) are published; there is [{string.Join(", ", Folder.Files())}]; the log:\n{string.Join('\n', Process.Lines)}",
            PublishTimeout,
            () => PublishedRecording.FindAll(Folder).Length >= count && UnfinishedFiles().Length == 0);
        var found = PublishedRecording.FindAll(Folder);
        Assert.Equal(count, found.Length);
        return found;
    }

    /// <summary>The only recording of the test.</summary>
    public async Task<PublishedRecording> RecordingAsync() => (await RecordingsAsync(1))[0];

    /// <summary>Ends the recorder as an init system would; a recorder that is well ends with 0.</summary>
    public async Task StopAsync()
    {
        Process.Signal(ProcessSignal.Terminate);
        Assert.Equal(0, await Process.WaitForExitAsync(TimeSpan.FromSeconds(15)));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Process.DisposeAsync();
    }
}
