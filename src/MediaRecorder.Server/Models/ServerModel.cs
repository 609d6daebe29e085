using MediaRecorder.Calls.Model;

namespace MediaRecorder.Server.Models;

/// <summary>The whole configuration, validated and immutable; what the composition starts from.</summary>
/// <param name="Calls">SIP, trunks, media ports, keypad.</param>
/// <param name="Media">Relay threads.</param>
/// <param name="Recording">Folders and buffers.</param>
/// <param name="Http">Metrics and health.</param>
/// <param name="Log">Console log.</param>
public sealed record ServerModel(
    CallsModel Calls,
    MediaModel Media,
    RecordingModel Recording,
    HttpModel Http,
    LogModel Log);
