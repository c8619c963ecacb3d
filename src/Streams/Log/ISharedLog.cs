namespace Houle.Streams.Log;

/// <summary>A log whose partitions are shared out among the processes that read it (Kafka's consumer groups).</summary>
public interface ISharedLog : ILog
{
    /// <summary>Joins a group that reads <paramref name="topics"/>.</summary>
    /// <param name="group">As in <see cref="ILog.Position"/>; commits of the producer below carry the membership.</param>
    /// <param name="topics">They exist.</param>
    /// <param name="transactionalId">The producer that commits for this member: a successor ends its open transaction.</param>
    IGroupMember Join(string group, IReadOnlyList<string> topics, string transactionalId);

    /// <summary>Where a group stands in some partitions, by what is committed now: it does not wait for commits in flight.</summary>
    /// <returns>Those of the partitions in which it ever committed.</returns>
    IReadOnlyDictionary<TopicPartition, GroupPosition> Committed(string group, IReadOnlyCollection<TopicPartition> partitions);
}

/// <summary>One reader in a group: learns which partitions are its own. Used by one thread.</summary>
public interface IGroupMember : IDisposable
{
    /// <summary>Keeps the membership alive and hands changes over; never waits for long. Call at least every few seconds.</summary>
    void Poll(IPartitionOwner owner);
}

/// <summary>Who works on partitions. Called within <see cref="IGroupMember.Poll"/>.</summary>
public interface IPartitionOwner
{
    /// <summary>These are ours now; earlier owners have committed, or never will.</summary>
    void Assigned(string group, IReadOnlyList<TopicPartition> partitions);

    /// <summary>These go to another: commit what they have; after the return nothing more may be committed for them.</summary>
    void Revoked(string group, IReadOnlyList<TopicPartition> partitions);

    /// <summary>These are another's already: what is not committed is void.</summary>
    void Lost(string group, IReadOnlyList<TopicPartition> partitions);
}
