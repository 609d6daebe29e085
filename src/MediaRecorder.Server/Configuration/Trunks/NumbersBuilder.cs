using System.Collections.Immutable;
using MediaRecorder.Calls.Model;
using MediaRecorder.Server.Configuration.Trees;
using MediaRecorder.Server.Options;
using MediaRecorder.Server.Options.Trunks;

namespace MediaRecorder.Server.Configuration.Trunks;

/// <summary>Number rules and routes of a trunk → models. REQ A-04.</summary>
internal static class NumbersBuilder
{
    public static NumbersModel Build(string path, NumbersOptions options, ConfigurationErrors errors) => new(
        BuildRules(path + ".calledIn", options.CalledIn, errors),
        BuildRules(path + ".callerIn", options.CallerIn, errors),
        BuildRules(path + ".calledOut", options.CalledOut, errors),
        BuildRules(path + ".callerOut", options.CallerOut, errors));

    /// <param name="path">Of the list.</param>
    /// <param name="routes">As written.</param>
    /// <param name="trunks">All, to which routes lead.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static ImmutableArray<RouteModel> BuildRoutes(
        string path,
        ImmutableArray<TrunkRouteOptions> routes,
        ImmutableSortedDictionary<string, TrunkOptions> trunks,
        ConfigurationErrors errors)
    {
        CheckCount(path, routes.Length, errors);
        var built = ImmutableArray.CreateBuilder<RouteModel>();
        for (var i = 0; i < routes.Length; i++)
        {
            var itemPath = KeyPath.Item(path, i);
            var pattern = ReadPattern(itemPath + ".match", routes[i].Match, errors);
            if (routes[i].To.IsDefaultOrEmpty)
            {
                errors.Add(itemPath + ".to", "is missing: the trunks by which these calls leave");
                continue;
            }

            CheckTargets(itemPath + ".to", routes[i].To, trunks, errors);
            if (pattern is not null)
            {
                built.Add(new RouteModel(pattern, routes[i].To));
            }
        }

        return built.ToImmutable();
    }

    private static ImmutableArray<NumberRule> BuildRules(
        string path, ImmutableArray<NumberRuleOptions> rules, ConfigurationErrors errors)
    {
        CheckCount(path, rules.Length, errors);
        var built = ImmutableArray.CreateBuilder<NumberRule>();
        for (var i = 0; i < rules.Length; i++)
        {
            var itemPath = KeyPath.Item(path, i);
            var pattern = ReadPattern(itemPath + ".match", rules[i].Match, errors);
            if (rules[i].Replace is not { Length: > 0 and <= NumberPattern.MaxNumberLetters } replacement)
            {
                errors.Add(
                    itemPath + ".replace", $"must be what takes the number's place, 1 to {NumberPattern.MaxNumberLetters} letters");
            }
            else if (pattern is not null)
            {
                built.Add(new NumberRule(pattern, replacement));
            }
        }

        return built.ToImmutable();
    }

    private static void CheckCount(string path, int count, ConfigurationErrors errors)
    {
        if (count > OptionLimits.NumberRules)
        {
            errors.Add(path, $"holds more than {OptionLimits.NumberRules} items");
        }
    }

    private static NumberPattern? ReadPattern(string path, string? text, ConfigurationErrors errors)
    {
        if (text is null)
        {
            errors.Add(path, "is missing: a regular expression for the whole number");
            return null;
        }

        if (!NumberPattern.TryParse(text, out var pattern, out var reason))
        {
            errors.Add(path, reason);
        }

        return pattern;
    }

    // The recording knows who is customer and who is agent before it is known which trunk takes the call.
    private static void CheckTargets(
        string path,
        ImmutableArray<string> names,
        ImmutableSortedDictionary<string, TrunkOptions> trunks,
        ConfigurationErrors errors)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (!trunks.TryGetValue(names[i], out var trunk))
            {
                errors.Add(KeyPath.Item(path, i), $"names no trunk: {KeyPath.Quoted(names[i])}");
            }
            else if (trunks.TryGetValue(names[0], out var first) && first.Side != trunk.Side)
            {
                errors.Add(KeyPath.Item(path, i), "is of another side than the first: one call cannot change sides");
            }
        }
    }
}
