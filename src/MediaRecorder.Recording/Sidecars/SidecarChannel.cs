namespace MediaRecorder.Recording.Sidecars;

/// <summary>Who is heard on a channel of the audio file. <paramref name="Leg"/> is null when nobody is.</summary>
public sealed record SidecarChannel(int Index, string Role, int? Leg);
