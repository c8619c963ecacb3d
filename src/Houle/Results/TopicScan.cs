using Houle.Streams.Log;

namespace Houle.Results;

/// <summary>What is done with a record; it is valid during the call only.</summary>
internal delegate void RecordHandler(TopicPartition partition, RecordView record);

/// <summary>Reads whole topics to where they end now; a topic that does not exist has no records.</summary>
internal static class TopicScan
{
    /// <param name="from">Where to start, by partition, as <see cref="Ends"/> gave it; by default at the start.</param>
    public static void Topic(ILog log, string name, RecordHandler visit, IReadOnlyList<long>? from = null)
    {
        for (int i = 0; i < Partitions(log, name); i++)
        {
            var partition = new TopicPartition(name, i);
            OffsetRange range = log.Range(partition);
            long start = Math.Max(range.Start, from?.ElementAtOrDefault(i) ?? 0);
            log.Scan(partition, range with { Start = start }, (scoped in RecordView record) => visit(partition, record));
        }
    }

    /// <summary>Where the partitions of a topic end now.</summary>
    public static IReadOnlyList<long> Ends(ILog log, string name) =>
        [.. Enumerable.Range(0, Partitions(log, name)).Select(i => log.Range(new TopicPartition(name, i)).End)];

    private static int Partitions(ILog log, string name) =>
        log.Topics.FirstOrDefault(topic => topic.Definition.Name == name)?.Definition.Partitions ?? 0;
}
