namespace Houle.Streams.Log;

/// <summary>Looks at one record of a scan.</summary>
public delegate void RecordVisitor(scoped in RecordView record);

/// <summary>Reads all of a partition that is committed now, from its start or from an offset.</summary>
public static class LogScan
{
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
            if (log.Read(partition, offset, batch) == 0) break; // no record up to the end: markers of commits, if anything
            for (int i = 0; i < batch.Count && batch[i].Offset < range.End; i++)
            {
                RecordView record = batch[i];
                visit(record);
            }

            offset = batch[batch.Count - 1].Offset + 1;
        }

        log.Release(partition);
    }

    /// <summary>Shows the last record of a partition, if it has any.</summary>
    public static void ScanLast(this ILog log, TopicPartition partition, RecordVisitor visit)
    {
        OffsetRange range = log.Range(partition);
        bool found = false;
        // What stands at the very end may be markers: look further back until there is a record.
        for (long back = 4; !found && range.End > range.Start; back *= 16)
        {
            long start = Math.Max(range.Start, range.End - back);
            long last = -1;
            log.Scan(partition, range with { Start = start }, (scoped in RecordView record) => last = record.Offset);
            found = last >= 0;
            if (found) log.Scan(partition, new OffsetRange(last, last + 1), visit);
            if (start == range.Start) break;
        }
    }
}
