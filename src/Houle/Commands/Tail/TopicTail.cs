using Houle.Results;
using Houle.Streams.Log;

namespace Houle.Commands.Tail;

/// <summary>Reads some partitions from chosen offsets on, and waits at the end if asked to.</summary>
internal sealed class TopicTail(ILog log, IReadOnlyList<TopicPartition> partitions)
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(250);

    private readonly RecordBatch _batch = new(recordsMax: 1_000);
    private readonly long[] _next = new long[partitions.Count];

    public void SeekEnd() => Seek(range => range.End);

    public void SeekOffset(long offset) => Seek(range => Math.Clamp(offset, range.Start, range.End));

    /// <summary>So that the partitions together still have <paramref name="count"/> offsets, shared evenly: as many records, or fewer on
    /// Kafka, where the markers of commits take offsets too.</summary>
    public void SeekLast(int count)
    {
        SeekEnd();
        bool moved = true;
        for (long left = count; left > 0 && moved;)
        {
            moved = false;
            for (int i = 0; i < _next.Length && left > 0; i++)
            {
                if (_next[i] <= log.Range(partitions[i]).Start) continue;
                _next[i]--;
                left--;
                moved = true;
            }
        }
    }

    public void Run(RecordHandler show, long count, bool follow, CancellationToken cancel)
    {
        while (count > 0 && !cancel.IsCancellationRequested)
        {
            long seen = log.Version;
            bool any = false;
            for (int i = 0; i < _next.Length && count > 0; i++)
            {
                _batch.RecordsMax = (int)Math.Min(count, 1_000);
                any |= log.Read(partitions[i], _next[i], _batch) > 0;
                for (int j = 0; j < _batch.Count; j++) show(partitions[i], _batch[j]);
                if (_batch.Count > 0) _next[i] = _batch[_batch.Count - 1].Offset + 1; // offsets of Kafka have gaps
                count -= _batch.Count;
            }
            if (any) continue;
            if (!follow) return;
            log.WaitForCommit(seen, WaitMax, CancellationToken.None);
        }
    }

    private void Seek(Func<OffsetRange, long> choose)
    {
        for (int i = 0; i < _next.Length; i++) _next[i] = choose(log.Range(partitions[i]));
    }
}
