using System.Security.Cryptography;
using System.Text;
using Houle.Ingest.Mapping;
using Houle.Ingest.Privacy;
using Houle.Ingest.Yaml;
using Houle.Streams.Log;
using YamlDotNet.RepresentationModel;

namespace Houle.Ingest.Feeds;

/// <summary>Turns the text of a feed file into a definition, or lists everything that is wrong with it.</summary>
internal sealed class FeedParser(string path, byte[] bytes)
{
    private readonly YamlErrors _errors = new(path);
    private ValueParser _values = null!;

    public FeedLoad Parse()
    {
        if (_errors.Parse(Encoding.UTF8.GetString(bytes)) is { } node && YamlMap.Of(node, _errors, "a feed") is { } root)
        {
            FeedDefinition? definition = Read(root);
            if (!_errors.Any) return new FeedLoad(definition, []);
        }

        return new FeedLoad(null, _errors.List);
    }

    private FeedDefinition? Read(YamlMap root)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        string? eventName = root.Choice("event", EventShape.All.Select(s => s.Name));
        if (!root.Has("event")) _errors.Add(root.Node, "event is missing: what do the rows become? (such as mention)");
        FeedFormat format = root.Choice("format", ["csv", "jsonl", "avro"]) switch
        {
            "jsonl" => FeedFormat.JsonLines,
            "avro" => FeedFormat.Avro,
            _ => FeedFormat.Csv,
        };
        _values = new ValueParser(format, _errors);
        byte separator = Separator(root);
        string? topic = Topic(root, format);
        string source = root.Text("source") ?? name;
        if (source.Length > 64 || source.Any(c => c is < '!' or > '~' or (>= 'A' and <= 'Z')))
            _errors.Add(root.Value("source") ?? root.Node, $"source is '{source}'; it must be 1 to 64 lower-case characters");
        int counterKeysMax = (int)(root.Number("counter_keys_max", 1, 100_000_000) ?? 1_000_000);
        (TimeRule? time, int timeColumn, int arrivedColumn) = Time(root);
        List<Condition> where = [.. root.Texts("where").Select(w => _values.Condition(w.Text, w.Node)).OfType<Condition>()];
        EventShape? shape = EventShape.All.FirstOrDefault(s => s.Name == eventName);
        List<FieldRule> fields = shape is null ? [] : Fields(root, shape);
        _ = root.Has("fields");
        PlaceRule place = Place(root, shape);
        ValueRule? text = _values.Optional(root, "text");
        if (text is not null && shape is not null && shape.Kind != EventKind.Mention)
            _errors.Add(root.Value("text")!, $"{shape.Name} has no text to take intents from; only mention has");
        if (topic is not null) RefuseWhatNeedsFiles(root, arrivedColumn, fields);
        root.RefuseOtherKeys("the feed");
        _values.CheckPaths(root.Node);
        if (_errors.Any || shape is null || time is null) return null;
        return new FeedDefinition
        {
            Name = name,
            Source = source,
            Shape = shape,
            Format = format,
            Topic = topic,
            Separator = separator,
            Time = time,
            TimeColumn = timeColumn,
            ArrivedColumn = arrivedColumn,
            Fields = fields,
            Place = place,
            Text = text,
            Where = where,
            Columns = _values.Columns,
            CounterKeysMax = counterKeysMax,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)),
        };
    }

    private string? Topic(YamlMap root, FeedFormat format)
    {
        if (root.Text("topic") is not { } topic) return null;
        if (!TopicDefinition.IsName(topic))
            _errors.Add(root.Value("topic")!, $"topic is '{topic}'; it must be 1 to {TopicDefinition.NameLengthMax} letters, digits, '.', '_' or '-'");
        if (format == FeedFormat.Csv)
            _errors.Add(root.Value("topic")!, "the records of a topic are jsonl (an object each) or avro; say which as format");
        return topic;
    }

    /// <summary>A topic has no end before which it could be sorted, and what is kept of it from record to record is its offset alone.</summary>
    private void RefuseWhatNeedsFiles(YamlMap root, int arrivedColumn, List<FieldRule> fields)
    {
        if (arrivedColumn >= 0) _errors.Add(root.Map("time")!.Node, "time.arrived is for files: a topic's records come in the order of their arrival");
        if (fields.Exists(rule => rule.CounterBy >= 0)) _errors.Add(root.Map("fields")!.Node, "counter_by is for files: a feed with a topic keeps no totals");
    }

    private byte Separator(YamlMap root)
    {
        string text = root.Text("separator") ?? ",";
        if (text is "\\t" or "tab") text = "\t";
        if (text.Length == 1 && text[0] is < '\u007f' and not ('"' or '\r' or '\n')) return (byte)text[0];
        _errors.Add(root.Value("separator")!, $"separator is '{text}'; it must be one ASCII character, or tab");
        return (byte)',';
    }

    private (TimeRule? Rule, int Column, int Arrived) Time(YamlMap root)
    {
        YamlMap? map = root.Map("time");
        if (map is null)
        {
            if (!root.Has("time")) _errors.Add(root.Node, "time is missing: which column says when?");
            return (null, -1, -1);
        }

        string? column = map.Text("column");
        if (column is null) _errors.Add(map.Node, "time.column is missing: which column says when?");
        TimeRule? rule = null;
        try
        {
            rule = TimeRule.Create(map.Text("format") ?? "iso", map.Text("zone") ?? "UTC", map.Flag("ignore_offset"));
        }
        catch (FormatException e)
        {
            bool isZone = e.Message.StartsWith("zone", StringComparison.Ordinal);
            _errors.Add(map.Value(isZone ? "zone" : "format") ?? map.Node, $"time.{e.Message}");
        }

        string? arrived = map.Text("arrived");
        map.RefuseOtherKeys("time");
        return (
            rule, column is null ? -1 : _values.Column(column, map.Value("column")!),
            arrived is null ? -1 : _values.Column(arrived, map.Value("arrived")!));
    }

    private List<FieldRule> Fields(YamlMap root, EventShape shape)
    {
        List<FieldRule> rules = [];
        YamlMap? map = root.Map("fields");
        if (map is not null)
        {
            foreach ((string name, YamlNode key, YamlNode value) in map.Entries)
            {
                if (shape.Find(name) is { } field) rules.Add(Field(field, value));
                else if (name is "city" or "country") _errors.Add(key, $"'{name}' belongs under place, not under fields");
                else _errors.Add(key, $"{shape.Name} has no field '{name}'{Suggestion.For(name, shape.Fields.Select(f => f.Name))}");
            }
        }

        foreach (EventField field in shape.Fields.Where(f => f.Required && rules.TrueForAll(r => r.Field != f)))
            _errors.Add(map?.Node ?? root.Node, $"fields.{field.Name} is missing; {shape.Name} needs it");
        if (rules.Count(r => r.CounterBy >= 0) > 1)
            _errors.Add(map!.Node, "only one field may have counter_by; make one feed for each counter");
        return rules;
    }

    private FieldRule Field(EventField field, YamlNode node)
    {
        if (node is YamlScalarNode)
            return new FieldRule { Field = field, Value = _values.Value(node, field.Name), Min = 0, Max = field.NumberMax };
        if (YamlMap.Of(node, _errors, field.Name) is not { } map)
            return new FieldRule { Field = field, Value = new ValueRule() };

        ValueRule value = _values.ValueOf(map, field);
        FieldRule rule = new()
        {
            Field = field,
            Value = value,
            Scale = Only(map, "scale", field.IsNumber, "numbers") ? map.Number("scale", 0.000000001m, 1_000_000_000m) ?? 1 : 1,
            Min = Only(map, "min", field.IsNumber, "numbers") ? map.Number("min", 0, field.NumberMax) ?? 0 : 0,
            Max = Only(map, "max", field.IsNumber, "numbers")
                ? map.Number("max", 0, field.NumberMax) ?? field.NumberMax
                : field.NumberMax,
            Split = Only(map, "split", field.IsList, "lists") && map.Text("split") is { Length: > 0 } split
                ? Encoding.UTF8.GetBytes(split)
                : null,
            Catalogue = Only(map, "catalogue", field.Kind is FieldKind.Id or FieldKind.Ids, "ids")
                ? map.Choice("catalogue", Catalogues.Catalogue.Kinds)
                : null,
            Slug = Only(map, "slug", field.Kind is FieldKind.Id or FieldKind.Ids, "ids") && map.Flag("slug"),
            CounterBy = Only(map, "counter_by", field.IsNumber, "numbers") && map.Text("counter_by") is { } by
                ? _values.Column(by, map.Value("counter_by")!)
                : -1,
        };
        map.RefuseOtherKeys(field.Name);
        if (value.Constant is { } constant) CheckFixed(rule, constant, map.Value("constant")!);
        foreach (byte[] replacement in value.MapTo) CheckFixed(rule, replacement, map.Value("map")!);
        return rule;
    }

    /// <summary>What the file itself says must be good, so that no row has to find out.</summary>
    private void CheckFixed(FieldRule rule, byte[] value, YamlNode node)
    {
        EventShape shape = EventShape.All.First(s => s.Fields.Contains(rule.Field));
        FieldFiller filler = new(
            shape, TimeRule.Utc, new FieldSlots(shape), Catalogues.Catalogue.Empty, new Pseudonyms(PseudonymKeys.Demo));
        if (rule.Field.Kind != FieldKind.Time && !filler.Fill(rule, value)) _errors.Add(node, filler.Refusal);
    }

    private bool Only(YamlMap map, string key, bool allowed, string what)
    {
        if (!map.Has(key)) return false;
        if (!allowed) _errors.Add(map.Value(key)!, $"{key} is for {what} only");
        return allowed;
    }

    private PlaceRule Place(YamlMap root, EventShape? shape)
    {
        YamlMap? map = root.Map("place");
        if (map is null) return new PlaceRule();
        if (shape is { HasCity: false }) _errors.Add(map.Node, $"{shape.Name} has no city; leave place out");
        PlaceRule place = new()
        {
            City = _values.Optional(map, "city"),
            Id = _values.Optional(map, "id"),
            Country = _values.Optional(map, "country"),
            Latitude = _values.Optional(map, "latitude"),
            Longitude = _values.Optional(map, "longitude"),
            WithinKm = (double)(map.Number("within_km", 1, 500) ?? 50),
        };
        if (place.Latitude is null != place.Longitude is null)
            _errors.Add(map.Node, "latitude and longitude go together");
        map.RefuseOtherKeys("place");
        return place;
    }
}
