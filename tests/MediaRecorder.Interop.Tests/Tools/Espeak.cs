using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Interop.Tests.Tools;

/// <summary>Speech made on this machine.</summary>
public static class Espeak
{
    /// <summary>Mono samples at 8000 Hz.</summary>
    /// <param name="voice">A voice of espeak-ng such as <c>en</c> or <c>en+f3</c>.</param>
    /// <param name="pitch">0 to 99.</param>
    public static async Task<short[]> SpeakAsync(string voice, string text, TempFolder folder, int pitch = 50)
    {
        var path = folder[$"speech-{voice}-{pitch}.wav"];
        (await ExternalTool.RunAsync("espeak-ng", ["-v", voice, "-p", $"{pitch}", "-s", "150", "-w", path, text])).Succeeded();
        return await Ffmpeg.ReadMonoAsync(path);
    }
}
