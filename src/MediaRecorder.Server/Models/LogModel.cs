namespace MediaRecorder.Server.Models;

/// <summary>The console log.</summary>
/// <param name="Format">How a line looks.</param>
/// <param name="Level">Lowest level written.</param>
public sealed record LogModel(LogFormat Format, LogLevel Level);
