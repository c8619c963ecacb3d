namespace Houle.Streams.Log;

/// <summary>Follows a partition from its start, while others append to it and trim it.</summary>
/// <remarks>One thread at a time. Refuses to jump: <see cref="OffsetOutOfRangeException"/> when a trim has overtaken it.</remarks>
public sealed class LogTail(TopicPartition partition)
{
    private RecordBatch? _batch;
    private long _next = -1; // unknown before the first look

    /// <summary>Shows what is here, at most one batch, without waiting.</summary>
    /// <returns>Ready when there was something, and there may be more.</returns>
    public Supply TakeSome(ILog log, RecordVisitor visit)
    {
        if (_next < 0) _next = log.Range(partition).Start;
        PartitionView view = log.Look(partition, _next);
        _next = view.Next;
        if (view.Supply != Supply.Ready) return view.Supply;
        _batch ??= new RecordBatch();
        int count = log.Read(partition, _next, _batch);
        for (int i = 0; i < count; i++)
        {
            RecordView record = _batch[i];
            visit(record);
            _next = record.Offset + 1;
        }

        return count > 0 ? Supply.Ready : Supply.OnTheWay;
    }

    /// <summary>Shows all that is left up to the end as it is now.</summary>
    public void TakeRest(ILog log, RecordVisitor visit)
    {
        OffsetRange range = log.Range(partition);
        if (_next < 0) _next = range.Start;
        if (_next < range.Start) throw new OffsetOutOfRangeException(partition, _next, range);
        if (_next < range.End) log.Scan(partition, range with { Start = _next }, visit);
        else log.Release(partition);
        _next = Math.Max(_next, range.End);
        _batch = null;
    }
}
