using System.Globalization;
using Houle.Streams.Log;

namespace Houle.Streams.Embedded.Segments;

/// <summary>A committed stretch of a partition: one file, of which the first <see cref="Bytes"/> bytes count.</summary>
internal sealed class Segment(TopicPartition partition, long baseOffset, string path)
{
    public const string FileExtension = ".log";

    public TopicPartition Partition { get; } = partition;

    public long BaseOffset { get; } = baseOffset;

    public string Path { get; } = path;

    public long EndOffset { get; private set; } = baseOffset;

    public long Bytes { get; private set; }

    /// <summary>Of all records; retention counts from them.</summary>
    public TimeRange Times { get; private set; } = TimeRange.None;

    public SegmentIndex Index { get; } = new();

    /// <summary>A segment's file name: partition, then first offset, so that names sort as records do.</summary>
    public static string FileName(int partition, long baseOffset) =>
        string.Create(CultureInfo.InvariantCulture, $"{partition:D4}-{baseOffset:D19}{FileExtension}");

    /// <summary>Takes over what a commit made true.</summary>
    public void Publish(long endOffset, long bytes, TimeRange times) =>
        (EndOffset, Bytes, Times) = (endOffset, bytes, times);
}
