namespace MediaRecorder.Server.Hosting;

/// <summary>When a worker thread last went round its loop.</summary>
/// <param name="Worker">Such as <c>sip</c>, <c>media-0</c>, <c>recording-0</c>, <c>disk-1</c>.</param>
/// <param name="Age">Time since then. Every worker wakes at least once a second, also when it has nothing to
/// do.</param>
public readonly record struct WorkerHeartbeat(string Worker, TimeSpan Age);
