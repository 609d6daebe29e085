using System.Text.Json;
using System.Text.Json.Serialization;

namespace MediaRecorder.Recording.Sidecars;

/// <summary>How sidecars are written: camelCase, indented, for people and for the Catalog.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true)]
[JsonSerializable(typeof(Sidecar))]
internal sealed partial class SidecarJson : JsonSerializerContext
{
    /// <summary>Null for what is no sidecar.</summary>
    public static Sidecar? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Default.Sidecar);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static byte[] Write(Sidecar sidecar) => JsonSerializer.SerializeToUtf8Bytes(sidecar, Default.Sidecar);
}
