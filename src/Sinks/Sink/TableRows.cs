using System.Runtime.InteropServices;
using Houle.Avro.Binary;
using Houle.Sinks.Native;
using Houle.Streams.Log;

namespace Houle.Sinks.Sink;

/// <summary>Turns records of one topic into rows of one table: a block that is filled, written and cleared.</summary>
/// <remarks>Deterministic: the same records give the same rows, which is what lets a block be sent again.</remarks>
internal abstract class TableRows
{
    private readonly LowCardinalityColumn _run = new("run"), _logId = new("log_id");
    private readonly FixedColumn<ushort> _partition = new("partition", "UInt16");
    private readonly FixedColumn<ulong> _offset = new("offset", "UInt64");
    private readonly FixedColumn<uint> _row = new("row", "UInt32");
    private readonly Dictionary<int, int> _rowsByPart = [];
    private readonly NativeBlock _block;

    protected TableRows(params NativeColumn[] columns) =>
        _block = new NativeBlock([_run, _logId, _partition, _offset, _row, .. columns]);

    public int Rows => _block.Rows;

    public long Bytes => _block.Bytes;

    /// <summary>Rows by the table partition (a month or a year) that they belong to: each becomes a part of its own.</summary>
    public IReadOnlyDictionary<int, int> RowsByPart => _rowsByPart;

    /// <summary>When set, records of other table partitions are left out.</summary>
    public IReadOnlySet<int>? OnlyParts { get; set; }

    /// <summary>False after a record failed half-way: the block is to be cleared and built again without it.</summary>
    public bool IsWhole => _block.IsEven;

    /// <summary>Appends the rows of one record.</summary>
    /// <exception cref="AvroException">The record cannot be read; see <see cref="IsWhole"/>.</exception>
    /// <exception cref="SinkRecordException">The record holds what the table cannot; see <see cref="IsWhole"/>.</exception>
    public void Append(in RecordView record, ReadOnlySpan<byte> run, ReadOnlySpan<byte> logId, int partition)
    {
        int part = AppendRows(record, out int rows);
        if (rows == 0) return;
        _run.Append(run, rows);
        _logId.Append(logId, rows);
        _partition.Append((ushort)partition, rows);
        _offset.Append((ulong)record.Offset, rows);
        for (int row = 0; row < rows; row++) _row.Append((uint)row);
        CollectionsMarshal.GetValueRefOrAddDefault(_rowsByPart, part, out _) += rows;
    }

    public void Clear()
    {
        _block.Clear();
        _rowsByPart.Clear();
    }

    public void WriteTo(ByteBuffer to) => _block.WriteTo(to);

    /// <summary>Appends the table's own columns.</summary>
    /// <param name="record">The record.</param>
    /// <param name="rows">Rows appended.</param>
    /// <returns>The table partition that they belong to.</returns>
    protected abstract int AppendRows(in RecordView record, out int rows);

    protected bool IsWanted(int part) => OnlyParts is null || OnlyParts.Contains(part);

    /// <summary>The body of a record of one schema.</summary>
    protected static ReadOnlySpan<byte> Body(in RecordView record, ulong fingerprint, string schema)
    {
        if (!SingleObject.TryReadFingerprint(record.Value, out ulong found))
            throw new SinkRecordException("is not Avro single-object encoding");
        if (found != fingerprint)
            throw new SinkRecordException($"has the schema {found:x16}, and this version reads {schema} {fingerprint:x16}");
        return SingleObject.Body(record.Value);
    }

    protected static int Month(long ms)
    {
        DateTimeOffset time = DateTimeOffset.FromUnixTimeMilliseconds(ms);
        return (time.Year * 100) + time.Month;
    }

    /// <summary>Milliseconds as ClickHouse's DateTime.</summary>
    protected static uint Seconds(long ms)
    {
        long seconds = Math.DivRem(ms, 1000, out long rest);
        if (rest != 0 || seconds is < 0 or > uint.MaxValue)
            throw new SinkRecordException($"has the time {ms} ms, which is not a whole second from 1970 to 2106");
        return (uint)seconds;
    }
}
