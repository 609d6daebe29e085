namespace MediaRecorder.Server.Hosting;

/// <summary>Makes a recorder that is not started yet. <c>serve</c> and <c>demo</c> get theirs by it.</summary>
/// <param name="logs">Where its rooms log.</param>
/// <param name="time">The clock of the whole process.</param>
public delegate IRecorderHost RecorderHostFactory(ILoggerFactory logs, TimeProvider time);
