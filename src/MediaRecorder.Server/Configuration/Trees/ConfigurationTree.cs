using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace MediaRecorder.Server.Configuration.Trees;

/// <summary>
/// JSON with <c>//</c> comments and trailing commas → nodes, with the line of every path. Never throws on any input.
/// </summary>
internal sealed class ConfigurationTree
{
    /// <summary>Deepest nesting; the deepest path of ours is 4.</summary>
    public const int MaxDepth = 16;

    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private readonly byte[] _json;
    private int _countedLine = 1;
    private int _countedBytes;

    private ConfigurationTree(byte[] json) => _json = json;

    /// <summary>Line, from 1, of each path of the file.</summary>
    public IReadOnlyDictionary<string, int> Lines => _lines;

    /// <summary>The value of the file.</summary>
    public ConfigurationNode Root { get; private set; } = ConfigurationNode.Scalar(ConfigurationNodeKind.Null, "");

    public static bool TryParse(ReadOnlySpan<byte> file, out ConfigurationTree tree, out ConfigurationError error)
    {
        if (file.StartsWith(Encoding.UTF8.Preamble))
        {
            file = file[Encoding.UTF8.Preamble.Length..];
        }

        tree = new ConfigurationTree(file.ToArray());
        error = default;
        if (!Utf8.IsValid(file))
        {
            error = new ConfigurationError("$", "is not UTF-8 text");
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(tree._json, new JsonReaderOptions
            {
                AllowTrailingCommas = true,
                CommentHandling = JsonCommentHandling.Skip,
                MaxDepth = MaxDepth,
            });
            reader.Read();
            tree.Root = tree.ReadValue(ref reader, "$");

            // Whatever follows the value is refused by the reader itself.
            reader.Read();
            return true;
        }
        catch (JsonException exception)
        {
            error = new ConfigurationError("$", Describe(exception), (int)(exception.LineNumber ?? 0) + 1);
            return false;
        }
        catch (InvalidOperationException)
        {
            // GetString: an escape such as \ud800 without its other half.
            error = new ConfigurationError("$", "contains half of a surrogate pair", tree._countedLine);
            return false;
        }
    }

    // The exception's own words end in machine terms, "… Path: $ | LineNumber: 2 | BytePositionInLine: 4.", and may
    // quote the rest of the file.
    private static string Describe(JsonException exception)
    {
        var message = exception.Message;
        var tail = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        message = (tail < 0 ? message : message[..tail]).TrimEnd('.', ' ', '|');
        var words = KeyPath.Printable(message, 160);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"is not JSON at line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}: {words}");
    }

    private ConfigurationNode ReadValue(ref Utf8JsonReader reader, string path)
    {
        _lines.TryAdd(path, LineAt((int)reader.TokenStartIndex));
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadSection(ref reader, path);
            case JsonTokenType.StartArray:
                return ReadList(ref reader, path);
            case JsonTokenType.String:
                return ConfigurationNode.Scalar(ConfigurationNodeKind.Text, reader.GetString()!);
            case JsonTokenType.Number:
                return ConfigurationNode.Scalar(
                    ConfigurationNodeKind.Number, Encoding.UTF8.GetString(reader.ValueSpan));
            case JsonTokenType.True:
            case JsonTokenType.False:
                return ConfigurationNode.Scalar(
                    ConfigurationNodeKind.Switch, reader.TokenType == JsonTokenType.True ? "true" : "false");
            default:
                return ConfigurationNode.Scalar(ConfigurationNodeKind.Null, "null");
        }
    }

    private ConfigurationNode ReadSection(ref Utf8JsonReader reader, string path)
    {
        var members = ImmutableArray.CreateBuilder<(string, ConfigurationNode)>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            var memberPath = KeyPath.Member(path, name);
            _lines.TryAdd(memberPath, LineAt((int)reader.TokenStartIndex));
            reader.Read();
            members.Add((name, ReadValue(ref reader, memberPath)));
        }

        return new ConfigurationNode(ConfigurationNodeKind.Section, "", members.ToImmutable(), []);
    }

    private ConfigurationNode ReadList(ref Utf8JsonReader reader, string path)
    {
        var items = ImmutableArray.CreateBuilder<ConfigurationNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadValue(ref reader, KeyPath.Item(path, items.Count)));
        }

        return new ConfigurationNode(ConfigurationNodeKind.List, "", [], items.ToImmutable());
    }

    // Positions only grow while reading, so each byte is looked at once.
    private int LineAt(int position)
    {
        _countedLine += _json.AsSpan(_countedBytes, position - _countedBytes).Count((byte)'\n');
        _countedBytes = position;
        return _countedLine;
    }
}
