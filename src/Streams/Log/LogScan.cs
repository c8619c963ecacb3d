namespace Houle.Streams.Log;

/// <summary>Looks at one record of a scan.</summary>
public delegate void RecordVisitor(scoped in RecordView record);

/// <summary>Reads all of a partition that is committed now, from its start or from an offset.</summary>
public static class LogScan
{
    /// <exception cref="InvalidDataException">The partition ended before the end it had stated.</exception>
    public static void Scan(this ILog log, TopicPartition partition, RecordVisitor visit)
    {
        OffsetRange range = log.Range(partition);
        log.Scan(partition, range, visit);
    }

    /// <summary>Reads the offsets of <paramref name="range"/>.</summary>
    public static void Scan(this ILog log, TopicPartition partition, OffsetRange range, RecordVisitor visit)
    {
        RecordBatch batch = new();
        for (long offset = range.Start; offset < range.End;)
        {
            if (log.Read(partition, offset, batch) == 0)
                throw new InvalidDataException($"{partition} ends at {offset}, before its committed end {range.End}");
            for (int i = 0; i < batch.Count && batch[i].Offset < range.End; i++)
            {
                RecordView record = batch[i];
                visit(record);
            }

            offset = batch[batch.Count - 1].Offset + 1;
        }
    }
}
