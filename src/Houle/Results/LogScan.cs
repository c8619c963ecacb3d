using Houle.Streams.Log;

namespace Houle.Results;

/// <summary>What is done with a record; it is valid during the call only.</summary>
internal delegate void RecordHandler(TopicPartition partition, RecordView record);

/// <summary>Reads topics from their start to where they end now.</summary>
internal static class LogScan
{
    /// <summary>Every record of a topic; none when there is no such topic.</summary>
    public static void Topic(ILog log, string name, RecordHandler visit)
    {
        TopicDescription? topic = log.Topics.FirstOrDefault(candidate => candidate.Definition.Name == name);
        for (int i = 0; topic is not null && i < topic.Definition.Partitions; i++) Partition(log, new TopicPartition(name, i), visit);
    }

    private static void Partition(ILog log, TopicPartition partition, RecordHandler visit)
    {
        var batch = new RecordBatch();
        OffsetRange range = log.Range(partition);
        for (long offset = range.Start; offset < range.End; offset += batch.Count)
        {
            if (log.Read(partition, offset, batch) == 0)
                throw new LogCorruptException($"{partition} has no record at offset {offset}, and its end is {range.End}");
            for (int i = 0; i < batch.Count; i++) visit(partition, batch[i]);
        }
    }
}
