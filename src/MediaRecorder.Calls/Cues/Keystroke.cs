namespace MediaRecorder.Calls.Cues;

/// <summary>A key that was pressed and has come up again, whatever ways it came by.</summary>
/// <param name="FromNs">When it went down.</param>
/// <param name="ToNs">When it came up.</param>
internal readonly record struct Keystroke(char Digit, long FromNs, long ToNs);
