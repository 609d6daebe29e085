using System.Collections.Immutable;

namespace MediaRecorder.Server.Configuration.Trees;

/// <summary>
/// One JSON value as it stands in the file. Duplicate members are kept, so that they can be refused by name.
/// </summary>
/// <param name="Kind">Which of the other members hold the value.</param>
/// <param name="Text">The text, or a number's digits as written, or <c>true</c> / <c>false</c>.</param>
/// <param name="Members">Members of a section, in order.</param>
/// <param name="Items">Items of a list, in order.</param>
internal sealed record ConfigurationNode(
    ConfigurationNodeKind Kind,
    string Text,
    ImmutableArray<(string Name, ConfigurationNode Value)> Members,
    ImmutableArray<ConfigurationNode> Items)
{
    public static ConfigurationNode Scalar(ConfigurationNodeKind kind, string text) => new(kind, text, [], []);

    /// <summary>What the reader of an error message calls this value.</summary>
    public string KindName => Kind switch
    {
        ConfigurationNodeKind.Section => "an object",
        ConfigurationNodeKind.List => "a list",
        ConfigurationNodeKind.Text => "a text",
        ConfigurationNodeKind.Number => "a number",
        ConfigurationNodeKind.Switch => "true or false",
        _ => "null",
    };
}
