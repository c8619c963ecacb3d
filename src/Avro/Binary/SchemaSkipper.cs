using Houle.Avro.Schemas;

namespace Houle.Avro.Binary;

/// <summary>Passes a value of any schema: checks its structure, keeps nothing.</summary>
/// <remarks>Blocks with a stated size are walked all the same: a wrong size would land in the middle of an item.</remarks>
internal static class SchemaSkipper
{
    /// <param name="schema">Schema of the value.</param>
    /// <param name="reader">Stands before the value, then after it.</param>
    /// <param name="checksText">Whether strings must be UTF-8.</param>
    /// <param name="depth">Nesting so far.</param>
    public static void Skip(Schema schema, ref AvroReader reader, bool checksText, int depth = 0)
    {
        switch (schema)
        {
            case RecordSchema record:
                CheckDepth(depth, ref reader);
                int start = reader.Position;
                for (int i = 0; i < record.Fields.Count; i++) Skip(record.Fields[i].Schema, ref reader, checksText, depth + 1);
                if (reader.Position == start) reader.CountEmptyRecord();
                break;
            case ArraySchema array: SkipItems(array.Items, array.ItemBytesMin, isMap: false, ref reader, checksText, depth); break;
            case MapSchema map: SkipItems(map.Values, map.ItemBytesMin, isMap: true, ref reader, checksText, depth); break;
            case UnionSchema union:
                Skip(union.Branches[reader.ReadIndex(union.Branches.Count, "branch")], ref reader, checksText, depth);
                break;
            case EnumSchema symbols: reader.ReadIndex(symbols.Symbols.Count, "symbol"); break;
            case FixedSchema bytes: reader.ReadFixed(bytes.Size); break;
            default: SkipPrimitive(schema.Type, ref reader, checksText); break;
        }
    }

    private static void SkipItems(Schema items, int bytesMin, bool isMap, ref AvroReader reader, bool checksText, int depth)
    {
        CheckDepth(depth, ref reader);
        for (long count; (count = reader.ReadBlockCount(out int bytes)) != 0;)
        {
            reader.CheckCount(count, bytesMin, items.Type == SchemaType.Record);
            int start = reader.Position;
            for (; count > 0; count--)
            {
                if (isMap) SkipPrimitive(SchemaType.String, ref reader, checksText);
                Skip(items, ref reader, checksText, depth + 1);
            }

            reader.EndBlock(start, bytes);
        }
    }

    private static void SkipPrimitive(SchemaType type, ref AvroReader reader, bool checksText)
    {
        switch (type)
        {
            case SchemaType.Null: break;
            case SchemaType.Boolean: reader.ReadBool(); break;
            case SchemaType.Int: reader.ReadInt(); break;
            case SchemaType.Long: reader.ReadLong(); break;
            case SchemaType.Float: reader.ReadFixed(sizeof(float)); break;
            case SchemaType.Double: reader.ReadFixed(sizeof(double)); break;
            case SchemaType.String when checksText: reader.ReadString(); break;
            default: reader.ReadBytes(); break;
        }
    }

    private static void CheckDepth(int depth, ref AvroReader reader) => AvroLimits.CheckDepth(depth + 1, reader.Position);
}
