using Houle.Streams.Embedded.Segments;

namespace Houle.Streams.Embedded.Storage;

/// <summary>What the commit store knows of a segment; <paramref name="Topic"/> is the topic's number there.</summary>
internal readonly record struct SegmentRow(
    int Topic, int Partition, long BaseOffset, long EndOffset, long Bytes, TimeRange Times);
