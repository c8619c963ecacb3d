using Houle.Avro.Binary;
using Houle.Avro.Lists;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;

namespace Houle.Avro.Containers;

/// <summary>Reads a container file's records as a generated type, whatever version of its schema they were written with.</summary>
/// <remarks>Written with the type's own schema, a record is decoded where it stands in the block: checked once, copied never.</remarks>
/// <typeparam name="T">A generated type of a file's own record, such as <c>Mention</c>.</typeparam>
public sealed class RecordReader<T>
    where T : IAvroItem<T>, allows ref struct
{
    private readonly ContainerReader _file;
    private readonly SchemaResolver? _resolver;
    private readonly ByteBuffer _resolved = new(256);

    /// <param name="file">Read from where it stands; not disposed.</param>
    /// <param name="schema">The type's own: <c>Mention.Schema</c>.</param>
    /// <exception cref="SchemaMismatchException">The type cannot read what the file's schema wrote; says which field.</exception>
    public RecordReader(ContainerReader file, Schema schema)
    {
        _file = file;
        var resolver = SchemaResolver.Create(file.Header.Schema, schema); // equal canonical forms may still differ in a decimal's scale
        _resolver = CanonicalForm.Of(file.Header.Schema) == CanonicalForm.Of(schema) ? null : resolver;
    }

    /// <summary>Moves to the next record.</summary>
    /// <param name="record">Its spans are valid until the next call.</param>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="AvroException">The file is damaged from here on; says at which byte.</exception>
    public bool TryRead(out T record)
    {
        if (_resolver is not null) return TryResolve(out record);
        if (!_file.TryNext(out ReadOnlySpan<byte> rest))
        {
            record = default!;
            return false;
        }

        var reader = new AvroReader(rest);
        try
        {
            record = T.Read(ref reader);
        }
        catch (AvroException error)
        {
            throw _file.Located(FaultFinder.Explain(_file.Header.Schema, rest, error));
        }

        _file.Pass(reader.Position);
        return true;
    }

    private bool TryResolve(out T record)
    {
        record = default!;
        if (!_file.TryRead(out ReadOnlySpan<byte> written)) return false;
        _resolved.Clear();
        _resolver!.Resolve(written, _resolved);
        var reader = new AvroReader(_resolved.Written);
        record = T.Read(ref reader);
        return true;
    }
}
