using MediaRecorder.Catalog.Folders;
using MediaRecorder.Server.Demo;
using MediaRecorder.Server.Tests.Fakes;
using MediaRecorder.TestKit.Processes;
using Spectre.Console;

namespace MediaRecorder.Server.Tests.Demo;

public sealed class RecordingPictureTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_bar_per_channel_is_high_where_the_file_is_loud_and_empty_where_it_is_silent()
    {
        var lines = Draw(SampleRecording.Write(_folder));

        var customer = lines.Single(
            line => line.StartsWith("customer  ", StringComparison.Ordinal))["customer  ".Length..];
        var agent = lines.Single(
            line => line.StartsWith("agent     ", StringComparison.Ordinal))["agent     ".Length..];
        Assert.Equal(
            "████████████████                ████████                ████████████████████████", customer.PadRight(80));
        Assert.Equal(customer.Length, agent.Length);
        Assert.DoesNotContain('█', agent);
    }

    // REQ: B-06
    [Fact]
    public void Every_segment_is_listed_with_times_cause_and_whether_the_file_is_silent_there()
    {
        var lines = Draw(SampleRecording.Write(_folder));

        Assert.Contains(
            lines, line => Has(line, "█ talk      0.0 s – 10.0 s   CallAnswered"));
        Assert.Contains(
            lines, line => Has(line, "█ hold      2.0 s – 4.0 s    silent in the file, HoldStarted by agent"));
        Assert.Contains(
            lines, line => Has(line, "█ pause     5.0 s – 7.0 s    silent in the file, PauseRequested by agent"));
    }

    [Fact]
    public void A_pause_that_leaks_is_shouted_about()
    {
        var lines = Draw(SampleRecording.Write(_folder, leak: 1));

        Assert.Contains(lines, line => Has(line, "pause") && Has(line, "NOT silent in the file"));
    }

    [Fact]
    public void Facts_are_there_and_paths_whole_on_their_lines()
    {
        var recording = SampleRecording.Write(_folder);
        var lines = Draw(recording);

        Assert.Contains(lines, line => Has(line, "15550100 to 204, inbound by carrier"));
        Assert.Contains(lines, line => Has(line, "wav, pcm16, 8000 Hz, channels: 0 customer, 1 agent"));
        Assert.Contains(lines, line => Has(line, "standard [draft]"));
        Assert.Contains(lines, line => Has(line, "size") && Has(line, "320,") && Has(line, " bytes"));
        Assert.Contains($"recording {recording.AudioPath}", lines);
        Assert.Contains($"sidecar   {recording.SidecarPath}", lines);
    }

    [Fact]
    public void Colours_show_the_segments_and_pause_covers_talk()
    {
        var sidecar = SampleRecording.Write(_folder).Sidecar;

        Assert.Equal("green", PictureStyle.ColourOf(RecordingPicture.SegmentAt(sidecar, 1000)));
        Assert.Equal("yellow", PictureStyle.ColourOf(RecordingPicture.SegmentAt(sidecar, 3000)));
        Assert.Equal("red", PictureStyle.ColourOf(RecordingPicture.SegmentAt(sidecar, 6000)));
        Assert.Equal("grey", PictureStyle.ColourOf(RecordingPicture.SegmentAt(sidecar, 10_000)));
    }

    [Fact]
    public void A_terminal_without_Unicode_gets_letters_of_ASCII()
    {
        var lines = Draw(SampleRecording.Write(_folder), unicode: false);

        Assert.Contains(lines, line => line.StartsWith("customer  @@@@", StringComparison.Ordinal));
    }

    private static bool Has(string line, string text) => line.Contains(text, StringComparison.Ordinal);

    private static string[] Draw(PublishedRecording recording, bool unicode = true)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = 140;
        console.Profile.Capabilities.Unicode = unicode;
        new RecordingPicture(console).Draw(recording);
        return writer.ToString().Split('\n').Select(line => line.TrimEnd()).ToArray();
    }
}
