using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Houle.Avro.Binary;
using Houle.Avro.Logical;
using Houle.Avro.Schemas;

namespace Houle.Avro.Json;

/// <summary>Walks a value's bytes and writes JSON.</summary>
[StructLayout(LayoutKind.Auto)]
internal ref struct JsonOutput(ReadOnlySpan<byte> body, Utf8JsonWriter writer, JsonForm form)
{
    private readonly bool _isReadable = form == JsonForm.Readable;
    private AvroReader _reader = new(body);
    private int _depth;

    public readonly void EnsureEnd() => _reader.EnsureEnd();

    public void Write(Schema schema)
    {
        switch (schema)
        {
            case RecordSchema record: WriteRecord(record); break;
            case ArraySchema array: WriteArray(array); break;
            case MapSchema map: WriteMap(map); break;
            case UnionSchema union: WriteUnion(union); break;
            case EnumSchema symbols: writer.WriteStringValue(symbols.Symbols[_reader.ReadIndex(symbols.Symbols.Count, "symbol")]); break;
            case FixedSchema bytes: WriteBytes(schema.Logical, _reader.ReadFixed(bytes.Size)); break;
            default: WritePrimitive(schema); break;
        }
    }

    private void WritePrimitive(Schema schema)
    {
        switch (schema.Type)
        {
            case SchemaType.Null: writer.WriteNullValue(); break;
            case SchemaType.Boolean: writer.WriteBooleanValue(_reader.ReadBool()); break;
            case SchemaType.Int: WriteNumber(schema.Logical, _reader.ReadInt()); break;
            case SchemaType.Long: WriteNumber(schema.Logical, _reader.ReadLong()); break;
            case SchemaType.Float: WriteFloat(_reader.ReadFloat()); break;
            case SchemaType.Double: WriteDouble(_reader.ReadDouble()); break;
            case SchemaType.Bytes: WriteBytes(schema.Logical, _reader.ReadBytes()); break;
            default: writer.WriteStringValue(_reader.ReadString()); break;
        }
    }

    private readonly void WriteNumber(LogicalType? logical, long value)
    {
        if (_isReadable && LogicalText.OfNumber(logical, value) is { } text) writer.WriteStringValue(text);
        else writer.WriteNumberValue(value);
    }

    private readonly void WriteFloat(float value)
    {
        if (float.IsFinite(value)) writer.WriteNumberValue(value);
        else WriteDouble(value);
    }

    private readonly void WriteDouble(double value)
    {
        if (double.IsFinite(value)) writer.WriteNumberValue(value);
        else writer.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    }

    private readonly void WriteBytes(LogicalType? logical, ReadOnlySpan<byte> bytes)
    {
        if (!_isReadable) writer.WriteStringValue(Encoding.Latin1.GetString(bytes));
        else if (LogicalText.OfBytes(logical, bytes) is not { } text) writer.WriteStringValue(AvroJson.ReadableBytes(bytes));
        else if (logical!.Kind is LogicalKind.Decimal or LogicalKind.BigDecimal) writer.WriteRawValue(text, skipInputValidation: true);
        else writer.WriteStringValue(text);
    }

    private void WriteUnion(UnionSchema union)
    {
        Schema branch = union.BranchArray[_reader.ReadIndex(union.BranchArray.Length, "branch")];
        if (_isReadable || branch.Type == SchemaType.Null)
        {
            Write(branch);
            return;
        }

        writer.WriteStartObject();
        writer.WritePropertyName(branch.BranchName);
        Write(branch);
        writer.WriteEndObject();
    }

    private void WriteRecord(RecordSchema record)
    {
        Enter();
        int start = _reader.Position;
        writer.WriteStartObject();
        foreach (RecordField field in record.Fields)
        {
            writer.WritePropertyName(field.Name);
            Write(field.Schema);
        }

        writer.WriteEndObject();
        if (_reader.Position == start) _reader.CountEmptyRecord();
        Leave();
    }

    private void WriteArray(ArraySchema array)
    {
        Enter();
        writer.WriteStartArray();
        for (long count; (count = _reader.ReadBlockCount(out int stated)) != 0;)
        {
            _reader.CheckCount(count, array.ItemBytesMin, array.Items.Type == SchemaType.Record);
            int start = _reader.Position;
            for (; count > 0; count--) Write(array.Items);
            _reader.EndBlock(start, stated);
        }

        writer.WriteEndArray();
        Leave();
    }

    private void WriteMap(MapSchema map)
    {
        Enter();
        writer.WriteStartObject();
        for (long count; (count = _reader.ReadBlockCount(out int stated)) != 0;)
        {
            _reader.CheckCount(count, map.ItemBytesMin);
            int start = _reader.Position;
            for (; count > 0; count--)
            {
                writer.WritePropertyName(_reader.ReadString());
                Write(map.Values);
            }

            _reader.EndBlock(start, stated);
        }

        writer.WriteEndObject();
        Leave();
    }

    private void Enter() => AvroLimits.CheckDepth(++_depth, _reader.Position);

    /// <summary>Field and symbol names can make the text much longer than the bytes: bounded here, value by value.</summary>
    private void Leave()
    {
        _depth--;
        if (writer.BytesCommitted + writer.BytesPending > AvroJson.ValueBytesMax)
            AvroError.Mismatch(_reader.Position, $"the value passes {AvroJson.ValueBytesMax} bytes of JSON");
    }
}
