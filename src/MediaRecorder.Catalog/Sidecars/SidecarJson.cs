using System.Text.Json.Serialization;

namespace MediaRecorder.Catalog.Sidecars;

/// <summary>The JSON of sidecars. A key without a default must be there: half a sidecar is none.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RecordingSidecar))]
[JsonSerializable(typeof(SidecarVersion))]
internal sealed partial class SidecarJson : JsonSerializerContext;
