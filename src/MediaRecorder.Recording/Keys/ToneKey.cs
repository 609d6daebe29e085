namespace MediaRecorder.Recording.Keys;

/// <summary>An edge of a key heard in the audio, on the recording's clock.</summary>
internal readonly record struct ToneKey(char Digit, long FromNs, long ToNs, bool Released);
