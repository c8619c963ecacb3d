using System.Collections.Concurrent;
using Houle.Streams.Log;

namespace Houle.Streams.Runtime;

/// <summary>How far each source partition has come, and whether it has more to read: what threads look at to hold back a
/// partition that runs ahead. It decides order of work only, never a result.</summary>
public sealed class StreamTimeBoard
{
    private readonly ConcurrentDictionary<TopicPartition, (long StreamTimeMs, bool HasMore)> _places = new();

    public void Post(TopicPartition partition, long streamTimeMs, bool hasMore) =>
        _places[partition] = (streamTimeMs, hasMore);

    /// <summary>Smallest stream time among the topic's partitions that have more to read; null when none has.</summary>
    public long? Slowest(string topic)
    {
        long? slowest = null;
        foreach ((TopicPartition partition, (long streamTimeMs, bool hasMore)) in _places)
        {
            if (hasMore && partition.Topic == topic && streamTimeMs < (slowest ?? long.MaxValue)) slowest = streamTimeMs;
        }

        return slowest;
    }

    /// <summary>Largest stream time among the topic's partitions; null before any is known.</summary>
    public long? Fastest(string topic)
    {
        long? fastest = null;
        foreach ((TopicPartition partition, (long streamTimeMs, _)) in _places)
        {
            if (partition.Topic == topic && streamTimeMs > (fastest ?? long.MinValue)) fastest = streamTimeMs;
        }

        return fastest;
    }
}
