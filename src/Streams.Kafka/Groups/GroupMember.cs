using System.Runtime.ExceptionServices;
using Confluent.Kafka;
using Houle.Streams.Kafka.Native;
using Houle.Streams.Log;
using TopicPartition = Houle.Streams.Log.TopicPartition;

namespace Houle.Streams.Kafka.Groups;

/// <summary>A membership in one consumer group, which hands partitions over cooperatively. It never fetches: what it is
/// assigned is paused at once, and read through <see cref="Reading.PartitionReaders"/>.</summary>
internal sealed class GroupMember : IGroupMember
{
    private readonly KafkaLog _log;
    private readonly KafkaClients _clients;
    private readonly string _group, _transactionalId;
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly List<Confluent.Kafka.TopicPartition> _assigned = [];
    private IPartitionOwner? _owner;
    private ExceptionDispatchInfo? _failed; // what the owner could not do when partitions were taken away

    public GroupMember(KafkaLog log, KafkaClients clients, string group, IReadOnlyList<string> topics, string transactionalId)
    {
        (_log, _clients, _group, _transactionalId) = (log, clients, group, transactionalId);
        _consumer = clients.Member(group, transactionalId)
            .SetPartitionsAssignedHandler((_, partitions) => Assigned(partitions))
            .SetPartitionsRevokedHandler((_, partitions) => Revoked(partitions))
            .SetPartitionsLostHandler((_, partitions) => Lost(partitions))
            .Build();
        _consumer.Subscribe(topics.Select(clients.Topic));
    }

    public string Group => _group;

    /// <summary>The consumer's handle: its membership goes with the offsets of a transaction.</summary>
    public nint Native => _consumer.Native();

    public void Poll(IPartitionOwner owner)
    {
        _owner = owner;
        try
        {
            // Paused partitions yield nothing: this serves rebalances and errors, all that wait.
            bool more = true;
            while (more)
            {
                more = _consumer.Consume(TimeSpan.Zero) is not null;
                ThrowIfFailed();
                TakeAssigned(owner);
            }
        }
        catch (KafkaException e) when (e.Error.IsFatal || !(KafkaErrors.IsPassing((int)e.Error.Code) || e.Error.Code == ErrorCode.Local_MaxPollExceeded))
        {
            throw e.Error.IsFatal
                ? new CommitAbortedException($"group {_clients.Group(_group)}: {e.Error.Reason}", e)
                : KafkaErrors.Of($"group {_clients.Group(_group)}", e);
        }
        catch (KafkaException)
        {
            // No broker answers just now: the client tries again by itself.
        }

        ThrowIfFailed();
    }

    public void Dispose()
    {
        _owner = null;
        _log.Leave(this);
        try
        {
            _consumer.Close(); // tells the group at once, instead of after the session's time-out
        }
        catch (KafkaException)
        {
            // The group learns of it when the session times out.
        }

        _consumer.Dispose();
    }

    /// <summary>The client assigns when this has returned; then <see cref="TakeAssigned"/>.</summary>
    private IEnumerable<TopicPartitionOffset> Assigned(List<Confluent.Kafka.TopicPartition> partitions)
    {
        _assigned.AddRange(partitions);
        return partitions.Select(partition => new TopicPartitionOffset(partition, Offset.End));
    }

    private void TakeAssigned(IPartitionOwner owner)
    {
        if (_assigned.Count == 0) return;
        _consumer.Pause(_assigned);
        List<TopicPartition> ours = Ours(_assigned);
        _assigned.Clear();
        _log.TakeOver(_group, ours, _transactionalId);
        owner.Assigned(_group, ours);
    }

    private void Revoked(List<TopicPartitionOffset> partitions) => Give(partitions, (owner, ours) => owner.Revoked(_group, ours));

    private void Lost(List<TopicPartitionOffset> partitions) => Give(partitions, (owner, ours) => owner.Lost(_group, ours));

    private void Give(List<TopicPartitionOffset> partitions, Action<IPartitionOwner, List<TopicPartition>> hand)
    {
        foreach (TopicPartitionOffset given in partitions) _assigned.Remove(given.TopicPartition); // it never became ours
        if (_owner is not { } owner) return;
        try
        {
            hand(owner, Ours(partitions.Select(partition => partition.TopicPartition)));
        }
        catch (LogException e)
        {
            // Thrown from here it would keep the client from giving the partitions back: its Close then waits for that without an end.
            _failed ??= ExceptionDispatchInfo.Capture(e);
        }
    }

    private void ThrowIfFailed()
    {
        ExceptionDispatchInfo? failed = _failed;
        _failed = null;
        failed?.Throw();
    }

    private List<TopicPartition> Ours(IEnumerable<Confluent.Kafka.TopicPartition> partitions) =>
        [.. partitions.Select(p => new TopicPartition(_clients.NameOf(p.Topic), p.Partition.Value))];
}
