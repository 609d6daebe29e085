namespace MediaRecorder.Catalog.Sidecars;

/// <summary>Who is heard on a channel. REQ B-02: by role.</summary>
/// <param name="Index">From 0, in its file.</param>
/// <param name="Role">Such as <c>customer</c> or <c>agent</c>.</param>
/// <param name="Leg">The leg's number, or null when nobody is heard there, or everybody.</param>
/// <param name="File">Name of the audio file beside the sidecar; null where older sidecars do not say it.</param>
public sealed record SidecarChannel(int Index, string Role, int? Leg = null, string? File = null);
