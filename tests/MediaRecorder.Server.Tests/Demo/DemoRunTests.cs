using MediaRecorder.Server.Demo;
using MediaRecorder.Server.Tests.Commands;

namespace MediaRecorder.Server.Tests.Demo;

/// <summary>What needs no ports; the whole demo runs in the interop tests.</summary>
public class DemoRunTests
{
    [Fact]
    public async Task A_folder_that_cannot_be_written_to_starts_nothing_and_exits_3()
    {
        using var stage = new CommandStage();
        stage.BlockRecordingFolder();
        var request = new DemoRequest(stage.RecordingFolder, DemoRequest.MinSeconds, Json: true);

        Assert.Equal(3, await new DemoRun(stage.Parts).RunAsync(request, CancellationToken.None));

        Assert.StartsWith(
            $"demo: $.recording.folder: {stage.RecordingFolder} cannot be written to: ",
            stage.Error.ToString(),
            StringComparison.Ordinal);
        Assert.Equal("", stage.Out.ToString());
        Assert.Empty(stage.Steps);
    }
}
