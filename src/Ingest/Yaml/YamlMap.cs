using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Houle.Ingest.Yaml;

/// <summary>A YAML mapping read key by key; keys that nobody asked for are errors with a suggestion.</summary>
internal sealed class YamlMap
{
    private readonly YamlErrors _errors;
    private readonly Dictionary<string, (YamlNode Key, YamlNode Value)> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public YamlMap(YamlMappingNode node, YamlErrors errors)
    {
        Node = node;
        _errors = errors;
        foreach ((YamlNode key, YamlNode value) in node.Children)
        {
            if (key is YamlScalarNode { Value: { } name }) _entries.Add(name, (key, value));
            else errors.Add(key, "a key must be a plain word");
        }
    }

    public YamlNode Node { get; }

    public IEnumerable<(string Name, YamlNode Key, YamlNode Value)> Entries =>
        _entries.Select(e => (e.Key, e.Value.Key, e.Value.Value));

    /// <summary>The mapping that a node is, or null after listing an error.</summary>
    public static YamlMap? Of(YamlNode node, YamlErrors errors, string what)
    {
        if (node is YamlMappingNode map) return new YamlMap(map, errors);
        errors.Add(node, $"{what} must be a mapping (key: value)");
        return null;
    }

    public bool Has(string key)
    {
        _known.Add(key);
        return _entries.ContainsKey(key);
    }

    public YamlNode? Value(string key) => Has(key) ? _entries[key].Value : null;

    /// <summary>A plain value; null when absent or <c>null</c>.</summary>
    public string? Text(string key)
    {
        YamlNode? value = Value(key);
        if (value is null) return null;
        if (value is YamlScalarNode scalar)
            return scalar.Style == ScalarStyle.Plain && scalar.Value is "null" or "~" ? null : scalar.Value;
        _errors.Add(value, $"{key} must be a single value");
        return null;
    }

    public bool Flag(string key)
    {
        string? text = Text(key);
        if (text is null or "false") return false;
        if (text is "true") return true;
        _errors.Add(Value(key)!, $"{key} is '{text}'; it must be true or false");
        return false;
    }

    public decimal? Number(string key, decimal min, decimal max)
    {
        string? text = Text(key);
        if (text is null) return null;
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
            && number >= min && number <= max)
        {
            return number;
        }

        _errors.Add(Value(key)!, string.Create(
            CultureInfo.InvariantCulture, $"{key} is '{text}'; it must be a number from {min} to {max}"));
        return null;
    }

    /// <summary>One of some words.</summary>
    public string? Choice(string key, IEnumerable<string> known)
    {
        string? text = Text(key);
        if (text is null || known.Contains(text)) return text;
        _errors.Add(Value(key)!, $"{key} is '{text}'{Suggestion.For(text, known)}");
        return null;
    }

    public YamlMap? Map(string key)
    {
        YamlNode? value = Value(key);
        return value is null ? null : Of(value, _errors, key);
    }

    /// <summary>A single value or a sequence of them; empty when absent.</summary>
    public IReadOnlyList<(string Text, YamlNode Node)> Texts(string key)
    {
        YamlNode? value = Value(key);
        List<(string, YamlNode)> texts = [];
        IEnumerable<YamlNode> items = value is YamlSequenceNode list ? list.Children : value is null ? [] : [value];
        foreach (YamlNode item in items)
        {
            if (item is YamlScalarNode { Value: { } text }) texts.Add((text, item));
            else _errors.Add(item, $"{key} must be a value or a list of values");
        }

        return texts;
    }

    /// <summary>Lists as errors the keys that were never asked for.</summary>
    public void RefuseOtherKeys(string where)
    {
        foreach ((string name, (YamlNode key, _)) in _entries)
        {
            if (!_known.Contains(name)) _errors.Add(key, $"unknown key '{name}' in {where}{Suggestion.For(name, _known)}");
        }
    }
}
