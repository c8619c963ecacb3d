using System.Globalization;
using Houle.Streams.Log;

namespace Houle.Streams.Runtime;

/// <summary>The log as a task sees it that is being restored: says in a line every few seconds how far it has come.</summary>
internal sealed class RestoreWatch(ILog log, IStreamTask task, Action<string> tell, TimeProvider clock) : ILog
{
    private const int EveryMs = 2_000;

    private readonly Dictionary<TopicPartition, OffsetRange> _ranges = [];
    private readonly long _began = clock.GetTimestamp();
    private long _toldAt = clock.GetTimestamp();
    private long _bytes, _records;
    private bool _hasTold;

    public IReadOnlyList<TopicDescription> Topics => log.Topics;

    public IReadOnlyList<(string Group, TopicPartition Partition, GroupPosition Position)> Positions => log.Positions;

    public long Version => log.Version;

    public void EnsureTopic(TopicDefinition definition) => log.EnsureTopic(definition);

    public OffsetRange Range(TopicPartition partition) => _ranges[partition] = log.Range(partition);

    public int Read(TopicPartition partition, long offset, RecordBatch into)
    {
        int count = log.Read(partition, offset, into);
        _records += count;
        _bytes += into.Buffer.Length;
        if (clock.GetElapsedTime(_toldAt).TotalMilliseconds < EveryMs) return count;
        _toldAt = clock.GetTimestamp();
        _hasTold = true;
        string share = _ranges.TryGetValue(partition, out OffsetRange range) && range.Count > 0
            ? string.Create(CultureInfo.InvariantCulture, $", {100 * (offset - range.Start) / range.Count}% of {partition}")
            : $" of {partition}";
        tell(string.Create(CultureInfo.InvariantCulture, $"restoring {task.Group} of {task.Source}: {_bytes >> 20} MB read{share}"));
        return count;
    }

    public PartitionView Look(TopicPartition partition, long offset) => log.Look(partition, offset);

    public void Release(TopicPartition partition) => log.Release(partition);

    public GroupPosition? Position(string group, TopicPartition partition) => log.Position(group, partition);

    public ILogProducer OpenProducer(string transactionalId) => log.OpenProducer(transactionalId);

    public bool WaitForCommit(long seen, TimeSpan timeout, CancellationToken cancel) => log.WaitForCommit(seen, timeout, cancel);

    public void EnforceRetention() => log.EnforceRetention();

    /// <summary>Says that it is done, where it had said anything.</summary>
    public void Done()
    {
        if (!_hasTold) return;
        double seconds = clock.GetElapsedTime(_began).TotalSeconds;
        tell(string.Create(CultureInfo.InvariantCulture, $"restored {task.Group} of {task.Source}: {_records} records, {_bytes >> 20} MB in {seconds:0.0} s"));
    }

    /// <summary>The log is its owner's.</summary>
    public void Dispose()
    {
    }
}
