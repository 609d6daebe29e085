using System.Text.Json;
using MediaRecorder.Interop.Tests.Measurements;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Tools;
using MediaRecorder.TestKit.Processes;
using MediaRecorder.TestKit.Wav;

namespace MediaRecorder.Interop.Tests.Operations;

/// <summary>The first thing that a newcomer runs.</summary>
[Collection(Measured.Name)]
public sealed class DemoTests
{
    private const int Seconds = 12;

    [Fact]
    public async Task Demo_ends_in_a_stereo_wav_with_a_hold_and_a_pause()
    {
        using var folder = new TempFolder();
        var result = await RecorderBinary.RunAsync(
            folder.Path, "demo", "--json", "--seconds", $"{Seconds}", "--out", folder["out"]);
        // One object and nothing else: a script must be able to parse it.
        Assert.True(result.Succeeded().Text.StartsWith('{'), $"standard output is not one JSON object:\n{result.Text}");
        using var json = JsonDocument.Parse(result.Output);
        var root = json.RootElement;

        var path = root.GetProperty("recording").GetString()!;
        Assert.True(File.Exists(root.GetProperty("sidecar").GetString()));
        Assert.StartsWith(folder.Path, Path.GetFullPath(path), StringComparison.Ordinal);
        var probed = await Ffmpeg.ProbeAsync(path);
        Assert.Equal(("wav", 2, 8000), (probed.Container, probed.ChannelCount, probed.SampleRate));
        Assert.InRange(probed.Seconds, Seconds - 1.5, Seconds + 1.5);
        Assert.Equal(probed.Seconds, root.GetProperty("seconds").GetDouble(), 0.05);

        var kinds = root.GetProperty("segments").EnumerateArray()
            .Select(segment => segment.GetProperty("kind").GetString()!.ToUpperInvariant()).ToArray();
        Assert.Contains("TALK", kinds);
        Assert.Contains("HOLD", kinds);
        Assert.Contains("PAUSE", kinds);
        var wav = WavFile.Read(path);
        WavAssert.IsAudible(wav, PublishedRecording.Customer, 0, wav.Seconds);
        WavAssert.IsAudible(wav, PublishedRecording.Agent, 0, wav.Seconds);
    }
}
