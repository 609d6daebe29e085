namespace MediaRecorder.Server.Models;

/// <summary>How a log line looks.</summary>
public enum LogFormat
{
    /// <summary>For people: time, level, area, message, fields.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,
}
