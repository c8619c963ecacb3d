using Houle.Streams.Log;

namespace Houle.Results;

/// <summary>What is done with a record; it is valid during the call only.</summary>
internal delegate void RecordHandler(TopicPartition partition, RecordView record);

/// <summary>Reads topics from their start to where they end now.</summary>
internal static class LogScan
{
    /// <summary>Every record of a topic; none when there is no such topic.</summary>
    /// <param name="from">Where to start, by partition, as <see cref="Ends"/> gave it; by default at the start.</param>
    public static void Topic(ILog log, string name, RecordHandler visit, IReadOnlyList<long>? from = null)
    {
        for (int i = 0; i < Partitions(log, name); i++)
            Partition(log, new TopicPartition(name, i), from is null ? 0 : from.ElementAtOrDefault(i), visit);
    }

    /// <summary>Where the partitions of a topic end now.</summary>
    public static IReadOnlyList<long> Ends(ILog log, string name) =>
        [.. Enumerable.Range(0, Partitions(log, name)).Select(i => log.Range(new TopicPartition(name, i)).End)];

    private static int Partitions(ILog log, string name) =>
        log.Topics.FirstOrDefault(topic => topic.Definition.Name == name)?.Definition.Partitions ?? 0;

    private static void Partition(ILog log, TopicPartition partition, long from, RecordHandler visit)
    {
        var batch = new RecordBatch();
        OffsetRange range = log.Range(partition);
        for (long offset = Math.Max(from, range.Start); offset < range.End; offset += batch.Count)
        {
            if (log.Read(partition, offset, batch) == 0)
                throw new LogCorruptException($"{partition} has no record at offset {offset}, and its end is {range.End}");
            for (int i = 0; i < batch.Count; i++) visit(partition, batch[i]);
        }
    }
}
