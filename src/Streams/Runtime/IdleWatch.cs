using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Log;
using Houle.Streams.Observe;
using Houle.Streams.Topology;

namespace Houle.Streams.Runtime;

/// <summary>Finds partitions of foreign topics idle: the log has confirmed, for the stream's idle time, that the task
/// stands at the partition's end. They then follow the furthest partition of their stream, whichever process works on it.</summary>
internal sealed class IdleWatch(ILog log, TimeProvider clock, StreamTimeBoard board)
{
    private readonly Dictionary<TopicPartition, (long Offset, long Since)> _quiet = [];
    private readonly Dictionary<string, (long TimeMs, long Asked)> _elsewhere = [];

    /// <summary>Called when no task of the loop had anything to read.</summary>
    /// <returns>True when a task moved: commit it.</returns>
    public bool Follow(IReadOnlyList<TaskPlace> places, CommitBatch commit)
    {
        bool moved = false;
        foreach (TaskPlace place in places)
        {
            if (place.Task is not ObserveTask { Stream.Foreign: true } task || !IsIdle(task)) continue;
            long time = Math.Max(board.Fastest(task.Source.Topic) ?? Admission.NoTime, Elsewhere(task.Stream));
            if (time == Admission.NoTime || !task.FollowStream(time, commit)) continue;
            place.IsDirty = true;
            moved = true;
        }

        return moved;
    }

    /// <summary>The largest stream time that any process has committed, from the last record of each partition's changelog; asked for
    /// again after an idle time.</summary>
    private long Elsewhere(StreamOptions stream)
    {
        if (_elsewhere.TryGetValue(stream.Topic, out (long TimeMs, long Asked) known) &&
            clock.GetElapsedTime(known.Asked).TotalMilliseconds < stream.IdleMs) return known.TimeMs;
        long fastest = Admission.NoTime;
        for (int partition = 0; partition < stream.Partitions; partition++)
        {
            log.ScanLast(new TopicPartition(TopicNames.ObserveChangelog(stream.Topic), partition), (scoped in RecordView record) =>
                fastest = Math.Max(fastest, ObserveState.Read(SingleObject.Body(record.Value)).StreamTimeMs ?? Admission.NoTime));
        }

        _elsewhere[stream.Topic] = (fastest, clock.GetTimestamp());
        return fastest;
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
