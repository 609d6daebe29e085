namespace MediaRecorder.Server.Models;

/// <summary>Where recordings go.</summary>
/// <param name="Folder">Absolute path of finished recordings.</param>
/// <param name="Spool">Absolute path of running ones; must be on the same file system, because publishing is a
/// rename.</param>
/// <param name="MaxBufferBytes">Bytes of audio that may wait for the disk, over all calls.</param>
public sealed record RecordingModel(string Folder, string Spool, long MaxBufferBytes);
