using Houle.Streams.Hashing;

namespace Houle.Streams.Windows;

/// <summary>Who of a group's people belongs to which audience segment: for each segment the people with the smallest hashes, so that it
/// is the same in whatever order and parts they come. Rows are reused.</summary>
/// <remarks>Belonging to a segment is a fact about a person, not about what was named: one row a segment serves all entities of a
/// group. Bounded by <see cref="PerGroup"/> segments, those whose ids have the smallest hashes, and by
/// <see cref="PeopleSketch.SizeMax"/> people of each: <see cref="KnownTo"/> says of whom nothing is known then.</remarks>
internal sealed class SegmentPool
{
    /// <summary>Segments kept of a group.</summary>
    public const int PerGroup = 16;

    private readonly SketchPool _sketches = new();
    private readonly ChainedRows<Row> _rows = new(16);

    /// <summary>Rows there are, free ones included.</summary>
    public int Rows => _rows.Count;

    /// <summary>Id of the segment.</summary>
    public ReadOnlySpan<byte> Segment(int row) => _rows[row].Id.AsSpan(0, _rows[row].IdLength);

    /// <summary>Its people's hashes, ascending. Valid until the pool is next written to.</summary>
    public ReadOnlySpan<ulong> People(int row) => _sketches.Hashes(in _rows[row].People);

    /// <summary>The next row of the same group, -1 at its end; by falling hash of the id.</summary>
    public int Next(int row) => _rows.Next(row);

    /// <summary>The largest hash up to which a chain knows the segments of everybody.</summary>
    public ulong KnownTo(int first)
    {
        ulong to = ulong.MaxValue;
        for (int row = first; row >= 0; row = _rows.Next(row))
        {
            if (_rows[row].People.Count == PeopleSketch.SizeMax) to = Math.Min(to, People(row)[^1]);
        }

        return to;
    }

    /// <summary>Adds a person to a segment of a group.</summary>
    /// <param name="first">Head of the group's chain, -1 for an empty one.</param>
    /// <param name="count">Rows in it.</param>
    /// <param name="segment">Id of the segment.</param>
    /// <param name="person">Hash of the person.</param>
    public void Add(ref int first, ref int count, ReadOnlySpan<byte> segment, ulong person)
    {
        int row = GetOrAdd(ref first, ref count, segment);
        if (row >= 0) _sketches.Add(ref _rows[row].People, person);
    }

    /// <summary>Adds the people of a segment as a block has them.</summary>
    public void Add(ref int first, ref int count, ReadOnlySpan<byte> segment, scoped PeopleReader people)
    {
        int row = GetOrAdd(ref first, ref count, segment);
        while (row >= 0 && people.TryRead(out ulong person)) _sketches.Add(ref _rows[row].People, person);
    }

    /// <summary>Adds a row of another group of the same pool.</summary>
    public void Merge(ref int first, ref int count, int from)
    {
        Span<ulong> hashes = stackalloc ulong[PeopleSketch.SizeMax]; // the pool may move while it is added to
        ReadOnlySpan<ulong> held = People(from);
        held.CopyTo(hashes);
        int row = GetOrAdd(ref first, ref count, Segment(from));
        if (row >= 0) _sketches.Merge(ref _rows[row].People, hashes[..held.Length]);
    }

    /// <summary>Gives back a group's rows and their sketches.</summary>
    public void FreeAll(int first)
    {
        while (first >= 0) first = Free(first);
    }

    public void Clear()
    {
        _rows.Clear();
        _sketches.Clear();
    }

    private int GetOrAdd(ref int first, ref int count, ReadOnlySpan<byte> segment)
    {
        ulong hash = Hash64.Of(segment);
        int before = -1, at = first;
        for (; at >= 0 && _rows[at].Hash >= hash; (before, at) = (at, _rows.Next(at)))
        {
            if (_rows[at].Hash == hash && Segment(at).SequenceEqual(segment)) return at;
        }

        bool isFull = count == PerGroup;
        if (isFull && before < 0) return -1; // its hash is the largest of all
        int row = Take(segment, hash);
        _rows.Next(row) = at;
        if (before < 0) first = row;
        else _rows.Next(before) = row;
        if (isFull) first = Free(first);
        else count++;
        return row;
    }

    private int Take(ReadOnlySpan<byte> segment, ulong hash)
    {
        int row = _rows.Take();
        ref Row taken = ref _rows[row];
        if (taken.Id is null || taken.Id.Length < segment.Length) taken.Id = new byte[Math.Max(64, segment.Length)];
        segment.CopyTo(taken.Id);
        (taken.Hash, taken.IdLength, taken.People) = (hash, segment.Length, default);
        return row;
    }

    /// <returns>The row behind it in its chain.</returns>
    private int Free(int row)
    {
        _sketches.Free(ref _rows[row].People);
        return _rows.Free(row);
    }

    private struct Row
    {
        public ulong Hash;
        public byte[] Id;
        public int IdLength;
        public PeopleSketch People;
    }
}
