using Houle.Streams.Log;

namespace Houle.Ingest.Tests.Support;

/// <summary>A log that dies at its n-th commit (from 1), just before it or just after it became durable.</summary>
public sealed class FailingLog(ILog inner, int failAt, bool afterCommit) : ILog
{
    private int _commits;

    public IReadOnlyList<TopicDescription> Topics => inner.Topics;

    public IReadOnlyList<(string Group, TopicPartition Partition, GroupPosition Position)> Positions => inner.Positions;

    public long Version => inner.Version;

    public void EnsureTopic(TopicDefinition definition) => inner.EnsureTopic(definition);

    public OffsetRange Range(TopicPartition partition) => inner.Range(partition);

    public int Read(TopicPartition partition, long offset, RecordBatch into) => inner.Read(partition, offset, into);

    public GroupPosition? Position(string group, TopicPartition partition) => inner.Position(group, partition);

    public ILogProducer OpenProducer(string transactionalId) => new Producer(this, inner.OpenProducer(transactionalId));

    public bool WaitForCommit(long seen, TimeSpan timeout, CancellationToken cancel) => inner.WaitForCommit(seen, timeout, cancel);

    public void EnforceRetention() => inner.EnforceRetention();

    public void Dispose() { }

    private sealed class Producer(FailingLog log, ILogProducer producer) : ILogProducer
    {
        public void Commit(CommitBatch batch)
        {
            bool dies = ++log._commits == log.FailAt;
            if (dies && !log.AfterCommit) throw new LogException("killed before the commit");
            producer.Commit(batch);
            if (dies) throw new LogException("killed after the commit");
        }

        public void Dispose() => producer.Dispose();
    }

    private int FailAt => failAt;

    private bool AfterCommit => afterCommit;
}
