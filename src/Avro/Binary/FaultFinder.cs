using System.Globalization;
using System.Text;
using Houle.Avro.Schemas;

namespace Houle.Avro.Binary;

/// <summary>Walks bytes by their schema once more, after a failure, to name the field where it happened.</summary>
/// <remarks>So the fast path keeps no track of where it is. Cold: allocates, and parses nothing twice.</remarks>
public static class FaultFinder
{
    /// <summary>The same error with its path; <paramref name="error"/> itself if the walk finds no fault.</summary>
    public static AvroException Explain(Schema schema, ReadOnlySpan<byte> body, AvroException error)
    {
        var path = new StringBuilder(schema is NamedSchema named ? named.Name : schema.BranchName);
        try
        {
            var reader = new AvroReader(body);
            Walk(schema, ref reader, path, 0);
            reader.EnsureEnd();
        }
        catch (AvroException found)
        {
            return new AvroException(found.What, found.Position, path.ToString());
        }

        return error;
    }

    /// <summary>Checks a whole value; throws with the path of what is wrong.</summary>
    public static void Check(Schema schema, ReadOnlySpan<byte> body)
    {
        var path = new StringBuilder();
        var reader = new AvroReader(body);
        try
        {
            Walk(schema, ref reader, path, 0);
            reader.EnsureEnd();
        }
        catch (AvroException error)
        {
            throw Explain(schema, body, error);
        }
    }

    private static void Walk(Schema schema, ref AvroReader reader, StringBuilder path, int depth)
    {
        if (depth > AvroLimits.DepthMax) AvroError.Depth(reader.Position);
        switch (schema)
        {
            case RecordSchema record:
                foreach (RecordField field in record.Fields)
                {
                    int length = path.Length;
                    path.Append('.').Append(field.Name);
                    Walk(field.Schema, ref reader, path, depth + 1);
                    path.Length = length;
                }

                break;
            case ArraySchema array: WalkItems(array.Items, isMap: false, ref reader, path, depth + 1); break;
            case MapSchema map: WalkItems(map.Values, isMap: true, ref reader, path, depth + 1); break;
            case UnionSchema union:
                Walk(union.Branches[reader.ReadIndex(union.Branches.Count, "branch")], ref reader, path, depth + 1);
                break;
            case EnumSchema symbols: reader.ReadIndex(symbols.Symbols.Count, "symbol"); break;
            case FixedSchema bytes: reader.ReadFixed(bytes.Size); break;
            case { Logical: { Kind: LogicalKind.Decimal, Precision: <= AvroDecimal.PrecisionMax } money }:
                reader.ReadDecimal(money.Precision, money.Scale);
                break;
            default: SkipPrimitive(schema.Type, ref reader); break;
        }
    }

    private static void WalkItems(Schema items, bool isMap, ref AvroReader reader, StringBuilder path, int depth)
    {
        int bytesMin = isMap ? 1 + SchemaSize.BytesMin(items) : SchemaSize.BytesMin(items);
        int length = path.Length;
        for (long i = 0, count; (count = reader.ReadBlockCount(out int bytes)) != 0;)
        {
            reader.CheckCount(count, bytesMin);
            int start = reader.Position;
            for (; count > 0; count--, i++)
            {
                path.Append('[');
                if (isMap) path.Append('"').Append(Encoding.UTF8.GetString(reader.ReadString())).Append('"');
                else path.Append(i.ToString(CultureInfo.InvariantCulture));
                path.Append(']');
                Walk(items, ref reader, path, depth);
                path.Length = length;
            }

            reader.EndBlock(start, bytes);
        }
    }

    private static void SkipPrimitive(SchemaType type, ref AvroReader reader)
    {
        switch (type)
        {
            case SchemaType.Null: break;
            case SchemaType.Boolean: reader.ReadBool(); break;
            case SchemaType.Int: reader.ReadInt(); break;
            case SchemaType.Long: reader.ReadLong(); break;
            case SchemaType.Float: reader.ReadFixed(sizeof(float)); break;
            case SchemaType.Double: reader.ReadFixed(sizeof(double)); break;
            case SchemaType.Bytes: reader.ReadBytes(); break;
            default: reader.ReadString(); break;
        }
    }
}
