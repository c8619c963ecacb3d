using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using Houle.Avro.Schemas;

namespace Houle.Avro.Tests.Oracle;

/// <summary>Avro in the plainest way, between bytes and JSON: too simple to be wrong, far too slow to use.</summary>
/// <remarks>JSON as the vectors have it: bytes in hex, unions as {"branch": value}, floats also as their bits ("0x…"), longs
/// beyond 2^53 as text. Decoding gives all floats as bits and all longs as text, so that equal values are equal texts.</remarks>
internal static class NaiveAvro
{
    public static byte[] Encode(Schema schema, JsonNode? value)
    {
        var bytes = new List<byte>();
        Encode(schema, value, bytes);
        return [.. bytes];
    }

    public static JsonNode? Decode(Schema schema, byte[] bytes)
    {
        int at = 0;
        JsonNode? value = Decode(schema, bytes, ref at);
        at.ShouldBe(bytes.Length, "bytes are left over");
        return value;
    }

    /// <summary>The same value in its plainest bytes: one block an array, map keys sorted.</summary>
    public static byte[] Normalize(Schema schema, byte[] bytes) => Encode(schema, Decode(schema, bytes));

    private static void Encode(Schema schema, JsonNode? value, List<byte> to)
    {
        switch (schema)
        {
            case UnionSchema union:
                int branch = 0;
                while (union.Branches[branch].BranchName != (value is null ? "null" : value.AsObject().Single().Key)) branch++;
                Number(branch, to);
                Encode(union.Branches[branch], value?.AsObject().Single().Value, to);
                break;
            case RecordSchema record:
                foreach (RecordField field in record.Fields) Encode(field.Schema, value![field.Name], to);
                break;
            case ArraySchema array:
                if (value!.AsArray().Count > 0) Number(value.AsArray().Count, to);
                foreach (JsonNode? item in value.AsArray()) Encode(array.Items, item, to);
                Number(0, to);
                break;
            case MapSchema map:
                if (value!.AsObject().Count > 0) Number(value.AsObject().Count, to);
                foreach ((string key, JsonNode? item) in value.AsObject().OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    Sized(Encoding.UTF8.GetBytes(key), to);
                    Encode(map.Values, item, to);
                }

                Number(0, to);
                break;
            case EnumSchema symbols: Number(symbols.Symbols.ToList().IndexOf(value!.GetValue<string>()), to); break;
            case FixedSchema: to.AddRange(Convert.FromHexString(value!.GetValue<string>())); break;
            default: EncodePrimitive(schema.Type, value, to); break;
        }
    }

    private static void EncodePrimitive(SchemaType type, JsonNode? value, List<byte> to)
    {
        string text = value is JsonValue scalar && scalar.TryGetValue(out string? given) ? given : value?.ToJsonString() ?? "";
        switch (type)
        {
            case SchemaType.Null: break;
            case SchemaType.Boolean: to.Add(value!.GetValue<bool>() ? (byte)1 : (byte)0); break;
            case SchemaType.Int or SchemaType.Long: Number(long.Parse(text, CultureInfo.InvariantCulture), to); break;
            case SchemaType.Float:
                uint single = text.StartsWith("0x", StringComparison.Ordinal)
                    ? uint.Parse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                    : BitConverter.SingleToUInt32Bits((float)double.Parse(text, CultureInfo.InvariantCulture));
                for (int i = 0; i < 4; i++) to.Add((byte)(single >> (8 * i)));
                break;
            case SchemaType.Double:
                ulong bits = text.StartsWith("0x", StringComparison.Ordinal)
                    ? ulong.Parse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                    : BitConverter.DoubleToUInt64Bits(double.Parse(text, CultureInfo.InvariantCulture));
                for (int i = 0; i < 8; i++) to.Add((byte)(bits >> (8 * i)));
                break;
            case SchemaType.Bytes: Sized(Convert.FromHexString(text), to); break;
            default: Sized(Encoding.UTF8.GetBytes(text), to); break;
        }
    }

    private static JsonNode? Decode(Schema schema, byte[] bytes, ref int at)
    {
        switch (schema)
        {
            case UnionSchema union:
                Schema branch = union.Branches[(int)Number(bytes, ref at)];
                JsonNode? inner = Decode(branch, bytes, ref at);
                return branch.Type == SchemaType.Null ? null : new JsonObject { [branch.BranchName] = inner };
            case RecordSchema record:
                var fields = new JsonObject();
                foreach (RecordField field in record.Fields) fields[field.Name] = Decode(field.Schema, bytes, ref at);
                return fields;
            case ArraySchema array:
                var items = new JsonArray();
                for (long count; (count = BlockCount(bytes, ref at)) > 0;)
                {
                    for (; count > 0; count--) items.Add(Decode(array.Items, bytes, ref at));
                }

                return items;
            case MapSchema map:
                var entries = new JsonObject();
                for (long count; (count = BlockCount(bytes, ref at)) > 0;)
                {
                    for (; count > 0; count--)
                    {
                        string key = Encoding.UTF8.GetString(Sized(bytes, ref at));
                        entries[key] = Decode(map.Values, bytes, ref at);
                    }
                }

                return entries;
            case EnumSchema symbols: return symbols.Symbols[(int)Number(bytes, ref at)];
            case FixedSchema size:
                at += size.Size;
                return Convert.ToHexStringLower(bytes[(at - size.Size)..at]);
            default: return DecodePrimitive(schema.Type, bytes, ref at);
        }
    }

    private static JsonNode? DecodePrimitive(SchemaType type, byte[] bytes, ref int at)
    {
        switch (type)
        {
            case SchemaType.Null: return null;
            case SchemaType.Boolean: return bytes[at++] == 1;
            case SchemaType.Int or SchemaType.Long: return Number(bytes, ref at).ToString(CultureInfo.InvariantCulture);
            case SchemaType.Float:
                at += 4;
                return $"0x{BitConverter.ToUInt32(bytes, at - 4):x8}";
            case SchemaType.Double:
                at += 8;
                return $"0x{BitConverter.ToUInt64(bytes, at - 8):x16}";
            case SchemaType.Bytes: return Convert.ToHexStringLower(Sized(bytes, ref at));
            default: return Encoding.UTF8.GetString(Sized(bytes, ref at));
        }
    }

    private static void Number(long value, List<byte> to)
    {
        BigInteger zigzag = value < 0 ? -2 * (BigInteger)value - 1 : 2 * (BigInteger)value;
        for (; zigzag > 127; zigzag /= 128) to.Add((byte)(128 + zigzag % 128));
        to.Add((byte)zigzag);
    }

    private static long Number(byte[] bytes, ref int at)
    {
        BigInteger zigzag = 0, unit = 1;
        for (; ; unit *= 128)
        {
            byte next = bytes[at++];
            zigzag += unit * (next % 128);
            if (next < 128) return (long)(zigzag.IsEven ? zigzag / 2 : -(zigzag + 1) / 2);
        }
    }

    private static void Sized(byte[] bytes, List<byte> to)
    {
        Number(bytes.Length, to);
        to.AddRange(bytes);
    }

    private static byte[] Sized(byte[] bytes, ref int at)
    {
        int length = (int)Number(bytes, ref at);
        at += length;
        return bytes[(at - length)..at];
    }

    private static long BlockCount(byte[] bytes, ref int at)
    {
        long count = Number(bytes, ref at);
        if (count >= 0) return count;
        Number(bytes, ref at);
        return -count;
    }
}
