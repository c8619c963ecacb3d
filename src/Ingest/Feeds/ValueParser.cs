using System.Text;
using Houle.Ingest.Files;
using Houle.Ingest.Yaml;
using YamlDotNet.RepresentationModel;

namespace Houle.Ingest.Feeds;

/// <summary>Reads where values come from, and gathers the columns that they come from.</summary>
internal sealed class ValueParser(FeedFormat format, YamlErrors errors)
{
    private readonly List<string> _columns = [];

    /// <summary>Each once, in the order in which they were first named.</summary>
    public IReadOnlyList<string> Columns => _columns;

    /// <summary>Each path is good by itself; together they may still ask for too much.</summary>
    public void CheckPaths(YamlNode node)
    {
        if (errors.Any || format == FeedFormat.Csv) return;
        try
        {
            ValuePath.Compile(_columns);
        }
        catch (FormatException e)
        {
            errors.Add(node, e.Message);
        }
    }

    public ValueRule? Optional(YamlMap map, string key) =>
        map.Value(key) is { } node ? Value(node, key) : null;

    public ValueRule Value(YamlNode node, string what)
    {
        if (node is YamlScalarNode { Value: { } column }) return new ValueRule { Column = Column(column, node) };
        if (YamlMap.Of(node, errors, what) is not { } map) return new ValueRule();
        ValueRule value = ValueOf(map, null);
        map.RefuseOtherKeys(what);
        return value;
    }

    public ValueRule ValueOf(YamlMap map, EventField? field)
    {
        string? column = map.Text("column");
        bool isConstant = map.Has("constant");
        if (column is null == !isConstant)
            errors.Add(map.Node, "say either column or constant");
        string? constant = null;
        if (isConstant)
        {
            IReadOnlyList<(string Text, YamlNode Node)> items = map.Texts("constant");
            if (items.Count > 1 && field is not { IsList: true })
                errors.Add(map.Value("constant")!, "constant must be a single value here");
            constant = string.Join((char)RowReader.ListSeparator, items.Select(i => i.Text));
        }

        (Text.Utf8Index? from, List<byte[]> to) = MapOf(map);
        return new ValueRule
        {
            Column = column is null ? -1 : Column(column, map.Value("column")!),
            Constant = constant is null ? null : Encoding.UTF8.GetBytes(constant),
            When = map.Text("when") is { } when ? Condition(when, map.Value("when")!) : null,
            MapFrom = from,
            MapTo = to,
            Otherwise = map.Choice("otherwise", ["keep", "drop", "refuse"]) switch
            {
                "drop" => UnmappedValue.Drop,
                "refuse" => UnmappedValue.Refuse,
                _ => UnmappedValue.Keep,
            },
        };
    }

    private (Text.Utf8Index? From, List<byte[]> To) MapOf(YamlMap map)
    {
        if (map.Map("map") is not { } pairs) return (null, []);
        Text.Utf8Index from = new();
        List<byte[]> to = [];
        foreach ((string key, _, YamlNode value) in pairs.Entries)
        {
            if (value is not YamlScalarNode { Value: { } text })
            {
                errors.Add(value, $"map.{key} must be a single value");
                continue;
            }

            from.Add(Encoding.UTF8.GetBytes(key));
            to.Add(Encoding.UTF8.GetBytes(text));
        }

        return (from, to);
    }

    public Condition? Condition(string text, YamlNode node)
    {
        try
        {
            Condition condition = Feeds.Condition.Parse(text);
            condition.ColumnIndex = Column(condition.Column, node);
            return condition;
        }
        catch (FormatException e)
        {
            errors.Add(node, e.Message);
            return null;
        }
    }

    public int Column(string name, YamlNode node)
    {
        try
        {
            if (format != FeedFormat.Csv) ValuePath.Check(name);
        }
        catch (FormatException e)
        {
            errors.Add(node, e.Message);
        }

        int index = _columns.IndexOf(name);
        if (index >= 0) return index;
        _columns.Add(name);
        return _columns.Count - 1;
    }
}
