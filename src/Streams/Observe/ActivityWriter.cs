using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Log;
using Houle.Streams.Topology;
using Houle.Streams.Windows;

namespace Houle.Streams.Observe;

/// <summary>Rolls a table of leaf cells up to the cells above and writes it as blocks, each to the activity partition of
/// its cell and shard.</summary>
internal sealed class ActivityWriter(TopologyOptions options, WindowTable table)
{
    // Names said again within a commit or two are found in the processor's cache; more of them are not worth keeping.
    private const int NamesBytesMax = 256 << 10;
    private const int CellsBytesMax = 4 << 20;

    private readonly CellTree _tree = new(options, table.Cells);
    private readonly Dictionary<(int Cell, int Shard), int> _partitions = [];

    /// <summary>Writes everything, enters the leaf cells' weight into the accounts, and empties the table.</summary>
    public void Write(CommitBatch commit, AccountingLedger ledger)
    {
        int leaves = table.GroupRows;
        for (int row = 0; row < leaves; row++)
        {
            ledger.At(table.Group(row).Key.WindowStartMs).LeafWeight += table.Group(row).Totals.Weight;
            RollUp(row);
        }

        for (int row = 0; row < table.GroupRows; row++)
        {
            GroupKey key = table.Group(row).Key;
            TopicPartition to = new(TopicNames.Activity, PartitionOf(key.Cell, key.Shard));
            ByteBuffer value = commit.Begin(to, CommitBatch.StampAtCommit, table.Cells[key.Cell]);
            BlockWriter.WriteActivity(value, table, row);
            commit.End();
        }

        table.Clear();
        if (table.Names.BytesUsed > NamesBytesMax) table.Names.Clear();
        if (table.Cells.BytesUsed > CellsBytesMax) ForgetCells();
    }

    /// <summary>Announces a stream time to every activity partition.</summary>
    public void Announce(CommitBatch commit, StreamOptions stream, int sourcePartition, long streamTimeMs)
    {
        for (int partition = 0; partition < options.ActivityPartitions; partition++)
        {
            ByteBuffer value = commit.Begin(
                new TopicPartition(TopicNames.Activity, partition), CommitBatch.StampAtCommit, default);
            new StreamTime { Stream = stream.Stream, Ordinal = stream.Ordinal, SourcePartition = sourcePartition, ReachedMs = streamTimeMs }
                .WriteSingleObject(value);
            commit.End();
        }
    }

    private void RollUp(int leaf)
    {
        GroupKey key = table.Group(leaf).Key;
        foreach ((int cell, CellLevel level) in _tree.ParentsOf(key.Cell))
        {
            int shards = options.ShardsAboveCity;
            for (short shard = 0; shard < shards; shard++)
            {
                int group = table.GetOrAddGroup(key with { Cell = cell, Level = level, Shard = shard }, out _);
                table.Group(group).Totals.Add(table.Group(leaf).Totals);
                table.MergePeople(ref table.Group(group).People, in table.Group(leaf).People);
                table.AddSegments(group, leaf);
            }

            for (int row = table.Group(leaf).FirstEntity; row >= 0; row = table.Entity(row).Next)
            {
                short shard = (short)(table.Names.HashOf(table.Entity(row).Name) % (ulong)shards);
                int group = table.GetOrAddGroup(key with { Cell = cell, Level = level, Shard = shard }, out _);
                int above = table.GetOrAddEntity(group, table.Entity(row).Kind, table.Entity(row).Name);
                table.AddEntity(above, row);
            }

            for (int link = table.Group(leaf).FirstLink; link >= 0; link = table.Links.Next(link))
            {
                int group = table.GetOrAddGroup(key with { Cell = cell, Level = level, Shard = table.Links.Shard(link) }, out _);
                table.AddLink(group, table.Links.Kind(link), table.Links.Entity(link), table.Links.Url(link));
            }
        }
    }

    private int PartitionOf(int cell, int shard)
    {
        if (_partitions.TryGetValue((cell, shard), out int partition)) return partition;
        ReadOnlySpan<byte> id = table.Cells[cell];
        Span<byte> key = stackalloc byte[id.Length + 2];
        id.CopyTo(key);
        key[id.Length] = (byte)'#';
        key[id.Length + 1] = (byte)shard;
        partition = Partitioner.Of(shard == 0 ? id : key, options.ActivityPartitions);
        _partitions.Add((cell, shard), partition);
        return partition;
    }

    private void ForgetCells()
    {
        table.Cells.Clear();
        _tree.Clear();
        _partitions.Clear();
    }
}
