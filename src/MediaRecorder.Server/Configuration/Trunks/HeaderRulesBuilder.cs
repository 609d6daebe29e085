using System.Buffers;
using System.Collections.Immutable;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Server.Configuration.Trees;
using MediaRecorder.Server.Options.Trunks;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Server.Configuration.Trunks;

/// <summary>Header rules of a trunk → model. REQ A-05.</summary>
internal static class HeaderRulesBuilder
{
    private const int MaxValueLetters = 512;

    // RFC 3261 §25.1: token.
    private static readonly SearchValues<char> Token = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.!%*_+`'~");

    public static HeaderRuleModel Build(string path, HeaderRuleOptions options, ConfigurationErrors errors)
    {
        var remove = HeaderRuleModel.Default.Remove.ToBuilder();
        for (var i = 0; i < options.Remove.Length; i++)
        {
            if (ReadName(KeyPath.Item(path + ".remove", i), options.Remove[i], errors) is { } name)
            {
                remove.Add(name);
            }
        }

        var add = ImmutableArray.CreateBuilder<(string Name, string Value)>();
        for (var i = 0; i < options.Add.Length; i++)
        {
            var itemPath = KeyPath.Item(path + ".add", i);
            var parts = options.Add[i].Split(':', 2, StringSplitOptions.TrimEntries);
            if (parts.Length < 2 || parts[1].Length is 0 or > MaxValueLetters || parts[1].Any(char.IsControl))
            {
                errors.Add(itemPath, $"must be Name: value, of at most {MaxValueLetters} letters on one line");
            }
            else if (ReadName(itemPath, parts[0], errors) is { } name)
            {
                add.Add((name, parts[1]));
            }
        }

        return new HeaderRuleModel(remove.ToImmutable(), add.ToImmutable(), options.HideHosts);
    }

    private static string? ReadName(string path, string written, ConfigurationErrors errors)
    {
        if (written.Length is 0 or > 64 || written.AsSpan().ContainsAnyExcept(Token))
        {
            errors.Add(path, $"must be the name of a header, not {KeyPath.Quoted(written)}");
            return null;
        }

        var name = SipHeaderNames.LongForm(written);
        if (HeaderRules.IsWrittenByUs(name))
        {
            errors.Add(path, $"{name} belongs to one hop or dialog and is written by the recorder itself");
            return null;
        }

        return name;
    }
}
