using System.Globalization;
using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Schemas;
using Houle.Avro.Schemas.Json;

namespace Houle.Avro.Resolution;

/// <summary>Writes fields' defaults as Avro bytes. The schema's parser has checked that they fit.</summary>
/// <remarks>All that one of these writes is bounded by <see cref="ValuesMax"/>: records whose fields default to records can ask for
/// 2^n of them in a schema of n lines.</remarks>
internal sealed class DefaultEncoder
{
    public const int ValuesMax = 65_536;

    private int _values;

    /// <param name="path">Of the field, for the error.</param>
    /// <exception cref="SchemaMismatchException">The bound is passed.</exception>
    public byte[] Encode(RecordField field, string path)
    {
        var buffer = new ByteBuffer(64);
        var writer = new AvroWriter(buffer);
        Write(field.Default!, field.Schema, ref writer, path);
        return buffer.Written.ToArray();
    }

    private void Write(JsonNode node, Schema schema, ref AvroWriter writer, string path)
    {
        if (++_values > ValuesMax) throw new SchemaMismatchException(path, $"defaults of more than {ValuesMax} values");
        switch (schema)
        {
            case UnionSchema union:
                int branch = DefaultFault.MatchingBranch(node, union);
                if (branch < 0) throw new SchemaMismatchException(path, "the default fits no branch of the union");
                writer.WriteInt(branch);
                Write(node, union.Branches[branch], ref writer, path);
                break;
            case RecordSchema record:
                foreach (RecordField field in record.Fields)
                    Write(node.Find(field.Name) ?? field.Default!, field.Schema, ref writer, path);
                break;
            case ArraySchema array:
                if (node.Items.Count > 0) writer.WriteLong(node.Items.Count);
                foreach (JsonNode item in node.Items) Write(item, array.Items, ref writer, path);
                writer.WriteLong(0);
                break;
            case MapSchema map:
                if (node.Members.Count > 0) writer.WriteLong(node.Members.Count);
                foreach (JsonMember member in node.Members)
                {
                    writer.WriteBytes(Encoding.UTF8.GetBytes(member.Name));
                    Write(member.Value, map.Values, ref writer, path);
                }

                writer.WriteLong(0);
                break;
            case EnumSchema symbols: writer.WriteInt(symbols.IndexOf(node.Text)); break;
            case FixedSchema: writer.WriteFixed(Encoding.Latin1.GetBytes(node.Text)); break;
            default: WritePrimitive(node, schema.Type, ref writer); break;
        }
    }

    private static void WritePrimitive(JsonNode node, SchemaType type, ref AvroWriter writer)
    {
        switch (type)
        {
            case SchemaType.Null: break;
            case SchemaType.Boolean: writer.WriteBool(node.Kind == JsonKind.True); break;
            case SchemaType.Int or SchemaType.Long: writer.WriteLong(long.Parse(node.Text, CultureInfo.InvariantCulture)); break;
            case SchemaType.Float: writer.WriteFloat(float.Parse(node.Text, CultureInfo.InvariantCulture)); break;
            case SchemaType.Double: writer.WriteDouble(double.Parse(node.Text, CultureInfo.InvariantCulture)); break;
            case SchemaType.Bytes: writer.WriteBytes(Encoding.Latin1.GetBytes(node.Text)); break;
            default: writer.WriteBytes(Encoding.UTF8.GetBytes(node.Text)); break;
        }
    }
}
