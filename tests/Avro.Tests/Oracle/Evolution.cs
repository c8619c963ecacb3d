using System.Globalization;
using System.Text.Json.Nodes;

namespace Houle.Avro.Tests.Oracle;

/// <summary>A later version of a schema, with what must become of a value: fields moved, renamed, dropped, added, widened.</summary>
internal sealed class Evolution(Random random)
{
    public (JsonNode Later, Func<JsonNode?, JsonNode?> Carry) Of(JsonNode schema)
    {
        if (schema is JsonObject definition)
        {
            switch (definition["type"]!.GetValue<string>())
            {
                case "record": return OfRecord(definition);
                case "enum": return OfEnum(definition);
                case "array":
                    (JsonNode items, Func<JsonNode?, JsonNode?> item) = Of(definition["items"]!);
                    return (new JsonObject { ["type"] = "array", ["items"] = items },
                        value => new JsonArray([.. value!.AsArray().Select(item)]));
                case "map":
                    (JsonNode values, Func<JsonNode?, JsonNode?> entry) = Of(definition["values"]!);
                    return (new JsonObject { ["type"] = "map", ["values"] = values },
                        value => new JsonObject(value!.AsObject().Select(pair => KeyValuePair.Create(pair.Key, entry(pair.Value)))));
            }
        }

        if (schema is JsonArray or JsonObject) return (schema.DeepClone(), value => value?.DeepClone());
        string name = schema.GetValue<string>();
        (JsonNode Later, Func<JsonNode?, JsonNode?> Carry) later = (name, random.Next(4)) switch
        {
            ("int", 0) => ("long", value => value?.DeepClone()),
            ("int" or "long", 1) => ("double", value => Bits(long.Parse(value!.GetValue<string>(), CultureInfo.InvariantCulture))),
            ("string", 0) => ("bytes", value => Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(value!.GetValue<string>()))),
            _ => (name, value => value?.DeepClone()),
        };
        return name == "null" || random.Next(4) != 0
            ? later
            : (new JsonArray("null", later.Later), value => new JsonObject { [later.Later.GetValue<string>()] = later.Carry(value) });
    }

    private (JsonNode Later, Func<JsonNode?, JsonNode?> Carry) OfRecord(JsonObject record)
    {
        var fields = new List<JsonNode?>();
        var carries = new List<Action<JsonNode, JsonObject>>();
        foreach (JsonNode? field in record["fields"]!.AsArray())
        {
            if (random.Next(6) == 0) continue; // dropped
            string name = field!["name"]!.GetValue<string>();
            (JsonNode type, Func<JsonNode?, JsonNode?> carry) = Of(field["type"]!);
            bool isRenamed = random.Next(6) == 0;
            string later = isRenamed ? "renamed_" + name : name;
            var evolved = new JsonObject { ["name"] = later, ["type"] = type };
            if (isRenamed) evolved["aliases"] = new JsonArray("nothing", name);
            fields.Add(evolved);
            carries.Add((from, to) => to[later] = carry(from[name]));
        }

        for (int i = random.Next(3); i > 0; i--)
        {
            string name = $"added{i}";
            fields.Add(new JsonObject { ["name"] = name, ["type"] = new JsonArray("string", "null"), ["default"] = "new" });
            carries.Add((_, to) => to[name] = new JsonObject { ["string"] = "new" });
        }

        JsonNode?[] shuffled = [.. fields];
        if (random.Next(2) == 0) random.Shuffle(shuffled);
        var definition = new JsonObject { ["type"] = "record", ["name"] = record["name"]!.DeepClone(), ["fields"] = new JsonArray(shuffled) };
        return (definition, value =>
        {
            var to = new JsonObject();
            foreach (Action<JsonNode, JsonObject> carry in carries) carry(value!, to);
            return to;
        });
    }

    private (JsonNode Later, Func<JsonNode?, JsonNode?> Carry) OfEnum(JsonObject earlier)
    {
        string[] symbols = [.. earlier["symbols"]!.AsArray().Select(symbol => symbol!.GetValue<string>()).Where(_ => random.Next(3) > 0), "Other"];
        random.Shuffle(symbols);
        var later = (JsonObject)earlier.DeepClone();
        later["symbols"] = new JsonArray([.. symbols.Select(symbol => JsonValue.Create(symbol))]);
        later["default"] = "Other";
        return (later, value => symbols.Contains(value!.GetValue<string>()) ? value.DeepClone() : "Other");
    }

    private static JsonNode Bits(double value) => $"0x{BitConverter.DoubleToUInt64Bits(value):x16}";
}
