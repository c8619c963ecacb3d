using System.Globalization;
using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Containers;
using Houle.Avro.Logical;
using Houle.Avro.Schemas;
using ICSharpCode.SharpZipLib;

namespace Houle.Ingest.Files;

/// <summary>Reads Avro object container files: one record a row, columns by path (<see cref="ValuePath"/>).</summary>
/// <remarks>Values become text: numbers in decimal, enums by symbol, decimals with their point, timestamps of any unit as
/// Unix milliseconds, dates as 2025-01-31, UUIDs and durations as they are written. Bytes and fixed without a meaning are
/// null. The row's original bytes are the record's binary form, and its line is its number.</remarks>
public sealed class AvroRowReader : RowReader
{
    private readonly InputFile _file;
    private readonly ContainerReader _reader;
    private readonly ValuePath _root;
    private readonly ByteBuffer[] _lists;
    private long _rows;
    private bool _ended;

    /// <exception cref="FormatException">A path is malformed.</exception>
    /// <exception cref="IngestException">The file is no object container of records.</exception>
    public AvroRowReader(InputFile file, IReadOnlyList<string> paths, Action<long>? onBytes = null)
    {
        _file = file;
        _root = ValuePath.Compile(paths);
        _lists = [.. paths.Select(_ => new ByteBuffer(16))];
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
            foreach (ByteBuffer list in _lists) list.Clear();
            AvroReader at = new(record);
            Visit(ref at, _reader.Header.Schema, _root, into);
            into.TakeLists(_lists);
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

    /// <summary>Reads one value; with no path it is only passed over.</summary>
    private void Visit(ref AvroReader at, Schema schema, ValuePath? path, Row row)
    {
        switch (schema)
        {
            case RecordSchema record:
                foreach (RecordField field in record.Fields) Visit(ref at, field.Schema, path?.Property(field.Name), row);
                break;
            case UnionSchema union:
                Visit(ref at, union.Branches[at.ReadIndex(union.Branches.Count, "branch")], path, row);
                break;
            case ArraySchema array:
                VisitItems(ref at, array, path, row);
                break;
            case MapSchema map:
                for (long left = at.ReadBlockCount(out _); left > 0; left = at.ReadBlockCount(out _))
                {
                    for (; left > 0; left--)
                    {
                        ReadOnlySpan<byte> key = at.ReadString();
                        Visit(ref at, map.Values, path?.Property(key), row);
                    }
                }

                break;
            default:
                VisitPlain(ref at, schema, path, row);
                break;
        }
    }

    private void VisitItems(ref AvroReader at, ArraySchema array, ValuePath? path, Row row)
    {
        int index = 0;
        for (long left = at.ReadBlockCount(out _); left > 0; left = at.ReadBlockCount(out _))
        {
            for (; left > 0; left--, index++) Visit(ref at, array.Items, path?.Item(index), row);
        }
    }

    private void VisitPlain(ref AvroReader at, Schema schema, ValuePath? path, Row row)
    {
        int start = row.Bytes.Length;
        bool isValue = AppendText(ref at, schema, row.Bytes);
        if (path is not { Slot: >= 0 } || !isValue)
        {
            row.Bytes.Truncate(start);
            return;
        }

        if (!path.IsList && row.Columns[path.Slot].Length < 0)
        {
            row.Columns[path.Slot] = new ColumnSlice(start, row.Bytes.Length - start);
            return;
        }

        // An item: of a list by '[]', or the next of an array that a plain path names.
        ByteBuffer list = _lists[path.Slot];
        if (!path.IsList && list.Length == 0) list.Append(row.Value(path.Slot));
        if (list.Length > 0) list.Append([ListSeparator]);
        list.Append(row.Bytes.Written[start..]);
        row.Bytes.Truncate(start);
    }

    /// <returns>False for null and for bytes without a meaning.</returns>
    private static bool AppendText(ref AvroReader at, Schema schema, ByteBuffer to)
    {
        switch (schema.Type)
        {
            case SchemaType.Null: return false;
            case SchemaType.Boolean: return Append(to, at.ReadBool() ? "true" : "false");
            case SchemaType.Int: return AppendNumber(to, at.ReadInt(), schema.Logical);
            case SchemaType.Long: return AppendNumber(to, at.ReadLong(), schema.Logical);
            case SchemaType.Float: return Append(to, at.ReadFloat().ToString("R", CultureInfo.InvariantCulture));
            case SchemaType.Double: return Append(to, at.ReadDouble().ToString("R", CultureInfo.InvariantCulture));
            case SchemaType.String:
                to.Append(at.ReadString());
                return true;
            case SchemaType.Enum:
                IReadOnlyList<string> symbols = ((EnumSchema)schema).Symbols;
                return Append(to, symbols[at.ReadIndex(symbols.Count, "symbol")]);
            case SchemaType.Fixed: return AppendBytes(to, schema.Logical, at.ReadFixed(((FixedSchema)schema).Size));
            default: return AppendBytes(to, schema.Logical, at.ReadBytes());
        }
    }

    private static bool AppendBytes(ByteBuffer to, LogicalType? logical, ReadOnlySpan<byte> bytes) =>
        LogicalText.OfBytes(logical, bytes) is { } text && Append(to, text);

    private static bool AppendNumber(ByteBuffer to, long number, LogicalType? logical) => Append(to, logical?.Kind switch
    {
        LogicalKind.Date => AvroTime.DateText(number),
        LogicalKind.TimestampMicros or LogicalKind.LocalTimestampMicros => Text(number / 1_000),
        LogicalKind.TimestampNanos or LogicalKind.LocalTimestampNanos => Text(number / 1_000_000),
        _ => Text(number),
    });

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool Append(ByteBuffer to, string text)
    {
        to.Append(Encoding.UTF8.GetBytes(text));
        return true;
    }

    private static bool IsDamage(Exception e) =>
        e is AvroException or SchemaException or SharpZipBaseException or IOException or InvalidDataException;

    protected override void Dispose(bool disposing)
    {
        if (disposing) _reader.Dispose();
    }
}
