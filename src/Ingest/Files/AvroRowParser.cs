using System.Globalization;
using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Logical;
using Houle.Avro.Schemas;

namespace Houle.Ingest.Files;

/// <summary>Finds the columns of one Avro record by their paths.</summary>
/// <remarks>Values become text: numbers in decimal, enums by symbol, decimals with their point, timestamps of any unit as
/// Unix milliseconds, dates as 2025-01-31, UUIDs and durations as they are written. Bytes and fixed without a meaning are
/// null.</remarks>
internal sealed class AvroRowParser
{
    private readonly ValuePath _root;
    private readonly ByteBuffer[] _lists;

    /// <exception cref="FormatException">A path is malformed.</exception>
    public AvroRowParser(IReadOnlyList<string> paths)
    {
        _root = ValuePath.Compile(paths);
        _lists = [.. paths.Select(_ => new ByteBuffer(16))];
    }

    /// <summary>Fills the columns of a row that has begun.</summary>
    /// <param name="record">In binary form.</param>
    /// <param name="schema">By which it was written: a record's.</param>
    /// <exception cref="AvroException">It was not.</exception>
    public void Fill(Row row, ReadOnlySpan<byte> record, Schema schema)
    {
        foreach (ByteBuffer list in _lists) list.Clear();
        AvroReader at = new(record);
        Visit(ref at, schema, _root, row);
        at.EnsureEnd();
        row.TakeLists(_lists);
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
        if (list.Length > 0) list.Append([RowReader.ListSeparator]);
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
}
