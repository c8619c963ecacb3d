using Houle.Avro.Binary;
using Houle.Avro.Containers;
using Houle.Avro.Schemas;
using ICSharpCode.SharpZipLib;

namespace Houle.Ingest.Files;

/// <summary>Reads Avro object container files: one record a row, columns by path (<see cref="ValuePath"/>).</summary>
/// <remarks>As <see cref="AvroRowParser"/> takes them. The row's original bytes are the record's binary form, and its line is its
/// number.</remarks>
public sealed class AvroRowReader : RowReader
{
    private readonly InputFile _file;
    private readonly ContainerReader _reader;
    private readonly AvroRowParser _parser;
    private long _rows;
    private bool _ended;

    /// <exception cref="FormatException">A path is malformed.</exception>
    /// <exception cref="IngestException">The file is no object container of records.</exception>
    public AvroRowReader(InputFile file, IReadOnlyList<string> paths, Action<long>? onBytes = null)
    {
        _file = file;
        _parser = new AvroRowParser(paths);
        try
        {
            _reader = new ContainerReader(file.Open(onBytes));
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new IngestException($"{file.Path}:1: the file is no Avro object container: {e.Message}", e);
        }

        if (_reader.Header.Schema is not RecordSchema)
            throw new IngestException($"{file.Path}:1: the file holds no records but {_reader.Header.Schema.BranchName}");
    }

    public override bool Read(Row into)
    {
        if (_ended) return false;
        try
        {
            if (!_reader.TryRead(out ReadOnlySpan<byte> record))
            {
                _ended = true;
                return false;
            }

            _rows++;
            into.Begin(record, _rows, _rows);
            _parser.Fill(into, record, _reader.Header.Schema);
        }
        catch (Exception e) when (IsDamage(e))
        {
            _ended = true;
            into.Begin(default, ++_rows, _rows);
            into.Fault = new RowFault(
                RowFault.Truncated,
                $"{_file.Name}:{_rows}: the file is damaged from here on ({e.Message}); the rows before it count");
        }

        return true;
    }

    private static bool IsDamage(Exception e) =>
        e is AvroException or SchemaException or SharpZipBaseException or IOException or InvalidDataException;

    protected override void Dispose(bool disposing)
    {
        if (disposing) _reader.Dispose();
    }
}
