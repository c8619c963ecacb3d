using Houle.Streams.Log;
using Houle.Streams.Observe;

namespace Houle.Streams.Runtime;

/// <summary>Some tasks that share one producer and one commit: reads, processes and commits them, step by step.</summary>
/// <remarks>Has no thread of its own: a <see cref="StreamsRuntime"/> drives it, and so do tests, one step at a time.</remarks>
public sealed class TaskLoop
{
    private readonly ILog _log;
    private readonly RuntimeOptions _options;
    private readonly StreamTimeBoard _board;
    private readonly TimeProvider _clock;
    private readonly ILogProducer _producer;
    private readonly CommitBatch _commit = new();
    private readonly RecordBatch _batch;
    private readonly IdleWatch _idle;
    private readonly List<TaskPlace> _places;
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
        _places = [.. tasks.Select(task => new TaskPlace(task, board))];
        foreach (TaskPlace place in _places)
        {
            place.Task.Restore(log);
            place.IsDirty = place.Task.CommitSoon; // what houle.control says may have moved it already
        }

        _idle = new IdleWatch(log, clock, board);
        _lastCommit = clock.GetTimestamp();
    }

    /// <summary>Records processed since the last commit.</summary>
    public int PendingRecords { get; private set; }

    public long RecordsProcessed { get; private set; }

    /// <summary>One round over the tasks, and a commit when one is due.</summary>
    /// <returns>False when nothing was left to do: wait for a commit of others.</returns>
    public bool Step()
    {
        bool worked = false;
        foreach (TaskPlace place in _places) Look(place);
        foreach (TaskPlace place in _places)
        {
            if (!place.HasMore || IsAhead(place)) continue;
            Read(place);
            worked = true;
            if (IsCommitDue()) Commit();
        }

        if (worked) return true;
        if (!_idle.Follow(_places, _commit) && !_places.Exists(place => place.IsDirty)) return false;
        Commit();
        return true;
    }

    /// <summary>Flushes every task and commits; does nothing when there is nothing to say.</summary>
    public void Commit()
    {
        foreach (TaskPlace place in _places)
        {
            if (place.IsDirty) place.Task.Flush(_commit);
        }

        if (!_commit.IsEmpty) _producer.Commit(_commit);
        _commit.Clear();
        foreach (TaskPlace place in _places)
        {
            if (place.IsDirty) place.Task.Committed(_log);
            place.IsDirty = false;
        }

        PendingRecords = 0;
        _lastCommit = _clock.GetTimestamp();
    }

    private void Look(TaskPlace place)
    {
        place.HasMore = place.Task.NextOffset < _log.Range(place.Task.Source).End;
        if (place.Task.StreamTimeMs is { } time) place.Line!.Post(time, place.HasMore);
    }

    private void Read(TaskPlace place)
    {
        int count = _log.Read(place.Task.Source, place.Task.NextOffset, _batch);
        if (count == 0) return;
        place.Task.Process(_batch, _commit);
        place.IsDirty = true;
        PendingRecords += count;
        RecordsProcessed += count;
    }

    private bool IsAhead(TaskPlace place) =>
        place.Task.StreamTimeMs is { } time && time != Admission.NoTime &&
        _board.Slowest(place.Task.Source.Topic) is { } slowest &&
        (slowest == Admission.NoTime || time - slowest > _options.AheadMaxMs);

    private bool IsCommitDue()
    {
        if (PendingRecords >= _options.CommitRecordsMax || _commit.Buffer.Length >= _options.PendingBytesMax) return true;
        if (_clock.GetElapsedTime(_lastCommit).TotalMilliseconds >= _options.CommitIntervalMs) return true;
        int rows = 0;
        foreach (TaskPlace place in _places) rows += place.Task.PendingRows;
        return rows >= _options.PendingRowsMax;
    }
}
