using Houle.Avro.Schemas;

namespace Houle.Avro.Resolution.Steps;

/// <summary>Passes a value that the reader does not want. Structure is checked; text is not looked at.</summary>
/// <remarks>Blocks with a stated size are walked all the same: a wrong size would land in the middle of an item.</remarks>
internal sealed class SkipStep(Schema schema) : Step
{
    public override void Run(ref Transcode at) => Skip(schema, ref at);

    private static void Skip(Schema value, ref Transcode at)
    {
        switch (value)
        {
            case RecordSchema record:
                at.Enter();
                int start = at.Reader.Position;
                foreach (RecordField field in record.Fields) Skip(field.Schema, ref at);
                if (at.Reader.Position == start) at.Reader.CountEmptyRecord();
                at.Leave();
                break;
            case ArraySchema array: SkipItems(array.Items, array.ItemBytesMin, isMap: false, ref at); break;
            case MapSchema map: SkipItems(map.Values, map.ItemBytesMin, isMap: true, ref at); break;
            case UnionSchema union: Skip(union.Branches[at.Reader.ReadIndex(union.Branches.Count, "branch")], ref at); break;
            case EnumSchema symbols: at.Reader.ReadIndex(symbols.Symbols.Count, "symbol"); break;
            case FixedSchema bytes: at.Reader.ReadFixed(bytes.Size); break;
            default: SkipPrimitive(value.Type, ref at); break;
        }
    }

    private static void SkipItems(Schema item, int bytesMin, bool isMap, ref Transcode at)
    {
        at.Enter();
        for (long count; (count = at.Reader.ReadBlockCount(out int bytes)) != 0;)
        {
            at.Reader.CheckCount(count, bytesMin);
            int start = at.Reader.Position;
            for (; count > 0; count--)
            {
                if (isMap) at.Reader.ReadBytes();
                Skip(item, ref at);
            }

            at.Reader.EndBlock(start, bytes);
        }

        at.Leave();
    }

    private static void SkipPrimitive(SchemaType type, ref Transcode at)
    {
        switch (type)
        {
            case SchemaType.Null: break;
            case SchemaType.Boolean: at.Reader.ReadBool(); break;
            case SchemaType.Int: at.Reader.ReadInt(); break;
            case SchemaType.Long: at.Reader.ReadLong(); break;
            case SchemaType.Float: at.Reader.ReadFixed(sizeof(float)); break;
            case SchemaType.Double: at.Reader.ReadFixed(sizeof(double)); break;
            default: at.Reader.ReadBytes(); break;
        }
    }
}
