using Houle.Avro.Binary;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;

namespace Houle.Avro.Generic;

/// <summary>Reads values of a schema that is known only at run time; of another writer's schema too, by resolution.</summary>
/// <remarks>For one thread at a time when it resolves (it keeps a buffer), else for any number. Its bounds in
/// memory are in docs/decisions/own-avro-codec.md.</remarks>
public sealed class GenericReader
{
    private readonly SchemaResolver? _resolver;
    private readonly ByteBuffer? _resolved;

    /// <summary>For bytes written with the schema itself.</summary>
    public GenericReader(Schema schema) => Schema = schema;

    /// <summary>For bytes written with one schema, wanted as another.</summary>
    /// <exception cref="SchemaMismatchException">The reader cannot read what the writer wrote; says which field.</exception>
    public GenericReader(Schema writer, Schema reader)
        : this(reader)
    {
        _resolver = SchemaResolver.Create(writer, reader);
        _resolved = new ByteBuffer(256);
    }

    /// <summary>Schema of what comes out.</summary>
    public Schema Schema { get; }

    /// <summary>Reads one value into new objects.</summary>
    /// <param name="body">A whole value, without header; copied.</param>
    /// <exception cref="AvroException">With the byte's position and the path in the schema.</exception>
    public AvroValue Read(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> bytes = Resolved(body);
        AvroValue value = default;
        Decode(bytes, bytes.ToArray(), ref value);
        return value;
    }

    /// <summary>Reads one record into a record that was read before, and into the arrays and records within it, so that a steady
    /// loop allocates nothing but a map's keys.</summary>
    /// <param name="body">A whole value, without header; copied.</param>
    /// <param name="into">Of <see cref="Schema"/>. Values taken from it before change; after an error its fields are null.</param>
    /// <exception cref="AvroException">With the byte's position and the path in the schema.</exception>
    /// <exception cref="ArgumentException">The record is of another schema.</exception>
    public void Read(ReadOnlySpan<byte> body, GenericRecord into)
    {
        if (!ReferenceEquals(into.Schema, Schema)) throw new ArgumentException($"the record is of {into.Schema.FullName}, not of the reader's own schema", nameof(into));
        ReadOnlySpan<byte> bytes = Resolved(body);
        byte[] text = into.Text is { } kept && kept.Length >= bytes.Length ? kept : new byte[bytes.Length];
        into.Text = text;
        bytes.CopyTo(text);
        AvroValue value = into;
        try
        {
            Decode(bytes, text, ref value);
        }
        catch (AvroException)
        {
            Array.Clear(into.Values);
            throw;
        }
    }

    private ReadOnlySpan<byte> Resolved(ReadOnlySpan<byte> body)
    {
        if (_resolver is null) return body;
        _resolved!.Clear();
        _resolver.Resolve(body, _resolved);
        return _resolved.Written;
    }

    private void Decode(ReadOnlySpan<byte> bytes, byte[] text, ref AvroValue value)
    {
        var at = new GenericDecoder(bytes, text);
        AvroException fault;
        try
        {
            at.Read(Schema, ref value);
            at.EnsureEnd();
            return;
        }
        catch (AvroException error)
        {
            fault = error; // explained outside: a handler runs on top of the stack of the throw
        }

        throw FaultFinder.Explain(Schema, bytes, fault, checksDecimals: false);
    }
}
