using Houle.Streams.Log;
using Houle.Streams.Observe;

namespace Houle.Streams.Runtime;

/// <summary>Finds partitions of foreign topics idle: the log has confirmed, for the stream's idle time, that the task
/// stands at the partition's end. They then follow the furthest partition of their stream.</summary>
internal sealed class IdleWatch(ILog log, TimeProvider clock, StreamTimeBoard board)
{
    private readonly Dictionary<TopicPartition, (long Offset, long Since)> _quiet = [];

    /// <summary>Called when no task of the loop had anything to read.</summary>
    /// <returns>True when a task moved: commit it.</returns>
    public bool Follow(IReadOnlyList<TaskPlace> places, CommitBatch commit)
    {
        bool moved = false;
        foreach (TaskPlace place in places)
        {
            if (place.Task is not ObserveTask { Stream.Foreign: true } task || !IsIdle(task)) continue;
            if (board.Fastest(task.Source.Topic) is not { } time) continue;
            if (!task.FollowStream(time, commit)) continue;
            place.IsDirty = true;
            moved = true;
        }

        return moved;
    }

    private bool IsIdle(ObserveTask task)
    {
        long end = log.Range(task.Source).End; // an unreachable log throws here: that is not idleness
        if (end != task.NextOffset)
        {
            _quiet.Remove(task.Source);
            return false;
        }

        if (!_quiet.TryGetValue(task.Source, out (long Offset, long Since) quiet) || quiet.Offset != end)
        {
            _quiet[task.Source] = (end, clock.GetTimestamp());
            return false;
        }

        return clock.GetElapsedTime(quiet.Since).TotalMilliseconds >= task.Stream.IdleMs;
    }
}
