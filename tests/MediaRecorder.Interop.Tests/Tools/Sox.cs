using System.Globalization;
using System.Runtime.InteropServices;
using MediaRecorder.Interop.Tests.Captures;

namespace MediaRecorder.Interop.Tests.Tools;

/// <summary>sox as an encoder that is not ours: an error in our tables must not cancel itself out.</summary>
public static class Sox
{
    private static readonly string[] Pcm8000 = ["-t", "raw", "-r", "8000", "-e", "signed", "-b", "16", "-c", "1", "-"];

    /// <summary>One byte per sample, 8000 Hz.</summary>
    public static async Task<byte[]> EncodeG711Async(short[] pcm, G711Law law)
    {
        string[] arguments = ["-D", .. Pcm8000, "-t", law == G711Law.Mu ? "ul" : "al", "-"];
        var result = await ExternalTool.RunAsync("sox", arguments, MemoryMarshal.AsBytes(pcm.AsSpan()).ToArray());
        Assert.Equal(pcm.Length, result.Succeeded().Output.Length);
        return result.Output;
    }

    /// <summary>Writes a mono WAV of 16 bits with a sine at a quarter of full scale, −15 dBFS.</summary>
    public static async Task WriteToneAsync(string path, int hz, int sampleRate, int seconds)
    {
        FormattableString command = $"-n -r {sampleRate} -c 1 -b 16 {path} synth {seconds} sine {hz} vol 0.25";
        var arguments = command.ToString(CultureInfo.InvariantCulture).Split(' ');
        (await ExternalTool.RunAsync("sox", arguments)).Succeeded();
    }

    /// <summary>Writes a mono WAV of 16 bits and 8000 Hz.</summary>
    public static async Task WriteWavAsync(short[] pcm, string path) =>
        (await ExternalTool.RunAsync("sox", [.. Pcm8000, path], MemoryMarshal.AsBytes(pcm.AsSpan()).ToArray()))
            .Succeeded();
}
