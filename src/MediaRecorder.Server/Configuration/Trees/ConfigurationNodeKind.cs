namespace MediaRecorder.Server.Configuration.Trees;

/// <summary>The kinds of JSON value, in the words of the error messages.</summary>
internal enum ConfigurationNodeKind
{
    Section,
    List,
    Text,
    Number,
    Switch,
    Null,
}
