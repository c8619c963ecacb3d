using System.Runtime.InteropServices;
using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Lists;
using Houle.Events;
using Houle.Streams.Hashing;
using Houle.Streams.Log;
using Houle.Streams.Topology;
using Houle.Streams.Windows;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Observe;

/// <summary>Who names a product together with a sound, hashtag or challenge, since the last commit: a block a city and minute, to the
/// activity partition of the city.</summary>
/// <remarks>Only of cities with stores, of posts that are on time, and of people who are named: others cannot be told apart.</remarks>
internal sealed class CarriedCounts(TopologyOptions options)
{
    /// <summary>Of one post: products, and sounds, hashtags and challenges each, that are paired.</summary>
    private const int ProductsMax = 8, CarriersMax = 32;

    private const int NamesBytesMax = 256 << 10;

    private readonly WindowTable _table = new();

    public void Mention(scoped in Mention mention)
    {
        if (mention.Products.Count == 0 || mention.Creator.IsEmpty || mention.City.IsEmpty) return;
        if (mention.Sounds.Count + mention.Hashtags.Count + mention.Challenges.Count == 0) return;
        GroupKey key = new(Stream.Social, CellLevel.City, 0, _table.Cells.Intern(mention.City), Minutes.StartOf(mention.OccurredAtMs), GroupKey.OnTime);
        int group = _table.GetOrAddGroup(key, out _);
        ulong person = Hash64.Of(mention.Creator);
        int products = 0;
        foreach (ReadOnlySpan<byte> product in mention.Products)
        {
            if (++products > ProductsMax) break;
            Add(group, EntityKind.Sound, mention.Sounds, product, person);
            Add(group, EntityKind.Hashtag, mention.Hashtags, product, person);
            Add(group, EntityKind.Challenge, mention.Challenges, product, person);
        }
    }

    /// <summary>Writes the blocks and forgets them.</summary>
    public void Write(CommitBatch commit)
    {
        for (int group = 0; group < _table.GroupRows; group++)
        {
            ReadOnlySpan<byte> cell = _table.Cells[_table.Group(group).Key.Cell];
            if (options.Signals!.Cities.Contains(Encoding.UTF8.GetString(cell))) Write(cell, group, commit);
        }

        _table.Clear();
        if (_table.Names.BytesUsed > NamesBytesMax) _table.Names.Clear();
        if (_table.Cells.BytesUsed > NamesBytesMax) _table.Cells.Clear();
    }

    private void Add(int group, EntityKind kind, scoped Utf8List entities, ReadOnlySpan<byte> product, ulong person)
    {
        Span<byte> name = stackalloc byte[CarriedName.BytesMax];
        int carriers = 0;
        foreach (ReadOnlySpan<byte> entity in entities)
        {
            if (++carriers > CarriersMax) return;
            int row = _table.GetOrAddEntity(group, kind, _table.Names.Intern(CarriedName.Write(name, product, entity)));
            _table.AddPerson(row, person);
        }
    }

    private void Write(ReadOnlySpan<byte> cell, int group, CommitBatch commit)
    {
        TopicPartition to = new(TopicNames.Activity, Partitioner.Of(cell, options.ActivityPartitions));
        ByteBuffer value = commit.Begin(to, CommitBatch.StampAtCommit, cell);
        SingleObject.WriteHeader(value, CarriedBlock.Fingerprint);
        AvroWriter writer = new(value);
        writer.WriteBytes(cell);
        writer.WriteLong(_table.Group(group).Key.WindowStartMs);
        writer.WriteLong(_table.Group(group).EntityCount);
        for (int row = _table.Group(group).FirstEntity; row >= 0; row = _table.Entity(row).Next)
        {
            CarriedName.Split(_table.Names[_table.Entity(row).Name], out ReadOnlySpan<byte> product, out ReadOnlySpan<byte> entity);
            writer.WriteLong((int)_table.Entity(row).Kind);
            writer.WriteBytes(entity);
            writer.WriteBytes(product);
            writer.WriteBytes(MemoryMarshal.AsBytes(_table.PeopleOf(row)));
        }

        writer.WriteLong(0);
        commit.End();
    }
}
