namespace MediaRecorder.Server.Hosting;

/// <summary>Something outside the program that keeps it from starting.</summary>
/// <param name="Path">The configuration key that names it, such as <c>$.sip.listen</c>.</param>
/// <param name="Reason">What the system said, in one line.</param>
public readonly record struct StartError(string Path, string Reason);
