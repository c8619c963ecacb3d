using Houle.Streams.Windows;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Detect;

/// <summary>Windows that are still open, in the order in which they will close, and the lowest offset they came from.</summary>
internal sealed class OpenWindows(bool countsOnly, int shards)
{
    private const int NamesBytesBeforeCompaction = 4 << 20;

    private readonly Dictionary<(Stream, long), Bucket> _buckets = [];
    private readonly PriorityQueue<Bucket, long>[] _queues =
        [.. Enum.GetValues<Stream>().Select(_ => new PriorityQueue<Bucket, long>())];
    private readonly Queue<(Bucket Bucket, int Life, long Offset)> _byOffset = [];
    private readonly Stack<Bucket> _spare = [];
    private int _namesBytesLive;

    private int NamesBytes => Table.Names.BytesUsed + Table.Cells.BytesUsed;

    public WindowTable Table { get; } = new(countsOnly, shards);

    /// <summary>The group's row; a new group is put into the bucket of the minute that it closes with.</summary>
    public int GetOrAdd(in GroupKey key, long offset)
    {
        int row = Table.GetOrAddGroup(key, out bool isNew);
        if (!isNew) return row;
        (Stream, long) minute = (key.Stream, key.ClosesWithMs);
        if (!_buckets.TryGetValue(minute, out Bucket? bucket))
        {
            bucket = _spare.Count > 0 ? _spare.Pop() : new Bucket();
            bucket.StartMs = key.ClosesWithMs;
            _buckets.Add(minute, bucket);
            _queues[(int)key.Stream].Enqueue(bucket, key.ClosesWithMs);
            _byOffset.Enqueue((bucket, bucket.Life, offset));
        }

        bucket.Groups.Add(row);
        return row;
    }

    /// <summary>The next minute of the stream that closes at this watermark, earliest first; null when none does.
    /// Follow with <see cref="RemoveFirst"/>.</summary>
    public List<int>? NextClosed(Stream stream, long graceMs, long watermarkMs) =>
        _queues[(int)stream].TryPeek(out Bucket? bucket, out long startMs) &&
        Minutes.IsClosed(startMs, graceMs, watermarkMs)
            ? bucket.Groups
            : null;

    /// <summary>Removes the earliest minute of the stream with its groups.</summary>
    public void RemoveFirst(Stream stream)
    {
        Bucket bucket = _queues[(int)stream].Dequeue();
        _buckets.Remove((stream, bucket.StartMs));
        foreach (int row in bucket.Groups) Table.RemoveGroup(row);
        bucket.Groups.Clear();
        bucket.Life++;
        _spare.Push(bucket);
        if (NamesBytes > Math.Max(NamesBytesBeforeCompaction, _namesBytesLive * 2)) Compact();
    }

    /// <summary>The lowest offset that an open window needs, or <paramref name="next"/> when none is open.</summary>
    public long LowestOffset(long next)
    {
        while (_byOffset.TryPeek(out (Bucket Bucket, int Life, long Offset) first))
        {
            if (first.Bucket.Life == first.Life) return first.Offset;
            _byOffset.Dequeue();
        }

        return next;
    }

    private void Compact()
    {
        Table.CompactNames(_buckets.Values.SelectMany(bucket => bucket.Groups));
        _namesBytesLive = NamesBytes;
    }

    private sealed class Bucket
    {
        public List<int> Groups { get; } = [];

        public long StartMs { get; set; }

        /// <summary>Counts its reuses, so that an old reference is known as such.</summary>
        public int Life { get; set; }
    }
}
