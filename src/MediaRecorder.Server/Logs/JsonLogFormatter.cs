using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace MediaRecorder.Server.Logs;

/// <summary>
/// One JSON object a line: <c>time, level, area, event, message</c>, then the message's values by name, then
/// <c>exception</c>. Numbers and truth values keep their type; everything else is text, a redacted value as it shows
/// itself.
/// </summary>
public sealed class JsonLogFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    /// <summary>Name by which the console logger is told to use it.</summary>
    public const string FormatterName = "mediarecorder-json";

    private static readonly HashSet<string> Reserved = ["time", "level", "area", "event", "message", "exception"];

    /// <inheritdoc/>
    public override void Write<TState>(
        in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("time", LogFields.FormatTime(time));
            json.WriteString("level", LogFields.Word(logEntry.LogLevel));
            json.WriteString("area", logEntry.Category);
            if (!string.IsNullOrEmpty(logEntry.EventId.Name))
                json.WriteString("event", logEntry.EventId.Name);

            json.WriteString("message", logEntry.Formatter(logEntry.State, logEntry.Exception));
            WriteFields(json, logEntry.State);
            if (logEntry.Exception is not null)
                json.WriteString("exception", logEntry.Exception.ToString());

            json.WriteEndObject();
        }

        textWriter.Write(Encoding.UTF8.GetString(bytes.WrittenSpan));
        textWriter.Write('\n');
    }

    private static void WriteFields<TState>(Utf8JsonWriter json, TState state)
    {
        var written = new HashSet<string>(Reserved, StringComparer.Ordinal);
        foreach (var (name, value) in LogFields.Of(state))
        {
            var key = JsonNamingPolicy.CamelCase.ConvertName(name);
            if (written.Add(key))
            {
                json.WritePropertyName(key);
                WriteValue(json, value);
            }
        }
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case int or long or short or byte or ushort or uint:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
