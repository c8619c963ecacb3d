using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Houle.Avro.Schemas;

namespace Houle.Avro.Tests.Oracle;

/// <summary>Schemas and values from a seed: every type, nested, with odd values more often than chance would have them.</summary>
internal sealed class RandomAvro(int seed)
{
    private static readonly string[] Primitives = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"];
    private static readonly long[] OddLongs = [0, -1, 1, 63, -64, 64, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue];
    private int _names;

    public Random Random { get; } = new(seed);

    /// <summary>A schema as JSON; named types are never referred to twice.</summary>
    public JsonNode Schema(int depth = 3)
    {
        int kind = Random.Next(depth > 0 ? 14 : 10);
        switch (kind)
        {
            case < 8: return Primitives[kind];
            case 8: return new JsonObject { ["type"] = "fixed", ["name"] = Name("F"), ["size"] = Random.Next(5) };
            case 9:
                var symbols = new JsonArray();
                for (int i = Random.Next(1, 5); i > 0; i--) symbols.Add($"S{i}");
                return new JsonObject { ["type"] = "enum", ["name"] = Name("E"), ["symbols"] = symbols };
            case 10: return new JsonObject { ["type"] = "array", ["items"] = Schema(depth - 1) };
            case 11: return new JsonObject { ["type"] = "map", ["values"] = Schema(depth - 1) };
            case 12:
                var branches = new JsonArray();
                foreach (string branch in Primitives.Where(_ => Random.Next(3) == 0)) branches.Add(branch);
                branches.Add(Record(depth - 1));
                return branches;
            default: return Record(depth - 1);
        }
    }

    public JsonObject Record(int depth)
    {
        var fields = new JsonArray();
        for (int i = Random.Next(6); i > 0; i--) fields.Add(new JsonObject { ["name"] = $"f{i}", ["type"] = Schema(depth) });
        return new JsonObject { ["type"] = "record", ["name"] = Name("R"), ["fields"] = fields };
    }

    public JsonNode? Value(Schema schema, int depth = 4)
    {
        switch (schema)
        {
            case UnionSchema union:
                Schema branch = union.Branches[Random.Next(union.Branches.Count)];
                JsonNode? inner = Value(branch, depth);
                return branch.Type == SchemaType.Null ? null : new JsonObject { [branch.BranchName] = inner };
            case RecordSchema record:
                var fields = new JsonObject();
                foreach (RecordField field in record.Fields) fields[field.Name] = Value(field.Schema, depth - 1);
                return fields;
            case ArraySchema array:
                var items = new JsonArray();
                for (int i = depth > 0 ? Random.Next(4) : 0; i > 0; i--) items.Add(Value(array.Items, depth - 1));
                return items;
            case MapSchema map:
                var entries = new JsonObject();
                for (int i = depth > 0 ? Random.Next(4) : 0; i > 0; i--) entries[$"{Text()}{i}"] = Value(map.Values, depth - 1);
                return entries;
            case EnumSchema symbols: return symbols.Symbols[Random.Next(symbols.Symbols.Count)];
            case FixedSchema size: return Hex(size.Size);
            case { Logical: { Kind: LogicalKind.Decimal } }: return Hex(Random.Next(1, 4));
            default: return Primitive(schema.Type);
        }
    }

    /// <summary>The same value with every array and map cut into random blocks, some with their size.</summary>
    public byte[] Blocked(Schema schema, JsonNode? value)
    {
        var to = new List<byte>();
        Blocked(schema, value, to);
        return [.. to];
    }

    private void Blocked(Schema schema, JsonNode? value, List<byte> to)
    {
        switch (schema)
        {
            case RecordSchema record:
                foreach (RecordField field in record.Fields) Blocked(field.Schema, value![field.Name], to);
                break;
            case ArraySchema array: Blocks(value!.AsArray().Select(item => Item(array.Items, item, "")), to); break;
            case MapSchema map:
                Blocks(value!.AsObject().OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => Item(map.Values, entry.Value, entry.Key)), to);
                break;
            case UnionSchema union when value is not null:
                Schema branch = union.Branches.Single(branch => branch.BranchName == value.AsObject().Single().Key);
                to.AddRange(Long(union.Branches.ToList().IndexOf(branch)));
                Blocked(branch, value.AsObject().Single().Value, to);
                break;
            default: to.AddRange(NaiveAvro.Encode(schema, value)); break;
        }

        byte[] Item(Schema items, JsonNode? item, string key)
        {
            var bytes = new List<byte>();
            if (schema is MapSchema) bytes.AddRange(NaiveAvro.Encode(new PrimitiveSchema(SchemaType.String), key));
            Blocked(items, item, bytes);
            return [.. bytes];
        }
    }

    private void Blocks(IEnumerable<byte[]> items, List<byte> to)
    {
        var left = new Queue<byte[]>(items);
        while (left.Count > 0)
        {
            byte[][] block = [.. Enumerable.Range(0, Random.Next(1, left.Count + 1)).Select(_ => left.Dequeue())];
            bool isSized = Random.Next(2) == 0;
            to.AddRange(Long(isSized ? -block.Length : block.Length));
            if (isSized) to.AddRange(Long(block.Sum(item => item.Length)));
            foreach (byte[] item in block) to.AddRange(item);
        }

        to.Add(0);
    }

    private JsonNode? Primitive(SchemaType type) => type switch
    {
        SchemaType.Null => null,
        SchemaType.Boolean => Random.Next(2) == 0,
        SchemaType.Int => OddLongs[Random.Next(8)].ToString(CultureInfo.InvariantCulture),
        SchemaType.Long => OddLongs[Random.Next(OddLongs.Length)].ToString(CultureInfo.InvariantCulture),
        SchemaType.Float => "0x" + Hex(4),
        SchemaType.Double => "0x" + Hex(8),
        SchemaType.Bytes => Hex(Random.Next(80)),
        _ => Text(),
    };

    private string Text()
    {
        var text = new StringBuilder();
        for (int i = Random.Next(24); i > 0; i--) text.Append(Random.Next(8) == 0 ? "é€😀"[..2] : (char)Random.Next(' ', '~'));
        return text.ToString();
    }

    private string Hex(int bytes)
    {
        byte[] random = new byte[bytes];
        Random.NextBytes(random);
        return Convert.ToHexStringLower(random);
    }

    private string Name(string prefix) => $"{prefix}{_names++}";

    private static byte[] Long(long value) => NaiveAvro.Encode(new PrimitiveSchema(SchemaType.Long), JsonValue.Create(value));
}
