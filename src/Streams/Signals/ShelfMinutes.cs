using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Windows;

namespace Houle.Streams.Signals;

/// <summary>Blocks of shelves of minutes that sales have not closed yet, and the lowest offset they came from.</summary>
internal sealed class ShelfMinutes
{
    private readonly SortedDictionary<long, Bucket> _open = [];
    private readonly Stack<Bucket> _spare = [];

    /// <summary>The minute that a block's counts go into, and its city.</summary>
    public static long MinuteOf(ReadOnlySpan<byte> body)
    {
        AvroReader reader = new(body);
        reader.ReadBytes();
        return reader.ReadLong();
    }

    public void Add(long minuteMs, ReadOnlySpan<byte> body, long offset)
    {
        if (!_open.TryGetValue(minuteMs, out Bucket? bucket))
        {
            bucket = _spare.Count > 0 ? _spare.Pop() : new Bucket();
            bucket.Offset = offset;
            _open.Add(minuteMs, bucket);
        }

        bucket.Ends.Add(bucket.Bytes.Length + body.Length);
        bucket.Bytes.Append(body);
    }

    public long LowestOffset(long next)
    {
        foreach (Bucket bucket in _open.Values) next = Math.Min(next, bucket.Offset);
        return next;
    }

    /// <summary>Takes the earliest minute out, when it is closed, and merges its blocks.</summary>
    /// <param name="into">Its shelves, each once, in order of city, store and product.</param>
    /// <returns>False when no minute is closed.</returns>
    public bool TryClose(long graceMs, long watermarkMs, out long minuteMs, List<ShelfMinute> into)
    {
        into.Clear();
        minuteMs = 0;
        if (_open.Count == 0) return false;
        (minuteMs, Bucket bucket) = _open.First();
        if (!Minutes.IsClosed(minuteMs, graceMs, watermarkMs)) return false;
        int start = 0;
        foreach (int end in bucket.Ends)
        {
            Read(bucket.Bytes.Written[start..end], into);
            start = end;
        }

        Merge(into);
        _open.Remove(minuteMs);
        bucket.Bytes.Clear();
        bucket.Ends.Clear();
        _spare.Push(bucket);
        return true;
    }

    private static void Read(ReadOnlySpan<byte> body, List<ShelfMinute> into)
    {
        ShelfBlock block = ShelfBlock.Read(body);
        byte[] cell = block.Cell.ToArray();
        foreach (ShelfCount count in block.Shelves)
        {
            ShelfLevel level = new(count.LevelAtMs ?? 0, count.LevelUnits, count.IncomingUnits, count.IncomingAtMs ?? 0);
            into.Add(new ShelfMinute(cell, count.Store.ToArray(), count.Product.ToArray(), count.Units, level));
        }
    }

    private static void Merge(List<ShelfMinute> shelves)
    {
        shelves.Sort(static (a, b) =>
            a.Cell.AsSpan().SequenceCompareTo(b.Cell) is var cell and not 0 ? cell
            : a.Store.AsSpan().SequenceCompareTo(b.Store) is var store and not 0 ? store
            : a.Product.AsSpan().SequenceCompareTo(b.Product));
        int kept = 0;
        for (int i = 0; i < shelves.Count; i++)
        {
            if (kept > 0 && shelves[kept - 1].IsOf(shelves[i])) shelves[kept - 1] = shelves[kept - 1].And(shelves[i]);
            else shelves[kept++] = shelves[i];
        }

        shelves.RemoveRange(kept, shelves.Count - kept);
    }

    private sealed class Bucket
    {
        public ByteBuffer Bytes { get; } = new();

        public List<int> Ends { get; } = [];

        public long Offset { get; set; }
    }
}

/// <summary>What a minute says of a shelf.</summary>
internal readonly record struct ShelfMinute(byte[] Cell, byte[] Store, byte[] Product, long Units, ShelfLevel Level)
{
    public bool IsOf(in ShelfMinute other) =>
        Cell.AsSpan().SequenceEqual(other.Cell) && Store.AsSpan().SequenceEqual(other.Store) && Product.AsSpan().SequenceEqual(other.Product);

    public ShelfMinute And(in ShelfMinute other) =>
        this with { Units = Units + other.Units, Level = other.Level.Replaces(Level) ? other.Level : Level };
}
