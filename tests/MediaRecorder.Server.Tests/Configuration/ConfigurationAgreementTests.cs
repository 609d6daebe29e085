using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MediaRecorder.Server.Configuration;
using MediaRecorder.Server.Models;
using MediaRecorder.Server.Options;
using MediaRecorder.Server.Tests.Fakes;
using static MediaRecorder.Server.Tests.Configuration.ConfigurationText;

namespace MediaRecorder.Server.Tests.Configuration;

/// <summary>config/mediarecorder.json, its schema and the Options say the same of every key.</summary>
public class ConfigurationAgreementTests
{
    private static readonly JsonNode File = JsonNode.Parse(
        System.IO.File.ReadAllBytes(Checkout.ConfigFile),
        documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!;

    private static readonly JsonNode Schema = JsonNode.Parse(System.IO.File.ReadAllBytes(Checkout.SchemaFile))!;

    // REQ: I-02
    [Fact]
    public void The_documented_file_and_the_schema_hold_exactly_the_keys_of_the_options()
    {
        var options = KeysOf(typeof(RecorderOptions), "").Order(StringComparer.Ordinal).ToList();

        Assert.Equal(options, SchemaKeys().Select(k => k.Path).Order(StringComparer.Ordinal));
        Assert.Equal(options, FileKeys().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_defaults_of_the_schema_stand_in_the_documented_file()
    {
        var withDefault = SchemaKeys().Where(k => k.Schema["default"] is not null).ToList();

        Assert.Equal(SchemaKeys().Count() - 8, withDefault.Count);
        Assert.All(withDefault, key => Assert.True(
            JsonNode.DeepEquals(
                key.Schema["default"], Pick(AtCarrier(key.Path)) ?? Pick(AtStations(key.Path))),
            key.Path));
    }

    [Fact]
    public void The_defaults_of_the_options_are_those_of_the_documented_file()
    {
        var trunks = File["trunks"]!.DeepClone().AsObject();
        foreach (var (path, _) in SchemaKeys().Where(k => k.Schema["default"] is not null))
        {
            if (path.StartsWith("trunks.*.", StringComparison.Ordinal))
                trunks["carrier"]!.AsObject().Remove(path.Split('.')[2]);
        }

        var documented = ConfigurationFile.Parse(
            System.IO.File.ReadAllBytes(Checkout.ConfigFile), WorkingFolder, Cores);
        var defaults = Parse(new JsonObject { ["trunks"] = trunks }.ToJsonString());

        Assert.Equal(Describe(Model(documented)), Describe(Model(defaults)));
    }

    [Fact]
    public void Each_key_of_the_documented_file_is_explained_by_a_comment_above_it()
    {
        var lines = System.IO.File.ReadAllLines(Checkout.ConfigFile);
        var keys = lines.Index().Where(line => line.Item.TrimStart().StartsWith('"')).ToList();

        Assert.NotEmpty(keys);
        Assert.All(keys, line => Assert.StartsWith("//", lines[line.Index - 1].TrimStart(), StringComparison.Ordinal));
    }

    [Fact]
    public void Numbers_are_accepted_exactly_within_the_bounds_of_the_schema()
    {
        var numbers = SchemaKeys().Where(k => (string?)k.Schema["type"] == "integer").ToList();

        Assert.NotEmpty(numbers);
        Assert.All(numbers, key =>
        {
            var (min, max) = ((long)key.Schema["minimum"]!, (long)key.Schema["maximum"]!);
            Assert.Empty(With(key.Path, min).Errors);
            Assert.Empty(With(key.Path, max).Errors);
            Assert.Equal("$." + AtCarrier(key.Path), OnlyError(With(key.Path, min - 1)).Path);
            Assert.Equal("$." + AtCarrier(key.Path), OnlyError(With(key.Path, max + 1)).Path);
        });
    }

    [Fact]
    public void Words_of_the_schema_are_accepted_and_no_others_are_offered()
    {
        foreach (var (key, schema) in SchemaKeys().Where(
            k => k.Schema["enum"] is JsonArray && k.Schema["type"] is null))
        {
            var words = schema["enum"]!.AsArray().Select(word => (string)word!).ToList();
            ConfigurationResult Try(string word) => With(key, JsonValue.Create(word));

            Assert.All(words, word => Assert.Empty(Try(word).Errors));
            Assert.Contains(
                $"one of {string.Join(", ", words)},", OnlyError(Try("x")).Reason, StringComparison.Ordinal);
        }
    }

    // The two trunks, and the value where the path says; of "each trunk" it is the carrier's.
    private static ConfigurationResult With(string path, JsonNode value)
    {
        // Two media addresses, so that a trunk may ask for either family.
        var root = JsonNode.Parse($"{{ \"media\": {{ \"address6\": \"::1\" }}, {Trunks} }}")!.AsObject();
        // Its next hop speaks no TLS, and yet it may be offered keys.
        root["trunks"]!["carrier"]!["srtp"] = new JsonObject { ["overPlainSip"] = true };
        var parts = AtCarrier(path).Split('.');
        var node = root;
        foreach (var part in parts[..^1])
        {
            if (node[part] is null)
                node[part] = new JsonObject();
            node = node[part]!.AsObject();
        }

        node[parts[^1]] = value;
        return Parse(root.ToJsonString());
    }

    // The only trunk of the file that has phones.
    private static string AtStations(string path) => path.Replace("trunks.*", "trunks.stations", StringComparison.Ordinal);

    private static string AtCarrier(string path) => path.Replace("trunks.*", "trunks.carrier", StringComparison.Ordinal);

    private static IEnumerable<string> KeysOf(Type options, string path)
    {
        foreach (var property in options.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var key = path + JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            var isSection = property.PropertyType.Namespace!.StartsWith(
                typeof(RecorderOptions).Namespace!, StringComparison.Ordinal);
            var nested = property.Name == nameof(RecorderOptions.Trunks)
                ? KeysOf(typeof(TrunkOptions), key + ".*.")
                : isSection ? KeysOf(property.PropertyType, key + ".") : [key];
            foreach (var inner in nested)
                yield return inner;
        }
    }

    private static IEnumerable<(string Path, JsonNode Schema)> SchemaKeys()
    {
        var sections = Schema["properties"]!.AsObject().Where(section => section.Key != "$schema");
        return sections.SelectMany(section => section.Key == "trunks"
            ? SchemaKeys(Schema["$defs"]!["trunk"]!, "trunks.*")
            : SchemaKeys(section.Value!, section.Key));
    }

    private static IEnumerable<(string Path, JsonNode Schema)> SchemaKeys(JsonNode section, string path)
    {
        Assert.False((bool)section["additionalProperties"]!);
        foreach (var (key, schema) in section["properties"]!.AsObject())
        {
            var inner = (string?)schema!["type"] == "object"
                ? SchemaKeys(schema, $"{path}.{key}")
                : [($"{path}.{key}", schema)];
            foreach (var found in inner)
                yield return found;
        }
    }

    // A key of any trunk counts: of some there is one way or the other.
    private static IEnumerable<string> FileKeys()
    {
        return KeysIn(File, "").Where(key => key != "$schema").Distinct();

        static IEnumerable<string> KeysIn(JsonNode section, string path) => section.AsObject().SelectMany(member =>
            member.Value is JsonObject inner
                ? KeysIn(inner, path + (path == "trunks." ? "*" : member.Key) + ".")
                : [path + member.Key]);
    }

    private static JsonNode? Pick(string path) => path.Split('.').Aggregate((JsonNode?)File, (node, key) => node?[key]);

    // Records compare their lists by reference.
    private static string Describe(ServerModel model)
    {
        var text = new StringBuilder();
        text.AppendLine($"{model.Media} {model.Recording} {model.Http} {model.Log}");
        var keypad = model.Calls.Keypad with { PauseCodes = [], ResumeCodes = [] };
        text.AppendLine($"{model.Calls with { Trunks = model.Calls.Trunks.Clear(), Keypad = keypad }}");
        text.AppendLine(
            string.Join(' ', model.Calls.Keypad.PauseCodes) + " " + string.Join(' ', model.Calls.Keypad.ResumeCodes));
        foreach (var trunk in model.Calls.Trunks.Values)
        {
            text.AppendLine($"{trunk with { Allow = [], FailoverOn = [], CertificateNames = [] }}");
            text.AppendJoin(' ', trunk.Allow).AppendJoin(' ', trunk.NextHops).AppendJoin(' ', trunk.FailoverOn);
            text.AppendJoin(' ', trunk.CertificateNames).AppendLine();
        }

        return text.ToString();
    }
}
