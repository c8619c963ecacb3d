using Houle.Streams.Log;
using Microsoft.Extensions.Logging;

namespace Houle.Sinks.Sink;

/// <summary>One thread that keeps one table up with its topic: a block is filled while the one before it is on its way.</summary>
/// <remarks>Order of steps for each block: its plan is committed, together with the position after the block before; it is
/// inserted; its position is committed with the next plan, or alone when there is none.</remarks>
internal sealed class SinkWorker
{
    // How long a block on its way may take to arrive once the sink is told to stop.
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(2);

    // Waking now and then without a commit costs nothing, and no binding need know an endless wait.
    private static readonly TimeSpan LongWait = TimeSpan.FromMinutes(1);

    private readonly ILog _log;
    private readonly SinkTable _table;
    private readonly ClickHouseSinkOptions _options;
    private readonly BlockSender _sender;
    private readonly TimeProvider _time;
    private readonly PartitionState[] _states;
    private readonly DrainWaiters _waiters = new();
    private SinkBlock _filling, _sending;
    private Task? _inFlight;
    private CancellationToken _sendingCancel;
    private long _rowsWritten, _blocksWritten, _unreadable;

    public SinkWorker(
        ILog log, SinkTable table, BlockSender sender, ClickHouseSinkOptions options, ILogger logger, TimeProvider time)
    {
        (_log, _table, _sender, _options, _time) = (log, table, sender, options, time);
        _filling = new SinkBlock(table, options, log, logger);
        _sending = new SinkBlock(table, options, log, logger);
        TopicDescription topic = log.Topics.FirstOrDefault(topic => topic.Definition.Name == table.Topic)
            ?? throw new UnknownTopicException(new TopicPartition(table.Topic, 0));
        _states =
        [
            .. Enumerable.Range(0, topic.Definition.Partitions)
                .Select(partition => new TopicPartition(table.Topic, partition))
                .Select(partition => new PartitionState(
                    partition, topic.Id, log.Position(table.Group, partition)?.Next ?? log.Range(partition).Start)),
        ];
    }

    public SinkTable Table => _table;

    public long RowsWritten => Volatile.Read(ref _rowsWritten);

    public long BlocksWritten => Volatile.Read(ref _blocksWritten);

    /// <summary>Records left out because they cannot be read.</summary>
    public long Unreadable => Volatile.Read(ref _unreadable);

    /// <summary>Records that are in the topic and not yet in the table.</summary>
    public long Lag => _states.Sum(state => Math.Max(0, _log.Range(state.Partition).End - state.Inserted));

    public long Retries => _sender.Retries;

    /// <summary>The ends of the topic's partitions now.</summary>
    public IReadOnlyDictionary<TopicPartition, long> Ends =>
        _states.ToDictionary(state => state.Partition, state => _log.Range(state.Partition).End);

    public Task DrainAsync(IReadOnlyDictionary<TopicPartition, long> ends, CancellationToken cancel) =>
        _waiters.WaitAsync(_states, ends, cancel);

    /// <summary>Runs on the calling thread until cancelled.</summary>
    public void Run(CancellationToken cancel)
    {
        using var plans = new PlanLog(_log, _table, _states.Length);
        using var sending = new CancellationTokenSource();
        using CancellationTokenRegistration stop = cancel.Register(() => sending.CancelAfter(StopGrace));
        _sendingCancel = sending.Token;
        try
        {
            Recover(plans, cancel);
            while (true)
            {
                long version = _log.Version, started = _time.GetTimestamp();
                if (Round(plans, cancel) >= _options.RowsMin) continue;
                Finish(plans, cancel);
                TimeSpan rest = _options.FlushInterval - _time.GetElapsedTime(started);
                _waiters.Linger(rest, cancel);
                while (!_log.WaitForCommit(version, LongWait, cancel)) cancel.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            FinishWithinGrace(plans);
        }
        finally
        {
            sending.Cancel();
            // Waits for its end, whatever that is: the block is planned, and the next start asks for its rows.
            if (_inFlight is not null) Task.WaitAny(_inFlight);
            _waiters.Close();
        }
    }

    /// <summary>Brings the block that an earlier life had planned into the table, if it is not there.</summary>
    private void Recover(PlanLog plans, CancellationToken cancel)
    {
        foreach (PartitionState state in _states)
        {
            // Only now that no other sink can commit is the position final.
            state.Next = state.Inserted = _log.Position(_table.Group, state.Partition)?.Next ?? state.Inserted;
            if (plans.Last(state.Partition.Partition) is not { } plan || plan.LogId != state.LogId) continue;
            state.Unreadable = plan.Unreadable;
            if (plan.Last < state.Next) continue;
            _sending.Rebuild(state.Partition, plan, null);
            _sender.SettleAsync(_sending, () => plans.Commit([], state.Partition, _sending.Plan), cancel).GetAwaiter().GetResult();
            state.Next = state.Inserted = plan.Last + 1;
            Count(_sending);
        }

        // Committed even when nothing moved: from now on retention keeps what the table lacks.
        plans.Commit(_states);
        _waiters.Check(_states);
    }

    /// <summary>One block of every partition that has records.</summary>
    /// <returns>Rows of the largest block.</returns>
    private int Round(PlanLog plans, CancellationToken cancel)
    {
        int largest = 0;
        foreach (PartitionState state in _states)
        {
            if (!_filling.Fill(state.Partition, state.LogId, state.Next, state.Unreadable)) continue;
            largest = Math.Max(largest, _filling.Rows);
            PartitionState[] inserted = Settled(cancel);
            plans.Commit(inserted, state.Partition, _filling.Plan);
            FaultPoints.Pass("sink.planned");
            state.Next = _filling.Plan.Last + 1;
            state.Unreadable = _filling.Plan.Unreadable;
            (_filling, _sending) = (_sending, _filling);
            SinkBlock block = _sending;
            _inFlight = Task.Run(
                () => _sender.SendAsync(block, () => plans.Commit([], block.Partition, block.Plan), _sendingCancel), CancellationToken.None);
        }

        return largest;
    }

    private void Finish(PlanLog plans, CancellationToken cancel)
    {
        PartitionState[] inserted = Settled(cancel);
        if (inserted.Length == 0) return;
        plans.Commit(inserted);
        FaultPoints.Pass("sink.positioned");
    }

    /// <summary>What is on its way may arrive yet: a position committed now spares the next start the counting.</summary>
    private void FinishWithinGrace(PlanLog plans)
    {
        try
        {
            Finish(plans, CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            // It did not arrive in time; its plan is committed, and the next start asks for its rows.
        }
    }

    /// <summary>Waits for the block on its way.</summary>
    /// <returns>The partition that it belonged to, whose position is to be committed; none when no block was on its way.</returns>
    private PartitionState[] Settled(CancellationToken cancel)
    {
        if (_inFlight is null) return [];
        _inFlight.WaitAsync(cancel).GetAwaiter().GetResult();
        _inFlight = null;
        FaultPoints.Pass("sink.inserted");
        PartitionState state = _states[_sending.Partition.Partition];
        state.Inserted = _sending.Plan.Last + 1;
        Count(_sending);
        _waiters.Check(_states);
        return [state];
    }

    private void Count(SinkBlock block)
    {
        Volatile.Write(ref _rowsWritten, _rowsWritten + block.Rows);
        Volatile.Write(ref _blocksWritten, _blocksWritten + 1);
        Volatile.Write(ref _unreadable, _unreadable + block.Unreadable);
    }
}
