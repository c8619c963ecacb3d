using Houle.Events;
using Houle.Streams.Hashing;

namespace Houle.Streams.Windows;

/// <summary>Links to public posts that name an entity: of each group a sample, the pairs of entity and link with the smallest
/// hashes, so that it is the same in whatever order and parts they come. Rows are reused.</summary>
/// <remarks>An entity with a share s of what a group's posts name has about <see cref="PerShard"/> x s links in it: enough over the hours
/// of a rise, and bounded where a minute has thousands of posts.</remarks>
/// <param name="shards">Shards of the cells above the city. A city's sample is one of each, so that what a shard gets of it does not
/// depend on how a minute was cut into blocks.</param>
internal sealed class LinkPool(int shards)
{
    /// <summary>Pairs kept of a group, for each shard.</summary>
    public const int PerShard = 8;

    /// <summary>Longer ones are not kept.</summary>
    public const int UrlBytesMax = 512;

    private readonly ChainedRows<Row> _rows = new(64);

    /// <summary>The kind of entity, its id and the link of a row.</summary>
    public EntityKind Kind(int row) => _rows[row].Kind;

    public ReadOnlySpan<byte> Entity(int row) => _rows[row].Bytes.AsSpan(0, _rows[row].EntityLength);

    public ReadOnlySpan<byte> Url(int row) => _rows[row].Bytes.AsSpan(_rows[row].EntityLength, _rows[row].UrlLength);

    /// <summary>The shard of the cells above that the entity belongs to.</summary>
    public short Shard(int row) => _rows[row].Shard;

    /// <summary>The next row of the same group, -1 at its end; by rising shard, then by falling hash.</summary>
    public int Next(int row) => _rows.Next(row);

    /// <summary>Whether a text is a web address that may be passed on.</summary>
    public static bool IsPublic(ReadOnlySpan<byte> url) =>
        url.Length <= UrlBytesMax && (url.StartsWith("https://"u8) || url.StartsWith("http://"u8)) && !url.ContainsAnyInRange((byte)0, (byte)' ');

    /// <summary>Adds a pair to a group's sample; one that is there already changes nothing.</summary>
    /// <param name="first">Head of the group's chain, -1 for an empty one.</param>
    /// <param name="count">Rows in it.</param>
    public void Add(ref int first, ref int count, EntityKind kind, ReadOnlySpan<byte> entity, ReadOnlySpan<byte> url)
    {
        ulong hash = Hash64.Of(url, EntityKeys.Of(kind, entity));
        short shard = (short)(Hash64.Of(entity) % (ulong)shards);
        int beforeShard = -1, at = first;
        for (; at >= 0 && _rows[at].Shard < shard; at = _rows.Next(at)) beforeShard = at;
        int before = beforeShard, held = 0;
        for (; at >= 0 && _rows[at].Shard == shard && _rows[at].Hash > hash; at = _rows.Next(at)) (before, held) = (at, held + 1);
        int behind = at;
        for (; behind >= 0 && _rows[behind].Shard == shard; behind = _rows.Next(behind))
        {
            if (_rows[behind].Hash == hash) return;
            held++;
        }

        bool isFull = held == PerShard;
        if (isFull && before == beforeShard) return; // the largest of all
        int row = Take(kind, entity, url, hash, shard);
        _rows.Next(row) = at;
        Link(ref first, before) = row;
        if (isFull) Link(ref first, beforeShard) = _rows.Free(Link(ref first, beforeShard)); // the largest of before
        else count++;
    }

    private ref int Link(ref int first, int before) => ref before < 0 ? ref first : ref _rows.Next(before);

    /// <summary>Gives back a group's rows.</summary>
    public void FreeAll(int first)
    {
        while (first >= 0) first = _rows.Free(first);
    }

    public void Clear() => _rows.Clear();

    private int Take(EntityKind kind, ReadOnlySpan<byte> entity, ReadOnlySpan<byte> url, ulong hash, short shard)
    {
        int row = _rows.Take();
        ref Row taken = ref _rows[row];
        if (taken.Bytes is null || taken.Bytes.Length < entity.Length + url.Length) taken.Bytes = new byte[Math.Max(128, entity.Length + url.Length)];
        entity.CopyTo(taken.Bytes);
        url.CopyTo(taken.Bytes.AsSpan(entity.Length));
        (taken.Hash, taken.Shard, taken.Kind, taken.EntityLength, taken.UrlLength) = (hash, shard, kind, entity.Length, url.Length);
        return row;
    }

    private struct Row
    {
        public ulong Hash;
        public byte[] Bytes; // entity, then link
        public int EntityLength;
        public int UrlLength;
        public short Shard;
        public EntityKind Kind;
    }
}
