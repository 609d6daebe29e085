using System.Text.Json;
using MediaRecorder.Interop.Tests.Tools;
using MediaRecorder.TestKit.Processes;
using MediaRecorder.TestKit.Wav;

namespace MediaRecorder.Interop.Tests.Recorder;

/// <summary>A finished recording: its audio file, and its sidecar read with no code of ours.</summary>
public sealed record PublishedRecording(string AudioPath, JsonElement Sidecar)
{
    public const int Customer = 0;
    public const int Agent = 1;

    /// <summary>Published recordings below a folder whose sidecar is there too, the oldest first.</summary>
    public static PublishedRecording[] FindAll(TempFolder folder) =>
    [
        .. from path in folder.Files("*.wav")
           let sidecar = Path.ChangeExtension(path, ".json")
           where File.Exists(sidecar)
           orderby File.GetLastWriteTimeUtc(path)
           select new PublishedRecording(path, JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(sidecar))),
    ];

    /// <summary>Stretches of a kind in the segment index.</summary>
    public IReadOnlyList<TimeRange> Segments(string kind) =>
    [
        .. from segment in Sidecar.GetProperty("segments").EnumerateArray()
           where string.Equals(segment.GetProperty("kind").GetString(), kind, StringComparison.OrdinalIgnoreCase)
           select new TimeRange(
               segment.GetProperty("startMs").GetDouble() / 1000, segment.GetProperty("endMs").GetDouble() / 1000),
    ];

    /// <summary>The audio, after others have agreed that it is a stereo WAV of this rate whose header is true.</summary>
    public async Task<WavFile> ReadAsync(int sampleRate = 8000)
    {
        var probed = await Ffmpeg.ProbeAsync(AudioPath);
        Assert.Equal(
            ("wav", "pcm_s16le", 2, sampleRate), (probed.Container, probed.Codec, probed.ChannelCount, probed.SampleRate));
        var wav = WavFile.Read(AudioPath);
        WavAssert.HeaderIsExact(wav);
        Assert.Equal(wav.Seconds, probed.Seconds, 0.001);
        Assert.Equal(wav.Seconds, Sidecar.GetProperty("seconds").GetDouble(), 0.001);
        Assert.Equal(1, Sidecar.GetProperty("version").GetInt32());
        return wav;
    }
}
