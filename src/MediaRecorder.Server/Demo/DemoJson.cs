using System.Text.Json;
using System.Text.Json.Nodes;
using MediaRecorder.Catalog.Folders;

namespace MediaRecorder.Server.Demo;

/// <summary>The recording as one JSON object, for programs.</summary>
internal static class DemoJson
{
    public static string Write(PublishedRecording recording)
    {
        var segments = recording.Sidecar.Segments.Select(segment => (JsonNode)new JsonObject
        {
            ["kind"] = segment.Kind,
            ["startMs"] = segment.StartMs,
            ["endMs"] = segment.EndMs,
            ["startSample"] = segment.StartSample,
            ["endSample"] = segment.EndSample,
            ["cause"] = segment.Cause,
            ["by"] = segment.By,
        });
        return new JsonObject
        {
            ["recording"] = recording.AudioPath,
            ["sidecar"] = recording.SidecarPath,
            ["seconds"] = recording.Sidecar.Seconds,
            ["segments"] = new JsonArray([.. segments]),
        }.ToJsonString(JsonSerializerOptions.Default);
    }
}
