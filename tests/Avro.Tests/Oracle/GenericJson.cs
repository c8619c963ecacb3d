using System.Globalization;
using System.Text.Json.Nodes;
using Houle.Avro.Generic;
using Houle.Avro.Schemas;

namespace Houle.Avro.Tests.Oracle;

/// <summary>A generic value in the JSON of the vectors, by its public members alone.</summary>
internal static class GenericJson
{
    public static JsonNode? Of(AvroValue value, Schema schema)
    {
        JsonNode? inner = Plain(value);
        return schema is UnionSchema && !value.IsNull ? new JsonObject { [value.Schema.BranchName] = inner } : inner;
    }

    private static JsonNode? Plain(AvroValue value)
    {
        switch (value.Type)
        {
            case SchemaType.Null: return null;
            case SchemaType.Boolean: return value.AsBool();
            case SchemaType.Int: return value.AsInt().ToString(CultureInfo.InvariantCulture);
            case SchemaType.Long: return value.AsLong().ToString(CultureInfo.InvariantCulture);
            case SchemaType.Float: return $"0x{BitConverter.SingleToUInt32Bits(value.AsFloat()):x8}";
            case SchemaType.Double: return $"0x{BitConverter.DoubleToUInt64Bits(value.AsDouble()):x16}";
            case SchemaType.Bytes or SchemaType.Fixed: return Convert.ToHexStringLower(value.AsBytes());
            case SchemaType.String or SchemaType.Enum: return value.AsString();
            case SchemaType.Array: return new JsonArray([.. value.AsArray().Select(item => Of(item, value.AsArray().Schema.Items))]);
            case SchemaType.Map:
                return new JsonObject(value.AsMap().Select(pair => KeyValuePair.Create(pair.Key, Of(pair.Value, value.AsMap().Schema.Values))));
            default:
                GenericRecord record = value.AsRecord();
                return new JsonObject(record.Schema.Fields.Select((field, i) => KeyValuePair.Create(field.Name, Of(record[i], field.Schema))));
        }
    }
}
