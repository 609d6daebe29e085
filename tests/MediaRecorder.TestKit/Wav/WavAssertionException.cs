namespace MediaRecorder.TestKit.Wav;

/// <summary>A recording is not what the test says it is; the message tells what was measured.</summary>
public sealed class WavAssertionException(string message) : Exception(message);
