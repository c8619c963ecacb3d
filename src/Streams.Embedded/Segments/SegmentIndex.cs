namespace Houle.Streams.Embedded.Segments;

/// <summary>A segment's sparse index from offset to position, about one entry per <see cref="IntervalBytes"/>.</summary>
/// <remarks>
/// Two parts: what this process appended is indexed as it is published; what stood in the file before is indexed at the
/// first read that needs it (from the index file, else by a walk over the one segment). So opening a log reads no
/// segment. Thread safe.
/// </remarks>
internal sealed class SegmentIndex
{
    /// <summary>A read walks at most this far to its record: a few microseconds. 8 bytes of memory buy 16 KiB of log.</summary>
    public const int IntervalBytes = 16 << 10;

    private readonly Lock _gate = new();
    private readonly List<IndexEntry> _before = [];
    private readonly List<IndexEntry> _appended = [];
    private IndexEntry _beforeEnd;
    private IndexEntry _loadedTo;

    /// <summary>Adds the entries of a stretch of the file to a list.</summary>
    /// <param name="entries">Those of the file up to <paramref name="from"/>.</param>
    public delegate void Loader(List<IndexEntry> entries, IndexEntry from, IndexEntry to);

    /// <summary>Says that the file held records up to <paramref name="end"/> when it was opened, or looked at again.</summary>
    public void SetBefore(IndexEntry end)
    {
        lock (_gate) _beforeEnd = end;
    }

    public void Append(List<IndexEntry> entries)
    {
        lock (_gate) _appended.AddRange(entries);
    }

    /// <summary>Keeps the index of a segment that gets no more records in a file, from where it may be loaded again.</summary>
    /// <remarks>While entries from before are not known nothing is kept: who needs them walks, and keeps the file then.</remarks>
    public void Settle(Segment segment)
    {
        lock (_gate)
        {
            if (_loadedTo != _beforeEnd) return;
            _before.AddRange(_appended);
            _appended.Clear();
            _beforeEnd = _loadedTo = new IndexEntry((int)(segment.EndOffset - segment.BaseOffset), (int)segment.Bytes);
            SegmentIndexFile.TrySave(segment.Path, segment.Bytes, _before);
        }
    }

    /// <summary>Forgets what can be loaded again.</summary>
    public void Unload()
    {
        lock (_gate)
        {
            _before.Clear();
            _before.TrimExcess();
            _loadedTo = default;
        }
    }

    /// <summary>The last known start of a record at or before <paramref name="offset"/> (from the segment's first).</summary>
    public IndexEntry Floor(int offset, Loader load)
    {
        lock (_gate)
        {
            if (offset >= _beforeEnd.Offset) return Floor(_appended, offset, _beforeEnd);
            if (offset > _loadedTo.Offset)
            {
                load(_before, _loadedTo, _beforeEnd);
                _loadedTo = _beforeEnd;
            }
            return Floor(_before, offset, default);
        }
    }

    private static IndexEntry Floor(List<IndexEntry> entries, int offset, IndexEntry origin)
    {
        int low = 0, high = entries.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (entries[middle].Offset <= offset) low = middle + 1;
            else high = middle;
        }
        return low == 0 ? origin : entries[low - 1];
    }
}
