namespace MediaRecorder.Server.Models;

/// <summary>The relay threads.</summary>
/// <param name="Workers">Number of MediaWorkers, at least 1; the default is resolved.</param>
/// <param name="RingBytes">Bytes of each worker's packet ring, a power of two.</param>
public sealed record MediaModel(int Workers, int RingBytes);
