namespace Houle.Streams.Log.Memory;

/// <summary>One partition of a <see cref="MemoryLog"/>: its segments, and how far readers may see.</summary>
internal sealed class MemoryPartition(TopicPartition name, int segmentBytes)
{
    private readonly List<MemorySegment> _segments = [new MemorySegment(0, segmentBytes)];
    private long _bytes;

    public TopicPartition Name { get; } = name;

    public long End => _segments[^1].End;

    /// <summary>Offsets below it are readable; behind <see cref="End"/> only while a fault delays a commit.</summary>
    public long VisibleEnd { get; set; }

    /// <summary>Records below it are no longer needed by the partition's writer.</summary>
    public long TrimmedBefore { get; private set; }

    public OffsetRange Range => new(_segments[0].BaseOffset, VisibleEnd);

    public void Append(CommitBatch batch, in PendingRecord record, int recordBytes, long timestampMs)
    {
        MemorySegment last = _segments[^1];
        if (!last.HasRoomFor(recordBytes))
        {
            // A segment that retention has opened may still be empty, and too small for this record.
            if (last.End == last.BaseOffset) _segments.RemoveAt(_segments.Count - 1);
            last = new MemorySegment(last.End, Math.Max(segmentBytes, recordBytes));
            _segments.Add(last);
        }
        last.Append(batch, record, recordBytes, timestampMs);
        _bytes += recordBytes;
    }

    public int Read(long offset, int recordsMax, RecordBatch into)
    {
        OffsetRange range = Range;
        if (offset < range.Start || offset > range.End) throw new OffsetOutOfRangeException(Name, offset, range);
        if (offset == range.End) return 0;
        int index = SegmentOf(offset);
        while (offset < range.End && _segments[index].CopyTo(offset, range.End, recordsMax, into))
        {
            offset = _segments[index].End;
            index++;
        }
        return into.Count;
    }

    public void Trim(long before) => TrimmedBefore = Math.Max(TrimmedBefore, before);

    /// <summary>Closes the last segment if it holds outdated records, then deletes closed segments that lie wholly below <paramref name="lowest"/> and that a rule lets go.</summary>
    public void Retain(TopicDefinition definition, long lowest, long nowMs)
    {
        // A quiet partition, too, loses its old records in time, though its last segment is never full.
        MemorySegment last = _segments[^1];
        if (definition.RetentionMs >= 0 && last.End > last.BaseOffset && last.TimestampMinMs < nowMs - definition.RetentionMs)
            _segments.Add(new MemorySegment(last.End, segmentBytes));
        int gone = 0;
        while (gone < _segments.Count - 1)
        {
            MemorySegment oldest = _segments[gone];
            bool isOld = definition.RetentionMs >= 0 && oldest.TimestampMaxMs < nowMs - definition.RetentionMs;
            bool isTooMuch = definition.RetentionBytes >= 0 && _bytes > definition.RetentionBytes;
            if (oldest.End > Math.Min(lowest, VisibleEnd) || !(isOld || isTooMuch || oldest.End <= TrimmedBefore)) break;
            _bytes -= oldest.Length;
            gone++;
        }
        _segments.RemoveRange(0, gone);
    }

    private int SegmentOf(long offset)
    {
        int low = 0, high = _segments.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_segments[middle].BaseOffset <= offset) low = middle;
            else high = middle - 1;
        }
        return low;
    }
}
