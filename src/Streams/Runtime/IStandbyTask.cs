using Houle.Streams.Log;

namespace Houle.Streams.Runtime;

/// <summary>A task that can be kept warm for an owner in another process: it takes up what the owner has committed, and writes
/// nothing. <see cref="IStreamTask.Restore"/> then only brings what is left.</summary>
public interface IStandbyTask : IStreamTask
{
    /// <summary>Bytes of its state, about.</summary>
    long StateBytes { get; }

    /// <summary>Partitions that <see cref="Follow"/> reads.</summary>
    IReadOnlyList<TopicPartition> Follows { get; }

    /// <summary>Takes some of what the owner has committed, without waiting for more.</summary>
    /// <param name="committed">Where the owner stood a moment ago; it never falls.</param>
    /// <returns>At the end when it is as the owner was; ready when more may be here.</returns>
    /// <exception cref="OffsetOutOfRangeException">What it would have read next is gone: throw it away and begin another.</exception>
    Supply Follow(ILog log, GroupPosition committed);
}
