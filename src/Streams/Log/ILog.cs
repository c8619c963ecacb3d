namespace Houle.Streams.Log;

/// <summary>The one seam of the runtime: read a batch of a partition from an offset, and commit atomically.</summary>
/// <remarks>
/// Every binding keeps these promises, and one suite of tests (LogContract) holds all of them to it:
/// offsets of a partition rise and are never reused (a binding may leave gaps: Kafka's commit markers take offsets, and
/// what it aborted is skipped); a reader sees a commit's records of a partition all or none, in the
/// order of the batch, and only once the commit is durable (in all partitions at once, but for Kafka, where one may follow
/// another a moment later); positions change with the records of their commit or not at all; a process killed at any instant leaves the state of its last acknowledged commit, or of the one in flight, whole.
/// All members may be called from any thread.
/// </remarks>
public interface ILog : IDisposable
{
    /// <summary>Creates a topic, or checks the one that exists: partitions may grow, and retention is replaced.</summary>
    /// <exception cref="ArgumentException">The name or a number is out of range, or partitions would shrink.</exception>
    void EnsureTopic(TopicDefinition definition);

    /// <summary>Topics in order of name.</summary>
    IReadOnlyList<TopicDescription> Topics { get; }

    /// <summary>The readable offsets now: every committed record lies within, and none at or past the end.</summary>
    /// <exception cref="UnknownTopicException">No such topic or partition.</exception>
    OffsetRange Range(TopicPartition partition);

    /// <summary>Clears <paramref name="into"/> and fills it with committed records from <paramref name="offset"/> on.</summary>
    /// <returns>Number of records; 0 when no committed record is at or past the offset.</returns>
    /// <exception cref="OffsetOutOfRangeException">Below the start or past the end: never a silent jump.</exception>
    int Read(TopicPartition partition, long offset, RecordBatch into);

    /// <summary>Whether a read from <paramref name="offset"/> would find records at once: cheap, and never waits. Whoever
    /// asks for a partition keeps being woken (<see cref="WaitForCommit"/>) when records come.</summary>
    PartitionView Look(TopicPartition partition, long offset)
    {
        bool more = offset < Range(partition).End;
        return new PartitionView(more ? Supply.Ready : Supply.AtEnd, offset);
    }

    /// <summary>Nobody reads the partition for now: what was fetched ahead may go.</summary>
    void Release(TopicPartition partition)
    {
    }

    /// <summary>Where a group stands in a partition, or null if it never committed.</summary>
    GroupPosition? Position(string group, TopicPartition partition);

    /// <summary>Every position of every group: what lag is computed from.</summary>
    IReadOnlyList<(string Group, TopicPartition Partition, GroupPosition Position)> Positions { get; }

    /// <summary>A writer. Opening one with the same id again fences the earlier: its commits fail from then on, and what it
    /// did commit is visible to readers when this returns, so that state read afterwards is complete.</summary>
    ILogProducer OpenProducer(string transactionalId);

    /// <summary>Rises with every commit; with <see cref="WaitForCommit"/> it spares readers at the end from polling.</summary>
    long Version { get; }

    /// <summary>Returns when <see cref="Version"/> differs from <paramref name="seen"/>, or after the time-out.</summary>
    /// <returns>False on time-out.</returns>
    bool WaitForCommit(long seen, TimeSpan timeout, CancellationToken cancel);

    /// <summary>Deletes whole segments that retention or trims allow, never at or past a group's low offset.</summary>
    void EnforceRetention();
}

/// <summary>What is there to read.</summary>
public enum Supply
{
    /// <summary>The log has said that no committed record follows.</summary>
    AtEnd,

    /// <summary>There may be more, but it is not here yet.</summary>
    OnTheWay,

    /// <summary>A read returns records at once.</summary>
    Ready,
}

/// <param name="Next">The offset asked for, moved past what holds no records.</param>
public readonly record struct PartitionView(Supply Supply, long Next);

/// <summary>Commits batches under one transactional id.</summary>
public interface ILogProducer : IDisposable
{
    /// <summary>Makes everything in the batch true at once; returns when it is durable.</summary>
    /// <exception cref="ProducerFencedException">A newer producer has this id: stop.</exception>
    /// <exception cref="UnknownTopicException">A record names a topic or partition that does not exist; nothing was committed.</exception>
    /// <exception cref="RecordTooLargeException">A record passes the log's limit; nothing was committed.</exception>
    /// <exception cref="CommitAbortedException">Nothing was committed, and nothing is wrong with the batch: start again from
    /// the last commit.</exception>
    /// <remarks>Then <see cref="CommitBatch.LastOffset"/> says where records are.</remarks>
    void Commit(CommitBatch batch);
}
