using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Houle.Avro.Binary;
using Houle.Avro.Schemas;

namespace Houle.Decoding;

/// <summary>Shows an Avro body as JSON, for people: times in ISO 8601, decimals as numbers, unions without their tag.</summary>
internal static class AvroJson
{
    /// <exception cref="AvroException">The bytes are not of the schema, or something is left over.</exception>
    public static JsonNode? Decode(Schema schema, ReadOnlySpan<byte> body)
    {
        var reader = new AvroReader(body);
        JsonNode? node = Value(schema, ref reader);
        reader.EnsureEnd();
        return node;
    }

    /// <summary>Text as it is when the bytes are printable UTF-8, else "base64:" and the bytes.</summary>
    public static JsonNode Bytes(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes) && bytes.IndexOfAnyInRange((byte)0, (byte)8) < 0) return Encoding.UTF8.GetString(bytes);
        return $"base64:{Convert.ToBase64String(bytes)}";
    }

    private static JsonNode? Value(Schema schema, ref AvroReader reader) => schema switch
    {
        RecordSchema record => Record(record, ref reader),
        ArraySchema array => Array(array, ref reader),
        MapSchema map => Map(map, ref reader),
        UnionSchema union => Value(union.Branches[reader.ReadIndex(union.Branches.Count, "a branch")], ref reader),
        EnumSchema symbols => symbols.Symbols[reader.ReadIndex(symbols.Symbols.Count, "a symbol")],
        FixedSchema @fixed => Bytes(reader.ReadFixed(@fixed.Size)),
        _ => Primitive(schema, ref reader),
    };

    private static JsonNode? Primitive(Schema schema, ref AvroReader reader) => schema.Type switch
    {
        SchemaType.Null => null,
        SchemaType.Boolean => reader.ReadBool(),
        SchemaType.Int => reader.ReadInt(),
        SchemaType.Long when schema.Logical?.Kind == LogicalKind.TimestampMillis => Time(reader.ReadLong()),
        SchemaType.Long => reader.ReadLong(),
        SchemaType.Float => Number(reader.ReadFloat()),
        SchemaType.Double => Number(reader.ReadDouble()),
        SchemaType.Bytes when schema.Logical is { Kind: LogicalKind.Decimal, Precision: <= AvroDecimal.PrecisionMax } money =>
            reader.ReadDecimal(money.Precision, money.Scale).ToDecimal(),
        SchemaType.Bytes => Bytes(reader.ReadBytes()),
        _ => Encoding.UTF8.GetString(reader.ReadString()),
    };

    /// <summary>JSON has no infinities: they become text.</summary>
    private static JsonNode Number(double value) =>
        double.IsFinite(value) ? value : value.ToString(CultureInfo.InvariantCulture);

    private static JsonNode Time(long unixMs)
    {
        if (unixMs < DateTimeOffset.MinValue.ToUnixTimeMilliseconds() || unixMs > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            return unixMs;
        return DateTimeOffset.FromUnixTimeMilliseconds(unixMs)
            .ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);
    }

    private static JsonObject Record(RecordSchema schema, ref AvroReader reader)
    {
        var node = new JsonObject();
        foreach (RecordField field in schema.Fields) node[field.Name] = Value(field.Schema, ref reader);
        return node;
    }

    private static JsonArray Array(ArraySchema schema, ref AvroReader reader)
    {
        var node = new JsonArray();
        for (long count; (count = reader.ReadBlockCount(out _)) > 0;)
        {
            reader.CheckCount(count, itemBytesMin: 0);
            for (long i = 0; i < count; i++) node.Add(Value(schema.Items, ref reader));
        }
        return node;
    }

    private static JsonObject Map(MapSchema schema, ref AvroReader reader)
    {
        var node = new JsonObject();
        for (long count; (count = reader.ReadBlockCount(out _)) > 0;)
        {
            reader.CheckCount(count, itemBytesMin: 1);
            for (long i = 0; i < count; i++)
            {
                string key = Encoding.UTF8.GetString(reader.ReadString());
                node[key] = Value(schema.Values, ref reader);
            }
        }
        return node;
    }
}
