using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Schemas;

namespace Houle.Avro.Generic;

/// <summary>One pass over a value's bytes that fills generic values, and uses again what already stands in their places.</summary>
[StructLayout(LayoutKind.Auto)]
internal ref struct GenericDecoder(ReadOnlySpan<byte> bytes, byte[] text)
{
    private AvroReader _reader = new(bytes);
    private int _depth;

    public readonly void EnsureEnd() => _reader.EnsureEnd();

    public void Read(Schema schema, ref AvroValue value)
    {
        switch (schema.Type)
        {
            case SchemaType.Null: AvroValue.SetNumber(ref value, schema, 0); break;
            case SchemaType.Boolean: AvroValue.SetNumber(ref value, schema, _reader.ReadBool() ? 1 : 0); break;
            case SchemaType.Int: AvroValue.SetNumber(ref value, schema, _reader.ReadInt()); break;
            case SchemaType.Long: AvroValue.SetNumber(ref value, schema, _reader.ReadLong()); break;
            case SchemaType.Float: AvroValue.SetNumber(ref value, schema, BitConverter.SingleToInt32Bits(_reader.ReadFloat())); break;
            case SchemaType.Double: AvroValue.SetNumber(ref value, schema, BitConverter.DoubleToInt64Bits(_reader.ReadDouble())); break;
            case SchemaType.Bytes: SetSlice(schema, _reader.ReadBytes().Length, ref value); break;
            case SchemaType.String: SetSlice(schema, _reader.ReadString().Length, ref value); break;
            case SchemaType.Fixed: ReadFixed(Unsafe.As<FixedSchema>(schema), ref value); break;
            case SchemaType.Enum:
                AvroValue.SetNumber(ref value, schema, _reader.ReadIndex(Unsafe.As<EnumSchema>(schema).Symbols.Count, "symbol"));
                break;
            case SchemaType.Union: ReadUnion(Unsafe.As<UnionSchema>(schema).BranchArray, ref value); break;
            case SchemaType.Record: ReadRecord(Unsafe.As<RecordSchema>(schema), ref value); break;
            case SchemaType.Array: ReadArray(Unsafe.As<ArraySchema>(schema), ref value); break;
            default: ReadMap(Unsafe.As<MapSchema>(schema), ref value); break;
        }
    }

    private readonly void SetSlice(Schema schema, int length, ref AvroValue value) =>
        AvroValue.Set(ref value, schema, text, AvroValue.SliceBits(_reader.Position - length, length));

    private void ReadFixed(FixedSchema schema, ref AvroValue value)
    {
        _reader.ReadFixed(schema.Size);
        SetSlice(schema, schema.Size, ref value);
    }

    private void ReadUnion(Schema[] branches, ref AvroValue value)
    {
        Schema branch = branches[_reader.ReadIndex(branches.Length, "branch")];
        Read(branch, ref value);
    }

    private void ReadRecord(RecordSchema schema, ref AvroValue value)
    {
        Enter();
        int start = _reader.Position;
        Schema[] fields = schema.FieldSchemas;
        if (value.Content is not GenericRecord record || !ReferenceEquals(record.Schema, schema))
        {
            record = new GenericRecord(schema, NewValues(schema));
            value = new AvroValue(schema, record, 0);
        }

        AvroValue[] values = record.Values;
        for (int i = 0; i < fields.Length && i < values.Length; i++) Read(fields[i], ref values[i]);
        if (_reader.Position == start) _reader.CountEmptyRecord();
        _depth--;
    }

    /// <summary>An array whose places have their schemas already: copied at once, not set one by one.</summary>
    private static AvroValue[] NewValues(RecordSchema schema)
    {
        if (schema.FieldSchemas.Length == 0) return [];
        if (schema.NewValues is null)
        {
            var template = new AvroValue[schema.FieldSchemas.Length];
            for (int i = 0; i < template.Length; i++)
            {
                Schema field = schema.FieldSchemas[i];
                template[i] = new AvroValue(field is UnionSchema { BranchArray: [Schema first, ..] } ? first : field, null, 0);
            }

            schema.NewValues = template;
        }

        return Unsafe.As<AvroValue[]>(Unsafe.As<AvroValue[]>(schema.NewValues).Clone());
    }

    private void ReadArray(ArraySchema schema, ref AvroValue value)
    {
        Enter();
        if (value.Content is not GenericArray array || !ReferenceEquals(array.Schema, schema))
        {
            array = new GenericArray(schema);
            value = new AvroValue(schema, array, 0);
        }

        array.Clear();
        Schema items = schema.Items;
        for (long count; (count = _reader.ReadBlockCount(out int stated)) != 0;)
        {
            _reader.CheckCount(count, schema.ItemBytesMin, items.Type == SchemaType.Record);
            int start = _reader.Position;
            for (; count > 0; count--) Read(items, ref array.Next(count));
            _reader.EndBlock(start, stated);
        }

        _depth--;
    }

    private void ReadMap(MapSchema schema, ref AvroValue value)
    {
        Enter();
        if (value.Content is not GenericMap map || !ReferenceEquals(map.Schema, schema))
        {
            map = new GenericMap(schema);
            value = new AvroValue(schema, map, 0);
        }

        map.Clear();
        for (long count; (count = _reader.ReadBlockCount(out int stated)) != 0;)
        {
            _reader.CheckCount(count, schema.ItemBytesMin);
            int start = _reader.Position;
            for (; count > 0; count--)
            {
                string key = Encoding.UTF8.GetString(_reader.ReadString());
                AvroValue item = default;
                Read(schema.Values, ref item);
                map.Put(key, item);
            }

            _reader.EndBlock(start, stated);
        }

        _depth--;
    }

    private void Enter() => AvroLimits.CheckDepth(++_depth, _reader.Position);
}
