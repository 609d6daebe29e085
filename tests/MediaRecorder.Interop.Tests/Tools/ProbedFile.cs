namespace MediaRecorder.Interop.Tests.Tools;

/// <summary>What ffprobe says of a file.</summary>
public sealed record ProbedFile(string Container, string Codec, int ChannelCount, int SampleRate, double Seconds);
