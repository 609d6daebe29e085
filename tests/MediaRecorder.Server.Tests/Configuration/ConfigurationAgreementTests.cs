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

        Assert.Equal(SchemaKeys().Count() - 5, withDefault.Count);
        Assert.All(withDefault, key => Assert.True(
            JsonNode.DeepEquals(
                key.Schema["default"], Pick(key.Path)),
            key.Path));
    }

    [Fact]
    public void The_defaults_of_the_options_are_those_of_the_documented_file()
    {
        var trunks = File["trunks"]!.DeepClone().AsObject();
        foreach (var name in new[] { "record", "recordHolds", "keypadPause" })
            trunks["carrier"]!.AsObject().Remove(name);

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
            Assert.Empty(WithNumber(key.Path, min).Errors);
            Assert.Empty(WithNumber(key.Path, max).Errors);
            Assert.Equal("$." + key.Path, OnlyError(WithNumber(key.Path, min - 1)).Path);
            Assert.Equal("$." + key.Path, OnlyError(WithNumber(key.Path, max + 1)).Path);
        });
    }

    [Fact]
    public void Words_of_the_schema_are_accepted_and_no_others_are_offered()
    {
        foreach (var (key, schema) in SchemaKeys().Where(k => k.Schema["enum"] is not null))
        {
            var words = schema["enum"]!.AsArray().Select(word => (string)word!).ToList();
            ConfigurationResult Try(string word) => key.StartsWith("trunks.", StringComparison.Ordinal)
                ? WithTrunkWord(key.Split('.')[^1], word)
                : With($"\"log\": {{ \"{key["log.".Length..]}\": \"{word}\" }}");

            Assert.All(words, word => Assert.Empty(Try(word).Errors));
            Assert.Contains(
                $"one of {string.Join(", ", words)},", OnlyError(Try("x")).Reason, StringComparison.Ordinal);
        }
    }

    private static ConfigurationResult WithTrunkWord(string key, string word)
    {
        var file = File.DeepClone();
        file["trunks"]!["carrier"]![key] = word;
        return Parse(file.ToJsonString());
    }

    private static ConfigurationResult WithNumber(string path, long value)
    {
        var parts = path.Split('.');
        return With($"\"{parts[0]}\": {{ \"{parts[1]}\": {value} }}");
    }

    private static IEnumerable<string> KeysOf(Type options, string path)
    {
        foreach (var property in options.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var key = path + JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            var nested = property.Name == nameof(RecorderOptions.Trunks)
                ? KeysOf(typeof(TrunkOptions), key + ".*.")
                : property.PropertyType.Namespace == options.Namespace
                    ? KeysOf(property.PropertyType, key + ".")
                    : [key];
            foreach (var inner in nested)
                yield return inner;
        }
    }

    private static IEnumerable<(string Path, JsonNode Schema)> SchemaKeys()
    {
        foreach (var (section, schema) in Schema["properties"]!.AsObject())
        {
            var keys = section == "trunks" ? Schema["$defs"]!["trunk"] : schema;
            if (section == "$schema")
                continue;
            Assert.False((bool)keys!["additionalProperties"]!);
            foreach (var (key, keySchema) in keys["properties"]!.AsObject())
                yield return ($"{section}.{(section == "trunks" ? "*." : "")}{key}", keySchema!);
        }
    }

    private static IEnumerable<string> FileKeys()
    {
        foreach (var (section, value) in File.AsObject())
        {
            if (section == "$schema")
                continue;
            // Each key of a trunk stands in one of the examples at least.
            var keys = section == "trunks"
                ? value!.AsObject().SelectMany(trunk => trunk.Value!.AsObject()).Select(k => "*." + k.Key).Distinct()
                : value!.AsObject().Select(k => k.Key);
            foreach (var key in keys)
                yield return $"{section}.{key}";
        }
    }

    private static JsonNode? Pick(string path) => path.Split('.').Aggregate((JsonNode?)File, Member);

    // A star stands for the first trunk that says anything of what follows it.
    private static JsonNode? Member(JsonNode? node, string key) => key == "*"
        ? new JsonObject(node!.AsObject().Reverse().SelectMany(trunk => trunk.Value!.DeepClone().AsObject().ToList())
            .GroupBy(k => k.Key).Select(k => KeyValuePair.Create(k.Key, k.Last().Value?.DeepClone())))
        : node?[key];

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
            text.AppendLine($"{trunk with { Allow = [] }} {string.Join(' ', trunk.Allow)}");
        return text.ToString();
    }
}
