namespace Houle.Streams.Log;

/// <summary>Something a log refused or could not do; the message says where and what to do.</summary>
public class LogException(string message, Exception? inner = null) : Exception(message, inner);

public sealed class UnknownTopicException(TopicPartition partition)
    : LogException($"{partition} does not exist; create the topic, or add partitions to it");

public sealed class OffsetOutOfRangeException(TopicPartition partition, long offset, OffsetRange range)
    : LogException(
        $"{partition} holds offsets {range.Start} to {range.End - 1}, and {offset} was asked for; " +
        "the records were deleted by retention, or the topic was created again");

public sealed class ProducerFencedException(string transactionalId)
    : CommitAbortedException($"a newer producer has taken over the transactional id '{transactionalId}'");

/// <summary>A group's position is gone while the state that belongs to it is there: going on would count again what was counted.</summary>
public sealed class PositionLostException(string group, TopicPartition source, TopicPartition changelog)
    : LogException(
        $"group {group} has no position in {source}, but {changelog} holds its state: the position has expired or was deleted, or " +
        "another deployment uses these topics; set the group's offsets back, or delete its changelogs and results to count anew")
{
    /// <summary>Throws when there is state without a position.</summary>
    public static void ThrowIf(GroupPosition? position, bool hasState, string group, TopicPartition source, TopicPartition changelog)
    {
        if (position is null && hasState) throw new PositionLostException(group, source, changelog);
    }
}

/// <summary>A commit did not happen (the broker aborted it, or its outcome cannot be known here): whoever wanted it throws its
/// state away, restores, and goes on.</summary>
public class CommitAbortedException(string message, Exception? inner = null) : LogException(message, inner);

/// <summary>The log's servers do not answer now: nothing is known to be wrong, and trying again may help.</summary>
public sealed class LogUnavailableException(string message, Exception? inner = null) : LogException(message, inner);

public sealed class RecordTooLargeException(TopicPartition partition, long bytes, long bytesMax)
    : LogException($"a record of {bytes} bytes for {partition} is over the limit of {bytesMax} bytes");

/// <summary>Stored data is not what was written: the message names the file and the offset.</summary>
public sealed class LogCorruptException(string message, Exception? inner = null) : LogException(message, inner);
