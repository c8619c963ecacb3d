using System.Diagnostics;
using Houle.Sinks.Client;
using Houle.Sinks.Sink;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Houle.Bench.Sink;

/// <summary>A sink that runs, as it does in a service, while loads come and are waited for.</summary>
internal sealed class RunningSink : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ILogProducer _producer;
    private readonly ClickHouseSink _sink;
    private readonly Task _run;

    public RunningSink(MemoryLog log, ClickHouseClient client, ClickHouseSinkOptions options)
    {
        WindowLoad.CreateTopics(log);
        _producer = log.OpenProducer("load");
        _sink = new ClickHouseSink(log, client, options, NullLogger.Instance, TimeProvider.System);
        _run = _sink.RunAsync(_stop.Token);
    }

    /// <returns>Seconds, and this process's CPU seconds, from the commit of a load until its last row is in the table.</returns>
    public async Task<(double Seconds, double CpuSeconds)> WriteAsync(WindowLoad load)
    {
        CommitBatch batch = load.Batch();
        GC.Collect();
        _producer.Commit(batch);
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long started = Stopwatch.GetTimestamp();
        await _sink.DrainAsync();
        return (Stopwatch.GetElapsedTime(started).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _producer.Dispose();
        _stop.Dispose();
    }
}
