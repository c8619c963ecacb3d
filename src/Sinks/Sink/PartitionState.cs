using Houle.Streams.Log;

namespace Houle.Sinks.Sink;

/// <summary>Where the sink stands in one topic partition.</summary>
internal sealed class PartitionState(TopicPartition partition, string logId, long next)
{
    private long _inserted = next;

    public TopicPartition Partition { get; } = partition;

    public string LogId { get; } = logId;

    /// <summary>The offset that the next block starts at; ahead of <see cref="Inserted"/> while a block is on its way.</summary>
    public long Next { get; set; } = next;

    /// <summary>Records below <see cref="Next"/> that could not be read.</summary>
    public long Unreadable { get; set; }

    /// <summary>Records below this offset are in the table.</summary>
    public long Inserted
    {
        get => Volatile.Read(ref _inserted);
        set => Volatile.Write(ref _inserted, value);
    }
}
