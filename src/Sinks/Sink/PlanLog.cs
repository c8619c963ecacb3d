using Houle.Avro.Binary;
using Houle.Avro.Resolution;
using Houle.Events;
using Houle.Streams.Log;

namespace Houle.Sinks.Sink;

/// <summary>The durable state of a sink: positions of what is inserted, and the plan of what is about to be.</summary>
internal sealed class PlanLog : IDisposable
{
    // A plan is void once the next is committed; trims need not be frequent for the topic to stay small.
    private const int PlansPerTrim = 1000;

    private readonly ILog _log;
    private readonly SinkTable _table;
    private readonly ILogProducer _producer;
    private readonly CommitBatch _batch = new();
    private int _plans;

    /// <summary>Takes the table over: an earlier sink of it can no longer plan.</summary>
    public PlanLog(ILog log, SinkTable table, int partitions)
    {
        (_log, _table) = (log, table);
        log.EnsureTopic(new TopicDefinition(table.ChangelogTopic, partitions));
        _producer = log.OpenProducer(table.TransactionalId);
    }

    /// <summary>The last plan of a partition, or null when there was none.</summary>
    public SinkPlanState? Last(int partition) => Last(_log, new TopicPartition(_table.ChangelogTopic, partition));

    public static SinkPlanState? Last(ILog log, TopicPartition changelog)
    {
        SinkPlanState? last = null;
        log.ScanLast(changelog, (scoped in RecordView record) => last = Read(record.Value));
        return last;
    }

    /// <summary>Commits where partitions stand, and what is about to be inserted.</summary>
    /// <param name="inserted">Partitions whose <see cref="PartitionState.Inserted"/> is to become their position.</param>
    public void Commit(ReadOnlySpan<PartitionState> inserted, TopicPartition planned = default, SinkPlanState? plan = null)
    {
        _batch.Clear();
        foreach (PartitionState state in inserted)
            _batch.SetPosition(_table.Group, state.Partition, new GroupPosition(state.Inserted, state.Inserted));
        if (plan is { } state2) Append(planned.Partition, state2);
        _producer.Commit(_batch);
    }

    public void Dispose() => _producer.Dispose();

    private void Append(int partition, SinkPlanState plan)
    {
        var changelog = new TopicPartition(_table.ChangelogTopic, partition);
        Span<byte> logId = stackalloc byte[256];
        int length = System.Text.Encoding.UTF8.GetBytes(plan.LogId, logId);
        var record = new SinkPlan { LogId = logId[..length], First = plan.First, Last = plan.Last, Attempt = plan.Attempt, Unreadable = plan.Unreadable };
        record.WriteSingleObject(_batch.Begin(changelog, CommitBatch.StampAtCommit, default));
        _batch.End();
        if (++_plans % PlansPerTrim == 0) _batch.TrimBefore(changelog, _log.Range(changelog).End);
    }

    private static SinkPlanState Read(ReadOnlySpan<byte> value)
    {
        if (!SingleObject.TryReadFingerprint(value, out ulong fingerprint) || !PublishedSchemas.Store.TryFind(fingerprint, out KnownSchema? known) || known.ReaderFingerprint != SinkPlan.Fingerprint)
            throw new SinkException("the sink's changelog has a record of an unknown schema: it was written by a newer Houle; run that version");
        ReadOnlySpan<byte> body = SingleObject.Body(value);
        if (known.Resolver is not null)
        {
            ByteBuffer today = new();
            known.Resolver.Resolve(body, today);
            body = today.Written;
        }

        SinkPlan.Read(body, out SinkPlan plan);
        return new SinkPlanState(System.Text.Encoding.UTF8.GetString(plan.LogId), plan.First, plan.Last, plan.Attempt, plan.Unreadable);
    }
}
