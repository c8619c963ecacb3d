using System.Runtime.CompilerServices;
using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Schemas;

namespace Houle.Avro.Generic;

/// <summary>Walks a value that fits its schema and writes it.</summary>
internal ref struct GenericEncoder(ByteBuffer to)
{
    private readonly AvroWriter _writer = new(to);
    private int _depth;

    public void Write(Schema schema, in AvroValue value)
    {
        switch (schema.Type)
        {
            case SchemaType.Null: break;
            case SchemaType.Boolean: _writer.WriteBool(value.Bits != 0); break;
            case SchemaType.Int or SchemaType.Long or SchemaType.Enum: _writer.WriteLong(value.Bits); break;
            case SchemaType.Float: _writer.WriteFloat(value.AsFloat()); break;
            case SchemaType.Double: _writer.WriteDouble(value.AsDouble()); break;
            case SchemaType.Bytes or SchemaType.String: _writer.WriteBytes(value.Slice()); break;
            case SchemaType.Fixed: _writer.WriteFixed(value.Slice()); break;
            case SchemaType.Union:
                int branch = ValueFit.Branch((UnionSchema)schema, value);
                _writer.WriteInt(branch);
                Write(((UnionSchema)schema).BranchArray[branch], value);
                break;
            case SchemaType.Record:
                Enter();
                Schema[] fields = ((RecordSchema)schema).FieldSchemas;
                AvroValue[] values = value.AsRecord().Values;
                for (int i = 0; i < fields.Length; i++) Write(fields[i], values[i]);
                _depth--;
                break;
            case SchemaType.Array: WriteArray(((ArraySchema)schema).Items, value.AsArray()); break;
            default: WriteMap(((MapSchema)schema).Values, value.AsMap()); break;
        }
    }

    private void WriteArray(Schema items, GenericArray array)
    {
        Enter();
        if (array.Count > 0) _writer.WriteLong(array.Count);
        foreach (ref readonly AvroValue item in array.AsSpan()) Write(items, item);
        _writer.WriteLong(0);
        _depth--;
    }

    private void WriteMap(Schema values, GenericMap map)
    {
        Enter();
        if (map.Count > 0) _writer.WriteLong(map.Count);
        for (int i = 0; i < map.Count; i++)
        {
            KeyValuePair<string, AvroValue> entry = map.EntryAt(i);
            _writer.WriteBytes(Encoding.UTF8.GetBytes(entry.Key));
            Write(values, entry.Value);
        }

        _writer.WriteLong(0);
        _depth--;
    }

    private void Enter()
    {
        if (++_depth > AvroLimits.DepthMax) throw new InvalidOperationException($"the value is nested deeper than {AvroLimits.DepthMax}");
        if (_depth > 32 && !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new InvalidOperationException($"the value is nested {_depth} deep, which is too much for this thread's stack");
    }
}
