using Houle.Streams.Embedded.Segments;
using Houle.Streams.Log;

namespace Houle.Streams.Embedded;

/// <summary>A partition's committed segments in order of offset. Guarded by the catalogue's lock.</summary>
internal sealed class Partition(TopicPartition name, int topicNumber, string folder)
{
    private readonly List<Segment> _segments = [];

    public TopicPartition Name { get; } = name;

    public int TopicNumber { get; } = topicNumber;

    /// <summary>Where its files lie, with those of the topic's other partitions.</summary>
    public string Folder { get; } = folder;

    public IReadOnlyList<Segment> Segments => _segments;

    public Segment? Last => _segments.Count == 0 ? null : _segments[^1];

    public long TrimmedBefore { get; set; }

    public OffsetRange Range =>
        _segments.Count == 0 ? default : new OffsetRange(_segments[0].BaseOffset, _segments[^1].EndOffset);

    public Segment NewSegment(long baseOffset) =>
        new(Name, baseOffset, Path.Combine(Folder, Segment.FileName(Name.Partition, baseOffset)));

    public void Add(Segment segment) => _segments.Add(segment);

    public void RemoveFirst(int count) => _segments.RemoveRange(0, count);

    /// <summary>The segment that holds an offset of <see cref="Range"/>, as committed now.</summary>
    public SegmentView ViewOf(long offset)
    {
        int low = 0, high = _segments.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_segments[middle].BaseOffset <= offset) low = middle;
            else high = middle - 1;
        }
        Segment segment = _segments[low];
        return new SegmentView(segment, segment.EndOffset, segment.Bytes, IsClosed: low < _segments.Count - 1);
    }

    /// <summary>Whether the last segment is to be closed, so that a quiet partition, too, loses its old records in time.</summary>
    public bool IsLastOutdated(TopicDefinition definition, long nowMs) =>
        definition.RetentionMs >= 0 && Last is { Bytes: > 0 } last && last.Times.MinMs < nowMs - definition.RetentionMs;

    /// <summary>How many of the oldest segments may go: never the last, none that reaches past <paramref name="lowest"/>.</summary>
    public int CountDeletable(TopicDefinition definition, long lowest, long nowMs)
    {
        long bytes = 0;
        foreach (Segment segment in _segments) bytes += segment.Bytes;
        int count = 0;
        for (; count < _segments.Count - 1; count++)
        {
            Segment oldest = _segments[count];
            bool isOld = definition.RetentionMs >= 0 && oldest.Times.MaxMs < nowMs - definition.RetentionMs;
            bool isTooMuch = definition.RetentionBytes >= 0 && bytes > definition.RetentionBytes;
            if (oldest.EndOffset > lowest || !(isOld || isTooMuch || oldest.EndOffset <= TrimmedBefore)) break;
            bytes -= oldest.Bytes;
        }
        return count;
    }
}
