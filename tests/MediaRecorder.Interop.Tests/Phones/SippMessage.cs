using MediaRecorder.Interop.Tests.Wire;

namespace MediaRecorder.Interop.Tests.Phones;

/// <summary>A message in sipp's trace; the time is sipp's, to the µs, in the machine's local time.</summary>
public sealed record SippMessage(DateTime At, bool IsSent, WireMessage Message)
{
    public bool IsStart(string startOfLine) => Message.StartLine.StartsWith(startOfLine, StringComparison.Ordinal);

    public override string ToString() => $"{At:HH:mm:ss.ffffff} {(IsSent ? "sent" : "got")} {Message.StartLine}";
}
