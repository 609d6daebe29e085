using System.Text.Json.Nodes;
using MediaRecorder.Server.Demo;
using MediaRecorder.Server.Tests.Fakes;
using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Server.Tests.Demo;

public class DemoJsonTests
{
    [Fact]
    public void The_recording_is_one_object_on_one_line()
    {
        using var folder = new TempFolder();
        var recording = SampleRecording.Write(folder);

        var text = DemoJson.Write(recording);

        Assert.DoesNotContain('\n', text);
        var json = JsonNode.Parse(text)!.AsObject();
        Assert.Equal(["recording", "sidecar", "seconds", "segments"], json.Select(p => p.Key));
        Assert.Equal((recording.AudioPath, recording.SidecarPath, 10.0), (
            (string?)json["recording"], (string?)json["sidecar"], (double)json["seconds"]!));
        Assert.Equal(
            """{"kind":"hold","startMs":2000,"endMs":4000,"startSample":16000,"endSample":32000,"cause":"HoldStarted","by":"agent"}""",
            json["segments"]![1]!.ToJsonString());
    }
}
