namespace MediaRecorder.Server.Commands;

/// <summary>Standard output and error, and whether a person watches them.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Errors, and progress where the output is a result for programs.</param>
/// <param name="OutIsTerminal">Live displays and colours make sense on <paramref name="Out"/>.</param>
/// <param name="ErrorIsTerminal">The same for <paramref name="Error"/>.</param>
public sealed record ConsoleStreams(TextWriter Out, TextWriter Error, bool OutIsTerminal, bool ErrorIsTerminal)
{
    /// <summary>Those of this process.</summary>
    public static ConsoleStreams OfProcess() =>
        new(Console.Out, Console.Error, !Console.IsOutputRedirected, !Console.IsErrorRedirected);
}
