using Houle.Avro.Binary;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;

namespace Houle.Avro.Generic;

/// <summary>What a new record holds: its schema's defaults, else zeros.</summary>
internal static class ValueDefaults
{
    /// <summary>Records within a new record: 2^n of them fit into a small schema.</summary>
    private const int RecordsMax = 65_536;

    public static void Fill(RecordSchema schema, AvroValue[] values)
    {
        int records = 0;
        try
        {
            Fill(schema, values, new DefaultEncoder(), 0, ref records);
        }
        catch (SchemaMismatchException error)
        {
            throw new ArgumentException(error.Message, nameof(schema), error);
        }
    }

    private static void Fill(RecordSchema schema, AvroValue[] values, DefaultEncoder defaults, int depth, ref int records)
    {
        if (depth > AvroLimits.DepthMax || ++records > RecordsMax)
            throw new ArgumentException($"{schema.FullName} holds itself without end, or more than {RecordsMax} records", nameof(schema));
        for (int i = 0; i < values.Length; i++)
        {
            RecordField field = schema.Fields[i];
            values[i] = field.Default is null
                ? Zero(field.Schema, defaults, depth, ref records)
                : new GenericReader(field.Schema).Read(defaults.Encode(field, $"{schema.Name}.{field.Name}"));
        }
    }

    private static AvroValue Zero(Schema schema, DefaultEncoder defaults, int depth, ref int records)
    {
        switch (schema)
        {
            case UnionSchema union:
                return Zero(union.Branches.Count > 0 ? union.Branches[0] : throw new ArgumentException("an empty union has no value", nameof(schema)), defaults, depth, ref records);
            case RecordSchema record:
                var inner = new AvroValue[record.FieldSchemas.Length];
                Fill(record, inner, defaults, depth + 1, ref records);
                return new GenericRecord(record, inner);
            case ArraySchema array: return new GenericArray(array);
            case MapSchema map: return new GenericMap(map);
            case EnumSchema { Symbols.Count: 0 } none: throw new ArgumentException($"{none.FullName} has no symbol", nameof(schema));
            case FixedSchema bytes: return AvroValue.Of(schema, new byte[bytes.Size]);
            default:
                return schema.Type is SchemaType.Bytes or SchemaType.String
                    ? AvroValue.Of(schema, []) : new AvroValue(schema, null, 0);
        }
    }
}
