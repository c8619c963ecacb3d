using Houle.Streams.Embedded.Segments;
using Houle.Streams.Embedded.Storage;
using Houle.Streams.Log;

namespace Houle.Streams.Embedded;

/// <summary>Deletes segments that nobody needs: first from the commit store, then from the folder.</summary>
/// <remarks>A crash in between leaves files that the store does not know; the next opening deletes them.</remarks>
internal static class Retention
{
    /// <summary>Partitions whose last segment has records older than their topic keeps: to be closed first.</summary>
    /// <remarks>So no record outlives twice the retention, however slowly a segment fills.</remarks>
    public static List<Partition> Outdated(Catalogue catalogue, long nowMs) =>
        [.. catalogue.Topics.SelectMany(topic =>
            topic.Partitions.Where(partition => partition.IsLastOutdated(topic.Description.Definition, nowMs)))];

    public static void Enforce(
        Catalogue catalogue, CommitStore store, SegmentFiles files, EmbeddedLogOptions options, long nowMs)
    {
        Dictionary<TopicPartition, long> lowest = catalogue.LowestPositions();
        List<(Partition Partition, int Count)> deletable = [];
        foreach (Topic topic in catalogue.Topics)
        {
            foreach (Partition partition in topic.Partitions)
            {
                int count = partition.CountDeletable(
                    topic.Description.Definition, lowest.GetValueOrDefault(partition.Name, long.MaxValue), nowMs);
                if (count > 0) deletable.Add((partition, count));
            }
        }
        if (deletable.Count == 0) return;

        List<Segment> gone = [.. deletable.SelectMany(static entry => entry.Partition.Segments.Take(entry.Count))];
        store.Commit(() =>
        {
            foreach ((Partition partition, int count) in deletable)
            {
                foreach (Segment segment in partition.Segments.Take(count))
                    store.DeleteSegment(partition.TopicNumber, partition.Name.Partition, segment.BaseOffset);
            }
        });
        lock (catalogue.Gate)
        {
            foreach ((Partition partition, int count) in deletable) partition.RemoveFirst(count);
        }
        options.Step(LogSteps.BeforeDelete);
        foreach (Segment segment in gone)
        {
            files.Close(segment);
            options.Disk.Delete(segment.Path);
            options.Disk.Delete(SegmentIndexFile.PathOf(segment.Path));
        }
    }
}
