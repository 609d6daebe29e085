using System.Collections.Immutable;
using System.Globalization;
using MediaRecorder.Server.Configuration.Trees;

namespace MediaRecorder.Server.Configuration;

/// <summary>
/// Reads one object of the file by key, remembers which keys were asked for, and reports wrong types. A section that is
/// absent reads as empty. Whoever reads it calls <see cref="RefuseOtherKeys"/> last.
/// </summary>
internal sealed class ConfigurationSection
{
    private readonly ConfigurationErrors _errors;
    private readonly Dictionary<string, ConfigurationNode> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public ConfigurationSection(string path, ConfigurationNode? node, ConfigurationErrors errors)
    {
        Path = path;
        _errors = errors;
        if (node is null)
        {
            return;
        }

        if (node.Kind != ConfigurationNodeKind.Section)
        {
            errors.AddUnreadable(path, $"must be an object, not {node.KindName}");
            return;
        }

        foreach (var (name, value) in node.Members)
        {
            if (!_members.TryAdd(name, value))
            {
                errors.Add(PathOf(name), "is written more than once");
            }
        }
    }

    /// <summary>Where this section stands.</summary>
    public string Path { get; }

    /// <summary>Every key as written; for sections whose keys are names given by the user.</summary>
    public IEnumerable<string> Names => _members.Keys;

    public string PathOf(string key) => KeyPath.Member(Path, key);

    public ConfigurationSection Section(string key) => new(PathOf(key), Take(key), _errors);

    public string? Text(string key, string? fallback)
    {
        return TryTake(key, ConfigurationNodeKind.Text, out var node) ? node.Text : fallback;
    }

    public bool Switch(string key, bool fallback)
    {
        return TryTake(key, ConfigurationNodeKind.Switch, out var node) ? node.Text == "true" : fallback;
    }

    public int Number(string key, int fallback, NumberRange range) => (int)Number(key, (long)fallback, range);

    public long Number(string key, long fallback, NumberRange range)
    {
        if (!TryTake(key, ConfigurationNodeKind.Number, out var node))
        {
            return fallback;
        }

        if (TryRead(node, range, out var value))
        {
            return value;
        }

        _errors.Add(PathOf(key), $"must be a whole number from {range}, not {KeyPath.Printable(node.Text)}");
        return fallback;
    }

    /// <summary>A list of whole numbers; an item that is none is reported by its own path and left out.</summary>
    public ImmutableArray<int> Numbers(string key, ImmutableArray<int> fallback, NumberRange range)
    {
        if (!TryTake(key, ConfigurationNodeKind.List, out var node))
        {
            return fallback;
        }

        var numbers = ImmutableArray.CreateBuilder<int>();
        for (var i = 0; i < node.Items.Length; i++)
        {
            var item = node.Items[i];
            if (item.Kind == ConfigurationNodeKind.Number && TryRead(item, range, out var value))
            {
                numbers.Add((int)value);
                continue;
            }

            var written = item.Kind == ConfigurationNodeKind.Number ? KeyPath.Printable(item.Text) : item.KindName;
            _errors.Add(KeyPath.Item(PathOf(key), i), $"must be a whole number from {range}, not {written}");
        }

        return numbers.ToImmutable();
    }

    /// <summary>A list of objects; default when the key is absent.</summary>
    /// <param name="key">Of the list.</param>
    /// <param name="shortForm">An item that is a text stands for an object with only this key; null: none may.</param>
    public ImmutableArray<ConfigurationSection> Sections(string key, string? shortForm = null)
    {
        if (!TryTake(key, ConfigurationNodeKind.List, out var node))
        {
            return default;
        }

        var sections = ImmutableArray.CreateBuilder<ConfigurationSection>();
        for (var i = 0; i < node.Items.Length; i++)
        {
            var item = node.Items[i];
            if (shortForm is not null && item.Kind == ConfigurationNodeKind.Text)
            {
                item = new ConfigurationNode(ConfigurationNodeKind.Section, "", [(shortForm, item)], []);
            }

            sections.Add(new ConfigurationSection(KeyPath.Item(PathOf(key), i), item, _errors));
        }

        return sections.ToImmutable();
    }

    /// <summary>A list of texts; an item of another type is reported by its own path and left out.</summary>
    public ImmutableArray<string> Texts(string key, ImmutableArray<string> fallback)
    {
        if (!TryTake(key, ConfigurationNodeKind.List, out var node))
        {
            return fallback;
        }

        var texts = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < node.Items.Length; i++)
        {
            var item = node.Items[i];
            if (item.Kind != ConfigurationNodeKind.Text)
            {
                _errors.Add(KeyPath.Item(PathOf(key), i), $"must be a text, not {item.KindName}");
            }

            // Kept, though empty, so that the places of the others stay what they are in the file.
            texts.Add(item.Kind == ConfigurationNodeKind.Text ? item.Text : "");
        }

        return texts.ToImmutable();
    }

    /// <summary>Reports each key that nobody asked for, with the nearest one that exists.</summary>
    public void RefuseOtherKeys()
    {
        foreach (var name in _members.Keys.Where(name => !_known.Contains(name)))
        {
            var nearest = Spelling.Nearest(name, _known);
            var hint = nearest is null ? "" : $"; did you mean \"{nearest}\"?";
            _errors.Add(PathOf(name), "is not a known key" + hint);
        }
    }

    private static bool TryRead(ConfigurationNode number, NumberRange range, out long value) =>
        long.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
        && range.Contains(value);

    private bool TryTake(string key, ConfigurationNodeKind kind, out ConfigurationNode node)
    {
        node = Take(key)!;
        if (node is null)
        {
            return false;
        }

        if (node.Kind != kind)
        {
            _errors.Add(PathOf(key), $"must be {ConfigurationNode.Scalar(kind, "").KindName}, not {node.KindName}");
            return false;
        }

        return true;
    }

    private ConfigurationNode? Take(string key)
    {
        _known.Add(key);
        return _members.GetValueOrDefault(key);
    }
}
