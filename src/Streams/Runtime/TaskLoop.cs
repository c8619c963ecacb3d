using Houle.Streams.Log;
using Houle.Streams.Observe;

namespace Houle.Streams.Runtime;

/// <summary>Some tasks that share one producer and one commit: reads, processes and commits them, step by step.</summary>
/// <remarks>Has no thread of its own: a <see cref="StreamsRuntime"/> drives it, and so do tests, one step at a time. Its tasks
/// are given at the start, or come and go with the partitions that its group members are assigned.</remarks>
public sealed class TaskLoop : IDisposable, IPartitionOwner
{
    // With a tenth of a commit's records and time gone by, what there is counts as live.
    private const int LiveShare = 10;

    // How far partitions may run apart while more waits for the slowest than may: windows of a minute close with it then.
    private const long AheadLeastMs = 60_000;

    private readonly ILog _log;
    private readonly RuntimeOptions _options;
    private readonly StreamTimeBoard _board;
    private readonly TimeProvider _clock;
    private readonly ILogProducer _producer;
    private readonly CommitBatch _commit = new();
    private readonly RecordBatch _batch;
    private readonly IdleWatch _idle;
    private readonly List<TaskPlace> _places = [];
    private readonly List<IGroupMember> _members = [];
    private readonly Func<TopicPartition, IStreamTask?>? _create;
    private readonly Action<TopicPartition>? _release;
    private long _lastCommit;

    /// <param name="tasks">Restored here, before anything is read.</param>
    public TaskLoop(
        ILog log, RuntimeOptions options, string transactionalId, IReadOnlyList<IStreamTask> tasks,
        StreamTimeBoard board, TimeProvider clock)
    {
        _log = log;
        _options = options;
        _board = board;
        _clock = clock;
        _producer = log.OpenProducer(transactionalId); // fences an earlier owner before its state is read
        _batch = new RecordBatch(options.ReadRecordsMax, 4 << 20);
        foreach (IStreamTask task in tasks) Add(task);
        _idle = new IdleWatch(log, clock, board);
        _lastCommit = clock.GetTimestamp();
    }

    /// <summary>A loop whose tasks follow its memberships.</summary>
    /// <param name="groups">Groups to join, each with the topics that it reads.</param>
    /// <param name="create">Makes the task of a partition; it is restored here. Null: the partition waits.</param>
    /// <param name="release">Told when a partition is not the loop's any more.</param>
    public TaskLoop(
        ISharedLog log, RuntimeOptions options, string transactionalId,
        IEnumerable<(string Group, IReadOnlyList<string> Topics)> groups, Func<TopicPartition, IStreamTask?> create,
        StreamTimeBoard board, TimeProvider clock, Action<TopicPartition>? release = null)
        : this(log, options, transactionalId, [], board, clock)
    {
        (_create, _release) = (create, release);
        foreach ((string group, IReadOnlyList<string> topics) in groups) _members.Add(log.Join(group, topics, transactionalId));
    }

    /// <summary>Partitions that it works on now.</summary>
    public IReadOnlyList<TopicPartition> Partitions => [.. _places.Select(place => place.Task.Source)];

    /// <summary>Records processed since the last commit.</summary>
    public int PendingRecords { get; private set; }

    public long RecordsProcessed { get; private set; }

    /// <summary>One round over the tasks, and a commit when one is due.</summary>
    /// <returns>False when nothing was left to do: wait for a commit of others.</returns>
    public bool Step()
    {
        bool worked = false;
        foreach (IGroupMember member in _members) member.Poll(this);
        foreach (TaskPlace place in _places) Look(place);
        foreach (TaskPlace place in _places)
        {
            if (place.Supply != Supply.Ready || IsAhead(place)) continue;
            worked |= Read(place);
            if (IsCommitDue()) Commit();
        }

        if (worked) return true;
        bool hasNews = _idle.Follow(_places, _commit) || _places.Exists(place => place.IsDirty);
        if (!hasNews && !(IsIntervalOver() && _places.Exists(place => place.HasSkipped))) return false;
        Commit();
        return true;
    }

    /// <summary>Flushes every task and commits; does nothing when there is nothing to say.</summary>
    public void Commit()
    {
        foreach (TaskPlace place in _places)
        {
            if (place.IsDirty || place.HasSkipped) place.Task.Flush(_commit);
        }

        if (!_commit.IsEmpty)
        {
            long began = _clock.GetTimestamp();
            _producer.Commit(_commit);
            _options.Committed?.Invoke(_commit, PendingRecords, _clock.GetElapsedTime(began));
        }

        foreach (TaskPlace place in _places)
        {
            if (place.IsDirty || place.HasSkipped) place.Task.Committed(_commit);
            place.IsDirty = place.Task.CommitSoon; // one that has more to write than a commit should hold goes on at once
            place.HasSkipped = false;
        }

        _commit.Clear();
        PendingRecords = 0;
        _lastCommit = _clock.GetTimestamp();
    }

    public void Assigned(string group, IReadOnlyList<TopicPartition> partitions)
    {
        foreach (TopicPartition partition in partitions)
        {
            try
            {
                if (_create!(partition) is { } task) Add(task);
            }
            catch (OffsetOutOfRangeException)
            {
                // A copy that stood by was overtaken by its owner's trims: from the start then.
                Remove(partition);
                if (_create!(partition) is { } task) Add(task);
            }
        }
    }

    public void Revoked(string group, IReadOnlyList<TopicPartition> partitions)
    {
        Commit();
        foreach (TopicPartition partition in partitions) Remove(partition);
    }

    /// <summary>What else the loop holds stands in the same unfinished commit: all of it starts again from the last one.</summary>
    public void Lost(string group, IReadOnlyList<TopicPartition> partitions)
    {
        if (partitions.Count == 0) return;
        throw new CommitAbortedException($"{string.Join(", ", partitions)} were given to another member of group {group}");
    }

    public void Dispose()
    {
        foreach (IGroupMember member in _members) member.Dispose();
        foreach (TaskPlace place in _places.ToArray()) Remove(place.Task.Source);
        _producer.Dispose();
    }

    private void Add(IStreamTask task)
    {
        TaskPlace place = new(task, _board);
        _places.Add(place);
        Restore(task);
        place.IsDirty = task.CommitSoon; // what houle.control says may have moved it already
    }

    private void Restore(IStreamTask task)
    {
        if (_options.Progress is not { } tell)
        {
            task.Restore(_log);
            return;
        }

        using RestoreWatch watch = new(_log, task, tell, _clock);
        task.Restore(watch);
        watch.Done();
    }

    private void Remove(TopicPartition partition)
    {
        TaskPlace? place = _places.Find(place => place.Task.Source == partition);
        if (place is null) return;
        _places.Remove(place);
        _release?.Invoke(partition);
        if (place.Line is not null) _board.Remove(place.Line);
        _log.Release(partition);
    }

    private void Look(TaskPlace place)
    {
        PartitionView view = _log.Look(place.Task.Source, place.Task.NextOffset);
        place.Supply = view.Supply;
        if (view.Next != place.Task.NextOffset)
        {
            place.Task.SkipTo(view.Next);
            place.HasSkipped = true;
        }

        if (place.Task.StreamTimeMs is { } time) place.Line!.Post(time, view.Supply != Supply.AtEnd, place.Task.Waiting);
    }

    private bool Read(TaskPlace place)
    {
        int count = _log.Read(place.Task.Source, place.Task.NextOffset, _batch);
        if (count == 0) return false;
        place.Task.Process(_batch, _commit);
        place.IsDirty = true;
        PendingRecords += count;
        RecordsProcessed += count;
        return true;
    }

    private bool IsAhead(TaskPlace place) =>
        place.Task.StreamTimeMs is { } time && time != Admission.NoTime &&
        _board.Slowest(place.Task.Source.Topic) is { } slowest &&
        (slowest == Admission.NoTime || time - slowest > AllowedAheadMs);

    private long AllowedAheadMs =>
        _board.WaitingBytes <= _options.WaitingBytesMax ? _options.AheadMaxMs : Math.Min(AheadLeastMs, _options.AheadMaxMs);

    private bool IsCommitDue()
    {
        if (PendingRecords >= _options.CommitRecordsMax || _commit.Buffer.Length >= _options.PendingBytesMax) return true;
        double elapsedMs = _clock.GetElapsedTime(_lastCommit).TotalMilliseconds;
        if (elapsedMs >= _options.CommitIntervalMs) return true;
        // A window that may close is news, unless the loop is catching up: then whole commits come soon enough.
        bool isLive = PendingRecords <= _options.CommitRecordsMax / LiveShare && elapsedMs >= _options.CommitIntervalMs / LiveShare;
        int rows = 0;
        foreach (TaskPlace place in _places)
        {
            rows += place.Task.PendingRows;
            if (isLive && place.IsDirty && place.Task.CommitSoon) return true;
        }

        return rows >= _options.PendingRowsMax;
    }

    private bool IsIntervalOver() => _clock.GetElapsedTime(_lastCommit).TotalMilliseconds >= _options.CommitIntervalMs;
}
