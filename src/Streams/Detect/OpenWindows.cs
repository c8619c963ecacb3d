using Houle.Streams.Windows;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Detect;

/// <summary>Windows that are still open, in the order in which they will close, and the lowest offset they came from.</summary>
internal sealed class OpenWindows(bool countsOnly, int shards)
{
    private const int NamesBytesBeforeCompaction = 4 << 20;

    private readonly Dictionary<(int, long), Bucket> _buckets = [];
    private readonly PriorityQueue<Bucket, long>?[] _queues = new PriorityQueue<Bucket, long>[Enum.GetValues<Stream>().Length * Watermarks.OrdinalsMax];
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
        int stream = Watermarks.Row(key.Stream, key.Ordinal);
        (int, long) minute = (stream, key.ClosesWithMs);
        if (!_buckets.TryGetValue(minute, out Bucket? bucket))
        {
            bucket = _spare.Count > 0 ? _spare.Pop() : new Bucket();
            bucket.StartMs = key.ClosesWithMs;
            _buckets.Add(minute, bucket);
            (_queues[stream] ??= new PriorityQueue<Bucket, long>()).Enqueue(bucket, key.ClosesWithMs);
            _byOffset.Enqueue((bucket, bucket.Life, offset));
        }

        bucket.Groups.Add(row);
        return row;
    }

    /// <summary>The next minute of the stream that closes at this watermark, earliest first; null when none does.
    /// Follow with <see cref="RemoveFirst"/>.</summary>
    /// <param name="ordinal">Which stream of its kind.</param>
    public List<int>? NextClosed(Stream stream, int ordinal, long graceMs, long watermarkMs) =>
        _queues[Watermarks.Row(stream, ordinal)] is { } queue && queue.TryPeek(out Bucket? bucket, out long startMs) &&
        Minutes.IsClosed(startMs, graceMs, watermarkMs)
            ? bucket.Groups
            : null;

    /// <summary>Removes the earliest minute of the stream with its groups.</summary>
    public void RemoveFirst(Stream stream, int ordinal)
    {
        int row = Watermarks.Row(stream, ordinal);
        Bucket bucket = _queues[row]!.Dequeue();
        _buckets.Remove((row, bucket.StartMs));
        foreach (int group in bucket.Groups) Table.RemoveGroup(group);
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
