namespace MediaRecorder.Calls.Transports;

/// <summary>What the thread pool tells the SipWorker of a connection.</summary>
/// <param name="Flow">The connection.</param>
/// <param name="Message">A message it brought; null for the other two.</param>
/// <param name="IsClosed">It is gone; else, without a message, it is open.</param>
internal readonly record struct StreamMail(StreamFlow Flow, byte[]? Message, bool IsClosed);
