namespace MediaRecorder.Server.Models;

/// <summary>The console log.</summary>
/// <param name="Format">How a line looks.</param>
/// <param name="Level">Lowest level written.</param>
/// <param name="OnStandardError">For programs whose standard output is a result; files cannot ask for it.</param>
public sealed record LogModel(LogFormat Format, LogLevel Level, bool OnStandardError = false);
