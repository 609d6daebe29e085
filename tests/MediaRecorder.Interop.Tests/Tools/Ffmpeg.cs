using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MediaRecorder.Interop.Tests.Tools;

/// <summary>
/// ffmpeg and ffprobe as readers of what the recorder wrote: a file that only we can read is no recording.
/// </summary>
public static class Ffmpeg
{
    private const string Entries = "stream=codec_name,channels,sample_rate:format=duration,format_name";

    /// <summary>What ffprobe says of a file; fails when it warns of anything at all.</summary>
    public static async Task<ProbedFile> ProbeAsync(string path)
    {
        var result = await ExternalTool.RunAsync(
            "ffprobe", ["-v", "warning", "-show_entries", Entries, "-of", "json", path]);
        result.Succeeded();
        Assert.True(result.Errors.Length == 0, $"ffprobe {path}: {result.Errors}");
        using var json = JsonDocument.Parse(result.Output);
        var stream = Assert.Single(json.RootElement.GetProperty("streams").EnumerateArray());
        var format = json.RootElement.GetProperty("format");
        return new ProbedFile(
            format.GetProperty("format_name").GetString()!,
            stream.GetProperty("codec_name").GetString()!,
            stream.GetProperty("channels").GetInt32(),
            int.Parse(stream.GetProperty("sample_rate").GetString()!, CultureInfo.InvariantCulture),
            double.Parse(format.GetProperty("duration").GetString()!, CultureInfo.InvariantCulture));
    }

    /// <summary>Any sound file as mono samples at 8000 Hz.</summary>
    public static async Task<short[]> ReadMonoAsync(string path)
    {
        string[] shape = ["-f", "s16le", "-ar", "8000", "-ac", "1", "-"];
        var result = await ExternalTool.RunAsync("ffmpeg", ["-v", "error", "-nostdin", "-i", path, .. shape]);
        return MemoryMarshal.Cast<byte, short>(result.Succeeded().Output).ToArray();
    }
}
