using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace MediaRecorder.Server.Logs;

/// <summary>
/// One line per event for people: <c>time level area event: message</c>. The message holds its values already. What
/// came from the network cannot break the line or steer the terminal: control characters are written as escapes. REQ
/// I-07.
/// </summary>
public sealed class TextLogFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    /// <summary>Name by which the console logger is told to use it.</summary>
    public const string FormatterName = "mediarecorder-text";

    /// <inheritdoc/>
    public override void Write<TState>(
        in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(LogFields.FormatTime(time));
        textWriter.Write(' ');
        textWriter.Write(LogFields.Word(logEntry.LogLevel).PadRight("information".Length));
        textWriter.Write(' ');
        textWriter.Write(logEntry.Category);
        if (!string.IsNullOrEmpty(logEntry.EventId.Name))
        {
            textWriter.Write(' ');
            textWriter.Write(logEntry.EventId.Name);
        }

        textWriter.Write(": ");
        WriteSafe(textWriter, logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (logEntry.Exception is not null)
        {
            textWriter.Write(" | ");
            WriteSafe(textWriter, logEntry.Exception.ToString());
        }

        textWriter.Write('\n');
    }

    private static void WriteSafe(TextWriter writer, string text)
    {
        foreach (var letter in text)
        {
            switch (letter)
            {
                case '\n':
                    writer.Write("\\n");
                    break;
                case '\r':
                    writer.Write("\\r");
                    break;
                default:
                    // U+2028 and U+2029 end a line for some readers.
                    if (char.IsControl(letter) || letter is '\u2028' or '\u2029')
                    {
                        writer.Write($"\\u{(int)letter:x4}");
                    }
                    else
                    {
                        writer.Write(letter);
                    }

                    break;
            }
        }
    }
}
