using Houle.Configuration;
using Houle.Hosting.Alerts;
using Houle.Metrics;
using Houle.Sinks.Alerts;
using Houle.Sinks.Client;
using Houle.Sinks.Schema;
using Houle.Sinks.Sink;
using Houle.Streams.Log;
using Houle.Streams.Runtime;
using Houle.Streams.Topology;
using Microsoft.Extensions.Logging;

namespace Houle.Hosting;

/// <summary>Stages and sink in one process on one log, each if it is asked for. ClickHouse runs elsewhere.</summary>
internal sealed partial class Pipeline : IAsyncDisposable
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(100);
    private const int TicksPerRetention = 50;

    private readonly ILog _log;
    private readonly ClickHouseClient? _client;
    private readonly StreamsRuntime? _runtime;
    private readonly Task _sinking, _delivering, _watching;
    private readonly Task[] _ingesting;
    private readonly IDisposable? _export;
    private ClickHouseSink? _sink; // null in a process that is not to write, or not now
    private readonly CancellationTokenSource _stop = new();
    private readonly Backlog _backlog;

    private Pipeline(
        HouleConfig config, ILog log, bool streams, ClickHouseClient? client, ILoggerFactory logs, RegisteredSchemas? registered, TopicIngest? ingest)
    {
        (_log, _client) = (log, client);
        Watch = new LogWatch(log, TimeProvider.System);
        Metrics = new HouleMetrics(() => Watch.Lags, () => _runtime?.StreamTimes ?? [], TimeProvider.System);
        _export = OtlpExport.Start(config.Run, Instance);
        AlertNames names = new(Feeds.LoadCatalogue(config.Catalogue));
        TopologyOptions topology = config.ToTopology(names, CalendarAccess.Load(config.Detection.Calendars), RosterAccess.View(config).Known) with { Registered = registered };
        if (streams) _runtime = new StreamsRuntime(log, topology, Runtime(config, Metrics, logs.CreateLogger("streams")), TimeProvider.System);
        else foreach (TopicDefinition topic in HouleTopology.Topics(topology)) log.EnsureTopic(topic);
        _backlog = new Backlog(
            log, [.. HouleTopology.Groups(topology).SelectMany(group => group.Topics, (group, topic) => (group.Group, topic))]);
        _runtime?.Start();
        _watching = Watch.Run(_stop.Token);
        _ingesting = [.. ingest?.Works(log).Select(one => Alone(one.Name, one.Work, logs)) ?? []];
        _sinking = client is null ? Idle() : Alone("sinks", Sink, logs);
        _delivering = client is null || config.Alerts.Rules.Count == 0 ? Idle() : Alone("alerts", Deliver, logs);

        async Task Sink(CancellationToken cancel)
        {
            _sink = new ClickHouseSink(
                log, client, new ClickHouseSinkOptions { Run = config.Run }, logs.CreateLogger("sink"), TimeProvider.System);
            await _sink.RunAsync(cancel);
        }

        async Task Deliver(CancellationToken cancel)
        {
            AlertDeliveryOptions alerts = config.ToDelivery(names, log, logs);
            using AlertDeliveryService delivery = new(log, alerts, logs.CreateLogger("alerts"), TimeProvider.System);
            await delivery.RunAsync(cancel);
        }
    }

    public ILog Log => _log;

    /// <summary>What the log answers about the groups, asked now and then.</summary>
    public LogWatch Watch { get; }

    public HouleMetrics Metrics { get; }

    /// <summary>Records that some stage or the sink has not read yet.</summary>
    public long Lag => _backlog.Records() + (_sink?.Lag ?? 0);

    /// <summary>Creates what is missing, restores what is there, and starts to work.</summary>
    /// <param name="log">Disposed with the pipeline, also when the start fails.</param>
    /// <param name="streams">Whether to run the stages.</param>
    /// <param name="endpoint">Where the sink writes; null for no sink.</param>
    /// <param name="registered">What the ids of framed events mean; null without a registry. Disposed by the caller.</param>
    /// <param name="ingest">The topics that are re-keyed; null for none.</param>
    public static async Task<Pipeline> Start(
        HouleConfig config, ILog log, bool streams, ClickHouseEndpoint? endpoint, ILoggerFactory logs, CancellationToken cancel,
        RegisteredSchemas? registered = null, TopicIngest? ingest = null)
    {
        ClickHouseClient? client = endpoint is null ? null : new ClickHouseClient(endpoint);
        try
        {
            if (client is not null)
                await new SchemaMigrator(client, new SchemaOptions(config.Privacy.KAnonymity, config.Retention.RowsDays, config.Retention.DeadLetterRowsDays)).ApplyAsync(cancel);
            return new Pipeline(config, log, streams, client, logs, registered, ingest);
        }
        catch
        {
            client?.Dispose();
            log.Dispose();
            throw;
        }
    }

    /// <summary>Works until it is cancelled, or until a part fails.</summary>
    public async Task Run(CancellationToken cancel)
    {
        for (int ticks = 1; !cancel.IsCancellationRequested; ticks++)
        {
            await Task.Delay(TickInterval, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ThrowIfFailed();
            if (ticks % TicksPerRetention == 0) _log.EnforceRetention();
        }
    }

    /// <summary>Works until <paramref name="input"/> has ended and all that it wrote, and all that came of it, is in
    /// ClickHouse. Fails as soon as any part does.</summary>
    /// <param name="input">Writes into <see cref="Log"/>.</param>
    /// <param name="tick">Called now and then.</param>
    public async Task RunToEnd(Task input, Action tick, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(TickInterval);
        for (int ticks = 1; await timer.WaitForNextTickAsync(cancel); ticks++)
        {
            await ThrowIfFailed();
            if (input.IsFaulted || input.IsCanceled) await input;
            tick();
            if (ticks % TicksPerRetention == 0) _log.EnforceRetention();
            if (input.IsCompletedSuccessfully && _backlog.IsEmpty()) break;
        }
        await Drain(cancel);
        tick();
    }

    /// <summary>Waits until all that the result topics hold now is in ClickHouse. Fails as soon as the sink does.</summary>
    public async Task Drain(CancellationToken cancel)
    {
        Task drained = _sink?.DrainAsync(cancel: cancel) ?? Task.CompletedTask;
        if (await Task.WhenAny(drained, _sinking) == _sinking) await _sinking;
        await drained;
    }

    public async ValueTask DisposeAsync()
    {
        _runtime?.Dispose();
        await _stop.CancelAsync();
        foreach (Task ingesting in _ingesting) await ingesting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _sinking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // a failure was thrown by RunToEnd
        await _delivering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _export?.Dispose();
        Metrics.Dispose();
        _stop.Dispose();
        _client?.Dispose();
        _log.Dispose();
    }

    /// <summary>What ends before it is told to has failed: awaiting it throws.</summary>
    private async Task ThrowIfFailed()
    {
        if (_runtime is { Completion.IsCompleted: true }) await _runtime.Completion;
        if (Array.Find(_ingesting, ingesting => ingesting.IsCompleted) is { } ended) await ended;
        if (_sinking.IsCompleted) await _sinking;
        if (_delivering.IsCompleted) await _delivering;
    }

    /// <summary>Work that one process alone may do: this one where the log is its own, else the one that the group names.</summary>
    private Task Alone(string name, Func<CancellationToken, Task> work, ILoggerFactory logs) => _log is ISharedLog shared
        ? new Leader(shared, name, Instance, work, logs.CreateLogger(name)).Run(_stop.Token)
        : work(_stop.Token);

    private Task Idle() => Task.Delay(Timeout.Infinite, _stop.Token);

    /// <summary>On a shared log every process commits under ids of its own: a name that another start had may still be fenced.</summary>
    private static string Instance => $"{Environment.MachineName}-{Environment.ProcessId}-";

    private static RuntimeOptions Runtime(HouleConfig config, HouleMetrics metrics, ILogger logger) => config.ToRuntime() with
    {
        Committed = metrics.Committed,
        Instance = config.Kafka.Bootstrap is null ? "" : Instance,
        Progress = line => LogProgress(logger, line),
        Restarted = failure =>
        {
            metrics.Restarted();
            LogRestarted(logger, failure.Message);
        },
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Line}")]
    private static partial void LogProgress(ILogger logger, string line);

    [LoggerMessage(Level = LogLevel.Warning, Message = "a thread starts again from the last commit: {Reason}")]
    private static partial void LogRestarted(ILogger logger, string reason);
}
