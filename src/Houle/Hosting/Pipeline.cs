using Houle.Configuration;
using Houle.Sinks.Client;
using Houle.Sinks.Schema;
using Houle.Sinks.Sink;
using Houle.Streams.Embedded;
using Houle.Streams.Log;
using Houle.Streams.Runtime;
using Houle.Streams.Topology;
using Microsoft.Extensions.Logging;

namespace Houle.Hosting;

/// <summary>Log, stages and sink in one process on one data folder, which it owns. ClickHouse runs elsewhere.</summary>
internal sealed class Pipeline : IAsyncDisposable
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(100);
    private const int TicksPerRetention = 50;

    private readonly EmbeddedLog _log;
    private readonly ClickHouseClient _client;
    private readonly StreamsRuntime _runtime;
    private readonly ClickHouseSink _sink;
    private readonly Task _sinking;
    private readonly CancellationTokenSource _stop = new();
    private readonly Backlog _backlog;

    private Pipeline(HouleConfig config, EmbeddedLog log, ClickHouseClient client, ILoggerFactory logs)
    {
        (_log, _client) = (log, client);
        TopologyOptions topology = config.ToTopology();
        _runtime = new StreamsRuntime(log, topology, config.ToRuntime(), TimeProvider.System);
        _sink = new ClickHouseSink(
            log, client, new ClickHouseSinkOptions { Run = config.Run }, logs.CreateLogger("sink"), TimeProvider.System);
        _backlog = new Backlog(
            log, [.. topology.Streams.Select(stream => ("observe", stream.Topic)), ("detect", TopicNames.Activity)]);
        _runtime.Start();
        _sinking = _sink.RunAsync(_stop.Token);
    }

    public ILog Log => _log;

    /// <summary>Records that some stage or the sink has not read yet.</summary>
    public long Lag => _backlog.Records() + _sink.Lag;

    /// <summary>Creates what is missing, restores what is there, and starts to work.</summary>
    public static async Task<Pipeline> Start(
        HouleConfig config, DataFolder folder, ClickHouseEndpoint endpoint, ILoggerFactory logs, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder.Log);
        EmbeddedLog log = EmbeddedLog.Open(folder.Log, TimeProvider.System);
        var client = new ClickHouseClient(endpoint);
        try
        {
            await new SchemaMigrator(client, new SchemaOptions(config.Privacy.KAnonymity)).ApplyAsync(cancel);
            return new Pipeline(config, log, client, logs);
        }
        catch
        {
            client.Dispose();
            log.Dispose();
            throw;
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
            // What ends before it is told to has failed: awaiting it throws.
            if (_runtime.Completion.IsCompleted) await _runtime.Completion;
            if (_sinking.IsCompleted) await _sinking;
            if (input.IsFaulted || input.IsCanceled) await input;
            tick();
            if (ticks % TicksPerRetention == 0) _log.EnforceRetention();
            if (input.IsCompletedSuccessfully && _backlog.IsEmpty()) break;
        }
        Task drained = _sink.DrainAsync(cancel: cancel);
        if (await Task.WhenAny(drained, _sinking) == _sinking) await _sinking;
        await drained;
        tick();
    }

    public async ValueTask DisposeAsync()
    {
        _runtime.Dispose();
        await _stop.CancelAsync();
        await _sinking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // a failure was thrown by RunToEnd
        _stop.Dispose();
        _client.Dispose();
        _log.Dispose();
    }
}
