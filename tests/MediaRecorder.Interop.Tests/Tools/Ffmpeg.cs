using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using MediaRecorder.Interop.Tests.Captures;

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

    /// <summary>Codes of G.711 as samples.</summary>
    public static async Task<short[]> DecodeG711Async(byte[] codes, G711Law law)
    {
        string[] from = ["-f", law == G711Law.Mu ? "mulaw" : "alaw", "-ar", "8000", "-ac", "1", "-i", "-"];
        var result = await ExternalTool.RunAsync("ffmpeg", ["-v", "error", .. from, "-f", "s16le", "-"], codes);
        return MemoryMarshal.Cast<byte, short>(result.Succeeded().Output).ToArray();
    }

    /// <summary>Plays a sound file of 8000 Hz as PCMU by SRTP, at the pace of speech; returns at its end.</summary>
    /// <param name="key">Master key and salt in base64.</param>
    public static async Task SendAsync(string path, IPEndPoint from, IPEndPoint to, string suite, string key)
    {
        string[] packets = ["-af", "asetnsamples=n=160:p=0", "-c:a", "pcm_mulaw", "-f", "rtp", "-payload_type", "0"];
        // Under the name of SDES ffmpeg gives its RTCP 4 bytes of tag (RFC 4568 §6.2.2 wants 10); under that of DTLS it is right.
        var name = suite.Replace("AES_CM_128", "SRTP_AES128_CM", StringComparison.Ordinal);
        string[] keys = ["-srtp_out_suite", name, "-srtp_out_params", key];
        var result = await ExternalTool.RunAsync(
            "ffmpeg",
            [
                "-v", "error", "-nostdin", "-re", "-i", path, .. packets, .. keys,
                $"srtp://{to}?localaddr={from.Address}&local_rtpport={from.Port}&local_rtcpport={from.Port + 1}"
            ]);
        result.Succeeded();
    }

    /// <summary>Any sound file as mono samples at 8000 Hz.</summary>
    public static async Task<short[]> ReadMonoAsync(string path)
    {
        string[] shape = ["-f", "s16le", "-ar", "8000", "-ac", "1", "-"];
        var result = await ExternalTool.RunAsync("ffmpeg", ["-v", "error", "-nostdin", "-i", path, .. shape]);
        return MemoryMarshal.Cast<byte, short>(result.Succeeded().Output).ToArray();
    }
}
