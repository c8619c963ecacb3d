using System.Globalization;
using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Schemas;
using Houle.Avro.Schemas.Json;

namespace Houle.Avro.Resolution;

/// <summary>Writes a field's default as Avro bytes. The schema's parser has checked that it fits.</summary>
internal static class DefaultEncoder
{
    public static byte[] Encode(RecordField field)
    {
        var buffer = new ByteBuffer(64);
        var writer = new AvroWriter(buffer);
        Write(field.Default!, field.Schema, ref writer);
        return buffer.Written.ToArray();
    }

    private static void Write(JsonNode node, Schema schema, ref AvroWriter writer)
    {
        switch (schema)
        {
            case UnionSchema union:
                int branch = DefaultFault.MatchingBranch(node, union);
                writer.WriteInt(branch);
                Write(node, union.Branches[branch], ref writer);
                break;
            case RecordSchema record:
                foreach (RecordField field in record.Fields)
                    Write(node.Find(field.Name) ?? field.Default!, field.Schema, ref writer);
                break;
            case ArraySchema array:
                if (node.Items.Count > 0) writer.WriteLong(node.Items.Count);
                foreach (JsonNode item in node.Items) Write(item, array.Items, ref writer);
                writer.WriteLong(0);
                break;
            case MapSchema map:
                if (node.Members.Count > 0) writer.WriteLong(node.Members.Count);
                foreach (JsonMember member in node.Members)
                {
                    writer.WriteBytes(Encoding.UTF8.GetBytes(member.Name));
                    Write(member.Value, map.Values, ref writer);
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
