using System.Text.Json;
using System.Text.Json.Serialization;
using MediaRecorder.Policy.Model;

namespace MediaRecorder.Recording.Sidecars;

/// <summary>Segment kinds as camelCase names, so that the order of the enum is no part of the format.</summary>
internal sealed class SegmentKindConverter() : JsonStringEnumConverter<SegmentKind>(JsonNamingPolicy.CamelCase);
