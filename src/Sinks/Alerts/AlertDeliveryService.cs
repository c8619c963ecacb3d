using Houle.Avro.Binary;
using Houle.Sinks.Alerts.Outbox;
using Houle.Streams.Alerts;
using Houle.Streams.Log;
using Houle.Streams.Topology;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Houle.Sinks.Alerts;

/// <summary>Sends the alerts of houle.alerts to whom the rules name: at least once, each message under one idempotency key.</summary>
/// <remarks>
/// One thread reads and routes; one task a destination sends. State is in the log (<see cref="AlertOutbox"/>), so it survives
/// kill -9 and moves with the log. Alerts of before the first start are not sent: reading begins at the end.
/// </remarks>
public sealed partial class AlertDeliveryService : IDisposable
{
    // One read holds a tick of some ten thousand alerts: what comes at once is seen, and digested, at once.
    private const int ReadBytes = 32 << 20;

    private static readonly TimeSpan LongWait = TimeSpan.FromMinutes(1);

    private readonly ILog _log;
    private readonly AlertDeliveryOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly AlertOutbox _outbox;
    private readonly AlertRouter _router;
    private readonly Dictionary<string, DestinationWorker> _workers;
    private readonly Dictionary<TopicPartition, long> _positions = [];
    private long _unreadable;

    /// <exception cref="UnknownTopicException">houle.alerts does not exist.</exception>
    public AlertDeliveryService(ILog log, AlertDeliveryOptions options, ILogger logger, TimeProvider time)
    {
        (_log, _options, _logger, _time) = (log, options, logger, time);
        _router = new AlertRouter(options);
        TopicDescription topic = log.Topics.FirstOrDefault(topic => topic.Definition.Name == TopicNames.Alerts)
            ?? throw new UnknownTopicException(new TopicPartition(TopicNames.Alerts, 0));
        _outbox = new AlertOutbox(log);
        _workers = options.Destinations.ToDictionary(
            destination => destination.Name, destination => new DestinationWorker(destination, options, _outbox, logger, time), StringComparer.Ordinal);
        Restore(topic);
    }

    public IReadOnlyList<DestinationStatus> Destinations => [.. _workers.Values.Select(worker => worker.Status)];

    /// <summary>How often each rule came to each verdict since the start.</summary>
    public IReadOnlyDictionary<(string Rule, Rules.RuleVerdict Verdict), long> Verdicts
    {
        get
        {
            lock (_router) return new Dictionary<(string, Rules.RuleVerdict), long>(_router.Verdicts);
        }
    }

    /// <summary>Records of houle.alerts that could not be read; each was logged.</summary>
    public long Unreadable => Volatile.Read(ref _unreadable);

    /// <summary>Runs until cancelled; the task then completes. It fails when the log does, or another process took over.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        List<Task> tasks = [.. _workers.Values.Select(worker => Task.Run(() => worker.RunAsync(stop.Token), CancellationToken.None))];
        tasks.Add(Task.Factory.StartNew(() => Route(stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        Task first = await Task.WhenAny(tasks).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (first.IsFaulted) await first.ConfigureAwait(false);
    }

    public void Dispose() => _outbox.Dispose();

    private void Restore(TopicDescription topic)
    {
        foreach (IGrouping<string, Delivery> pending in AlertOutbox.Restore(_log, _router.Remember).GroupBy(delivery => delivery.Destination))
        {
            if (_workers.TryGetValue(pending.Key, out DestinationWorker? worker)) worker.Add(pending);
            else _outbox.Settle([.. pending], "", NowMs(), 0, $"{pending.Key} is no longer a destination");
        }

        for (int number = 0; number < topic.Definition.Partitions; number++)
        {
            var partition = new TopicPartition(TopicNames.Alerts, number);
            OffsetRange range = _log.Range(partition);
            long? known = _log.Position(AlertOutbox.Router, partition)?.Next;
            _positions[partition] = Math.Max(known ?? range.End, range.Start);
            if (known < range.Start) LogLost(_logger, partition, range.Start - known.Value);
        }

        // Where it begins is committed, so that what comes before the next start is not taken for history.
        _outbox.Plan([], _positions.Select(pair => (pair.Key, pair.Value)));
    }

    private void Route(CancellationToken cancel)
    {
        var batch = new RecordBatch(recordsMax: 100_000, bytesMax: ReadBytes);
        while (!cancel.IsCancellationRequested)
        {
            long version = _log.Version;
            List<AlertRecord> alerts = [];
            foreach (TopicPartition partition in _positions.Keys.ToList()) Read(partition, batch, alerts);
            if (alerts.Count > 0)
            {
                List<Delivery> planned;
                lock (_router) planned = _router.Route(alerts, Instant.FromUnixTimeMilliseconds(NowMs()));
                _outbox.Plan(planned, _positions.Select(pair => (pair.Key, pair.Value)));
                FaultPoints.Pass("alerts.planned");
                foreach (IGrouping<string, Delivery> group in planned.GroupBy(delivery => delivery.Destination)) _workers[group.Key].Add(group);
                continue;
            }

            try
            {
                _log.WaitForCommit(version, LongWait, cancel);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Read(TopicPartition partition, RecordBatch batch, List<AlertRecord> into)
    {
        int count = _log.Read(partition, _positions[partition], batch);
        for (int i = 0; i < count; i++)
        {
            RecordView record = batch[i];
            try
            {
                if (!record.IsTombstone) into.Add(AlertCodec.Read(record.Value));
            }
            catch (AvroException e)
            {
                Interlocked.Increment(ref _unreadable);
                LogUnreadable(_logger, partition, record.Offset, e.Message);
            }
        }

        if (count > 0) _positions[partition] = batch[count - 1].Offset + 1;
    }

    private long NowMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    [LoggerMessage(Level = LogLevel.Error, Message = "{Partition} offset {Offset} is sent to nobody: {Reason}")]
    private static partial void LogUnreadable(ILogger logger, TopicPartition partition, long offset, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Partition}: {Count} alerts were deleted by retention before they were read")]
    private static partial void LogLost(ILogger logger, TopicPartition partition, long count);
}
