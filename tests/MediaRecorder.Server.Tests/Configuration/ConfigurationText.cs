using System.Text;
using MediaRecorder.Server.Configuration;
using MediaRecorder.Server.Models;

namespace MediaRecorder.Server.Tests.Configuration;

/// <summary>Configurations for tests: the least that is valid, with one section put in or replaced.</summary>
internal static class ConfigurationText
{
    public const string WorkingFolder = "/work/dir";
    public const int Cores = 4;

    public const string Trunks =
        """
        "trunks": {
          "carrier": { "side": "external", "allow": ["127.0.0.2"], "nextHop": "127.0.0.2:5070", "routeTo": "pbx" },
          "pbx": { "side": "internal", "allow": ["127.0.0.3"], "nextHop": "127.0.0.3:5080", "routeTo": "carrier" }
        }
        """;

    public static ConfigurationResult Parse(string json)
    {
        return ConfigurationFile.Parse(Encoding.UTF8.GetBytes(json), WorkingFolder, Cores);
    }

    /// <summary>The two trunks and what is given, such as <c>"sip": { … }</c>.</summary>
    public static ConfigurationResult With(string section) => Parse($"{{ {section}, {Trunks} }}");

    /// <summary>One trunk named <c>a</c> that leads to itself, with some keys replaced.</summary>
    public static ConfigurationResult WithTrunk(
        string side = "\"external\"",
        string allow = "[\"10.0.0.1\"]",
        string nextHop = "\"10.0.0.1:5060\"",
        string routeTo = "\"a\"")
    {
        return Parse(
            $$"""
            {
              "trunks": {
                "a": { "side": {{side}}, "allow": {{allow}}, "nextHop": {{nextHop}}, "routeTo": {{routeTo}} }
              }
            }
            """);
    }

    public static ServerModel Model(ConfigurationResult result)
    {
        Assert.Empty(result.Errors);
        return result.Model!;
    }

    /// <summary>The only error, without its line.</summary>
    public static (string Path, string Reason) OnlyError(ConfigurationResult result)
    {
        Assert.Null(result.Model);
        var error = Assert.Single(result.Errors);
        return (error.Path, error.Reason);
    }
}
