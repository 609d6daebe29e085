namespace MediaRecorder.Rtp.Reordering;

/// <summary>One place of a <see cref="ReorderWindow"/>.</summary>
/// <param name="IsThere">The sequence number has come.</param>
/// <param name="Buffer">Fixed header and payload; null when the packet bears no audio and only fills its place.</param>
/// <param name="Bytes">Of <paramref name="Buffer"/> that are the packet.</param>
/// <param name="ArrivalNs">On the monotonic clock.</param>
internal readonly record struct HeldPacket(bool IsThere, byte[]? Buffer, int Bytes, long ArrivalNs);
