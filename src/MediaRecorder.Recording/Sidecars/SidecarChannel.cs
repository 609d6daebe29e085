namespace MediaRecorder.Recording.Sidecars;

/// <summary>Who is heard on a channel.</summary>
/// <param name="Index">From 0, in its file.</param>
/// <param name="Role">customer, agent, thirdParty, flow, or mix: all of them.</param>
/// <param name="Leg">The role's first leg; null when nobody is heard, and of a mix.</param>
/// <param name="File">Name of the audio file, in the folder of the sidecar.</param>
public sealed record SidecarChannel(int Index, string Role, int? Leg, string File);
