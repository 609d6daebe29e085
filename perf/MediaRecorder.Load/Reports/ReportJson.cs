using System.Text.Json;
using System.Text.Json.Serialization;
using MediaRecorder.Load.Recordings;

namespace MediaRecorder.Load.Reports;

/// <summary>Reports as JSON objects of one line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LoadReport))]
[JsonSerializable(typeof(RecordingsReport))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    public static string Write(LoadReport report) => JsonSerializer.Serialize(report, Default.LoadReport);

    public static string Write(RecordingsReport report) => JsonSerializer.Serialize(report, Default.RecordingsReport);
}
