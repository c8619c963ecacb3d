using System.Runtime.InteropServices;
using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Log;
using Houle.Streams.Topology;
using Houle.Streams.Windows;

namespace Houle.Streams.Observe;

/// <summary>What was sold off each shelf and what was last found on it, since the last commit: a block a city and minute, to the
/// activity partition of the city.</summary>
/// <remarks>Of a shelf's levels the newest is kept; of two at one moment the lower, so that order does not matter. Sales and
/// levels that name no store or no product are no shelf's, and those of cities without stores nobody's.</remarks>
internal sealed class ShelfCounts(TopologyOptions options)
{
    private const int NamesBytesMax = 256 << 10;

    private readonly NameTable _names = new(); // of cells, stores and products
    private readonly Dictionary<(int Cell, long MinuteMs), List<int>> _blocks = [];
    private readonly Dictionary<(int Cell, long MinuteMs, int Store, int Product), int> _rows = [];
    private readonly List<Row> _counts = [];
    private readonly Stack<List<int>> _spare = [];

    public void Sale(scoped in Sale sale, long lateInMs)
    {
        if (sale.Store.IsEmpty || sale.Product.IsEmpty || sale.City.IsEmpty) return;
        RowOf(sale.City, Minute(sale.OccurredAtMs, lateInMs), sale.Store, sale.Product).Units += sale.Returned ? -sale.Units : sale.Units;
    }

    public void Level(scoped in StockLevel level, long lateInMs)
    {
        if (level.Store.IsEmpty || level.City.IsEmpty) return;
        ref Row row = ref RowOf(level.City, Minute(level.OccurredAtMs, lateInMs), level.Store, level.Product);
        ShelfLevel found = new(level.OccurredAtMs, level.Units, level.IncomingUnits ?? 0, level.IncomingAtMs ?? 0);
        if (found.Replaces(row.Level)) row.Level = found;
    }

    /// <summary>Writes the blocks and forgets them.</summary>
    public void Write(CommitBatch commit)
    {
        foreach (((int cell, long minuteMs), List<int> rows) in _blocks)
        {
            ReadOnlySpan<byte> name = _names[cell];
            if (options.Signals!.Cities.Contains(Encoding.UTF8.GetString(name))) Write(name, minuteMs, rows, commit);
            rows.Clear();
            _spare.Push(rows);
        }

        _blocks.Clear();
        _rows.Clear();
        _counts.Clear();
        if (_names.BytesUsed > NamesBytesMax) _names.Clear();
    }

    private void Write(ReadOnlySpan<byte> cell, long minuteMs, List<int> rows, CommitBatch commit)
    {
        TopicPartition to = new(TopicNames.Activity, Partitioner.Of(cell, options.ActivityPartitions));
        ByteBuffer value = commit.Begin(to, CommitBatch.StampAtCommit, cell);
        SingleObject.WriteHeader(value, ShelfBlock.Fingerprint);
        AvroWriter writer = new(value);
        writer.WriteBytes(cell);
        writer.WriteLong(minuteMs);
        writer.WriteLong(rows.Count);
        foreach (int number in rows)
        {
            ref readonly Row row = ref CollectionsMarshal.AsSpan(_counts)[number];
            writer.WriteBytes(_names[row.Store]);
            writer.WriteBytes(_names[row.Product]);
            writer.WriteLong(row.Units);
            WriteMaybe(writer, row.Level.AtMs);
            writer.WriteLong(row.Level.Units);
            writer.WriteLong(row.Level.IncomingUnits);
            WriteMaybe(writer, row.Level.IncomingAtMs);
        }

        writer.WriteLong(0);
        commit.End();
    }

    private static void WriteMaybe(AvroWriter writer, long timeMs)
    {
        writer.WriteLong(timeMs == 0 ? 0 : 1);
        if (timeMs != 0) writer.WriteLong(timeMs);
    }

    private static long Minute(long occurredAtMs, long lateInMs) =>
        lateInMs == GroupKey.OnTime ? Minutes.StartOf(occurredAtMs) : lateInMs;

    private ref Row RowOf(ReadOnlySpan<byte> city, long minuteMs, ReadOnlySpan<byte> store, ReadOnlySpan<byte> product)
    {
        (int Cell, long, int Store, int Product) key = (_names.Intern(city), minuteMs, _names.Intern(store), _names.Intern(product));
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, key, out bool known);
        if (!known)
        {
            number = _counts.Count;
            _counts.Add(new Row { Store = key.Store, Product = key.Product });
            ref List<int>? rows = ref CollectionsMarshal.GetValueRefOrAddDefault(_blocks, (key.Cell, minuteMs), out _);
            (rows ??= _spare.Count > 0 ? _spare.Pop() : []).Add(number);
        }

        return ref CollectionsMarshal.AsSpan(_counts)[number];
    }

    private struct Row
    {
        public int Store;
        public int Product;
        public long Units;
        public ShelfLevel Level;
    }
}
