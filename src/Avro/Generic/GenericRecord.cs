using Houle.Avro.Binary;
using Houle.Avro.Schemas;

namespace Houle.Avro.Generic;

/// <summary>A record whose schema is known only at run time: fields by name or place, read and set.</summary>
/// <remarks>A value that is set is fitted to its field's schema at once, so what is wrong is refused where it happens and
/// writing finds nothing left to refuse. Not safe for use by several threads while one of them sets.</remarks>
public sealed class GenericRecord
{
    private readonly AvroValue[] _values;

    /// <summary>A record with the schema's defaults; fields without one hold the zero of their type (0, empty, the first symbol or
    /// branch).</summary>
    /// <exception cref="ArgumentException">There is no such zero: an empty enum or union, or a record that holds itself.</exception>
    public GenericRecord(RecordSchema schema)
        : this(schema, new AvroValue[schema.FieldSchemas.Length]) => ValueDefaults.Fill(schema, _values);

    internal GenericRecord(RecordSchema schema, AvroValue[] values)
    {
        Schema = schema;
        _values = values;
    }

    public RecordSchema Schema { get; }

    /// <summary>Fields, in the order of the schema.</summary>
    public int Count => _values.Length;

    internal AvroValue[] Values => _values;

    /// <summary>Bytes that a reader filled the record from, kept so that the next reading into it can use the array again.</summary>
    internal byte[]? Text { get; set; }

    /// <exception cref="ArgumentException">Set to a value that the field's schema does not take.</exception>
    public AvroValue this[int index]
    {
        get => _values[index];
        set => _values[index] = ValueFit.Into(Schema.FieldSchemas[index], value, Schema, Schema.Fields[index].Name);
    }

    /// <exception cref="KeyNotFoundException">The schema has no such field.</exception>
    /// <exception cref="ArgumentException">Set to a value that the field's schema does not take.</exception>
    public AvroValue this[string field]
    {
        get => _values[IndexOf(field)];
        set => this[IndexOf(field)] = value;
    }

    /// <returns>False when the schema has no such field.</returns>
    public bool TryGet(string field, out AvroValue value)
    {
        int index = Schema.IndexOf(field);
        value = index < 0 ? default : _values[index];
        return index >= 0;
    }

    /// <summary>Appends the record's bytes.</summary>
    /// <exception cref="InvalidOperationException">It is nested deeper than <see cref="AvroLimits.DepthMax"/>, which a record put
    /// into itself is.</exception>
    public void Write(ByteBuffer to) => GenericWriter.Write(Schema, this, to);

    public override string ToString() => GenericText.Of(this);

    private int IndexOf(string field)
    {
        int index = Schema.IndexOf(field);
        return index >= 0 ? index : throw new KeyNotFoundException($"{Schema.FullName} has no field \"{field}\"");
    }
}
