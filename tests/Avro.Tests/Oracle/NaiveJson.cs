using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Houle.Avro.Schemas;

namespace Houle.Avro.Tests.Oracle;

/// <summary>A value in the vectors' JSON (or in that of <see cref="NaiveAvro.Decode(Schema, byte[])"/>) as Avro's JSON encoding has it.</summary>
internal static class NaiveJson
{
    public static JsonNode? Of(Schema schema, JsonNode? value) => schema switch
    {
        UnionSchema union => value is null ? null : Branch(union, value.AsObject().Single()),
        RecordSchema record => new JsonObject(record.Fields.Select(field => KeyValuePair.Create(field.Name, Of(field.Schema, value![field.Name])))),
        ArraySchema array => new JsonArray([.. value!.AsArray().Select(item => Of(array.Items, item))]),
        MapSchema map => new JsonObject(value!.AsObject().Select(entry => KeyValuePair.Create(entry.Key, Of(map.Values, entry.Value)))),
        _ => Scalar(schema.Type, value),
    };

    private static JsonObject Branch(UnionSchema union, KeyValuePair<string, JsonNode?> branch) =>
        new() { [branch.Key] = Of(union.Branches.Single(known => known.BranchName == branch.Key), branch.Value) };

    private static JsonNode? Scalar(SchemaType type, JsonNode? value)
    {
        string text = value is JsonValue scalar && scalar.TryGetValue(out string? given) ? given : value?.ToJsonString() ?? "";
        switch (type)
        {
            case SchemaType.Null: return null;
            case SchemaType.Boolean or SchemaType.String or SchemaType.Enum: return value!.DeepClone();
            case SchemaType.Bytes or SchemaType.Fixed: return Encoding.Latin1.GetString(Convert.FromHexString(text));
            case SchemaType.Int or SchemaType.Long: return long.Parse(text, CultureInfo.InvariantCulture);
        }

        double number = text.StartsWith("0x", StringComparison.Ordinal)
            ? type == SchemaType.Float
                ? BitConverter.UInt32BitsToSingle(uint.Parse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture))
                : BitConverter.UInt64BitsToDouble(ulong.Parse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture))
            : double.Parse(text, CultureInfo.InvariantCulture);
        if (type == SchemaType.Float && double.IsFinite(number)) return (float)number; // in the fewest digits that tell it from others
        return double.IsFinite(number) ? number : number.ToString(CultureInfo.InvariantCulture); // "NaN", "Infinity", "-Infinity"
    }
}
