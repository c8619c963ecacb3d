using System.Text.Json.Nodes;
using Houle.Ingest.Catalogues;

namespace Houle.Ingest.Feeds;

/// <summary>The JSON schema of feed files, for editors; from the same shapes that the reader checks against.</summary>
public static class FeedSchema
{
    public static JsonObject Create() => new()
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["title"] = "feeds/NAME.yaml",
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["required"] = Strings(["event", "time"]),
        ["properties"] = new JsonObject
        {
            ["event"] = Described(Words(EventShape.All.Select(s => s.Name)), "What a row becomes."),
            ["format"] = Described(Words(["csv", "jsonl", "avro"]), "Of the files; csv by default. Plain or gzip."),
            ["topic"] = Described(Text(), "A topic that others fill, read while Houle runs (houle.yaml: ingest.feeds); format jsonl or avro."),
            ["separator"] = Described(Text(), "Between the columns of a CSV file; a comma by default, or tab."),
            ["source"] = Described(Text(), "What the events carry as their source; the feed's name by default."),
            ["time"] = Time(),
            ["where"] = Described(OneOrMore(Text()), "Conditions that a row must meet, such as: price > 0."),
            ["place"] = Place(),
            ["text"] = new JsonObject
            {
                ["description"] = "Of mentions: what was written. Intents and tone are taken from it, then it is dropped.",
                ["oneOf"] = new JsonArray(Text(), ValueRule()),
            },
            ["fields"] = new JsonObject { ["type"] = "object" },
            ["counter_keys_max"] = Described(Number(1, 100_000_000), "Totals kept apart; 1,000,000 by default."),
        },
        ["allOf"] = new JsonArray([.. EventShape.All.Select(s => (JsonNode)FieldsOf(s))]),
    };

    /// <summary>Which fields may stand under 'fields', given the event.</summary>
    private static JsonObject FieldsOf(EventShape shape)
    {
        JsonObject fields = [];
        foreach (EventField field in shape.Fields) fields[field.Name] = Field(field);
        return new JsonObject
        {
            ["if"] = new JsonObject { ["properties"] = new JsonObject { ["event"] = new JsonObject { ["const"] = shape.Name } } },
            ["then"] = new JsonObject
            {
                ["properties"] = new JsonObject
                {
                    ["fields"] = new JsonObject
                    {
                        ["type"] = "object",
                        ["additionalProperties"] = false,
                        ["required"] = Strings(shape.Fields.Where(f => f.Required).Select(f => f.Name)),
                        ["properties"] = fields,
                    },
                },
            },
        };
    }

    private static JsonObject Field(EventField field)
    {
        JsonObject rule = ValueRule();
        JsonObject keys = rule["properties"]!.AsObject();
        if (field.IsList)
        {
            keys["constant"] = OneOrMore(Scalar());
            keys["split"] = Described(Text(), "What stands between the items.");
        }

        if (field.IsNumber)
        {
            keys["scale"] = Described(Number(0, 1_000_000_000), "What the column counts in: 0.01 where it holds hundredths.");
            keys["min"] = Number(0, (double)field.NumberMax);
            keys["max"] = Number(0, (double)field.NumberMax);
            keys["counter_by"] = Described(Text(), "The column is a total of each value of this column; its steps up count.");
        }

        if (field.Kind is FieldKind.Id or FieldKind.Ids)
        {
            keys["catalogue"] = Described(Words(Catalogue.Kinds), "Names are looked up among these things.");
            keys["slug"] = Described(Flag(), "Letters and digits joined by hyphens, accents dropped.");
        }

        JsonObject either = new() { ["oneOf"] = new JsonArray(Described(Text(), "A column."), rule) };
        if (field.Words is { } words) either["description"] = $"One of {string.Join(", ", words)}.";
        return either;
    }

    private static JsonObject ValueRule() => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["oneOf"] = new JsonArray(
            new JsonObject { ["required"] = Strings(["column"]) }, new JsonObject { ["required"] = Strings(["constant"]) }),
        ["properties"] = new JsonObject
        {
            ["column"] = Text(),
            ["constant"] = Scalar(),
            ["map"] = new JsonObject { ["type"] = "object", ["additionalProperties"] = Scalar() },
            ["otherwise"] = Described(Words(["keep", "drop", "refuse"]), "What the map does not hold; kept by default."),
            ["when"] = Described(Text(), "A condition; where it does not hold there is no value."),
        },
    };

    private static JsonObject Time() => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["required"] = Strings(["column"]),
        ["properties"] = new JsonObject
        {
            ["column"] = Text(),
            ["arrived"] = Described(Text(), "The column that says when the row arrived: rows are taken in that order."),
            ["format"] = Described(Text(), "iso (default), unix_s, unix_ms, or a pattern such as dd/MM/yyyy HH:mm."),
            ["zone"] = Described(Text(), "Of times without an offset, such as Europe/Paris; UTC by default."),
            ["ignore_offset"] = Described(Flag(), "A Z or offset in the value is decoration."),
        },
    };

    private static JsonObject Place()
    {
        JsonObject keys = new() { ["within_km"] = Described(Number(1, 500), "Farthest city from the coordinates; 50 by default.") };
        foreach (string key in new[] { "city", "id", "country", "latitude", "longitude" })
            keys[key] = new JsonObject { ["oneOf"] = new JsonArray(Text(), ValueRule()) };
        return new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = keys };
    }

    private static JsonObject Text() => new() { ["type"] = "string" };

    private static JsonObject Flag() => new() { ["type"] = "boolean" };

    private static JsonObject Scalar() => new() { ["type"] = Strings(["string", "number", "boolean"]) };

    private static JsonObject Number(double min, double max) =>
        new() { ["type"] = "number", ["minimum"] = min, ["maximum"] = max };

    private static JsonObject Words(IEnumerable<string> words) => new() { ["enum"] = Strings(words) };

    private static JsonObject OneOrMore(JsonObject item) => new()
    {
        ["oneOf"] = new JsonArray(item, new JsonObject { ["type"] = "array", ["items"] = item.DeepClone() }),
    };

    private static JsonObject Described(JsonObject schema, string description)
    {
        schema["description"] = description;
        return schema;
    }

    private static JsonArray Strings(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
