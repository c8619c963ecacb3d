using Houle.Sinks.Client;
using Houle.Sinks.Schema;
using Houle.Sinks.Sink;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Houle.Sinks.Tests;

/// <summary>A memory log with the sink's topics, and sinks that are started and stopped on it.</summary>
internal sealed class SinkHarness : IDisposable
{
    public const string Windows = "houle.city-windows", AccountingTopic = "houle.accounting", DeadLetters = "houle.dead-letters", Audience = "houle.audience-quality", Growth = "houle.creator-growth", PostEvents = "houle.post-events", Campaigns = "houle.campaigns";

    public const string Trends = "houle.trends", Signals = "houle.signals", AlertTopic = "houle.alerts", Feedback = "houle.alert-feedback";

    private readonly ILogProducer _producer;
    private readonly CommitBatch _batch = new();

    public SinkHarness(int partitions = 2, MemoryLogFaults? faults = null)
    {
        Log = new MemoryLog(TimeProvider.System, new MemoryLogOptions { Faults = faults ?? MemoryLogFaults.None });
        foreach (string topic in new[] { Windows, AccountingTopic, DeadLetters, Audience, Growth, PostEvents, Campaigns, Trends, Signals, AlertTopic, Feedback })
            Log.EnsureTopic(new TopicDefinition(topic, partitions));
        _producer = Log.OpenProducer("test");
    }

    public MemoryLog Log { get; }

    /// <summary>Appends windows to the partition that their cell hashes to.</summary>
    public void Append(IEnumerable<WindowModel> windows)
    {
        int partitions = Log.Topics.First(topic => topic.Definition.Name == Windows).Definition.Partitions;
        foreach (WindowModel window in windows)
        {
            int partition = window.Cell.Length % partitions;
            window.Write(_batch.Begin(new TopicPartition(Windows, partition), 1_700_000_000_000, default));
            _batch.End();
        }

        Commit();
    }

    public void Append(string topic, Action<Avro.Binary.ByteBuffer> write)
    {
        write(_batch.Begin(new TopicPartition(topic, 0), 1_700_000_000_000, default));
        _batch.End();
        Commit();
    }

    public ClickHouseSink CreateSink(ClickHouseClient client, ClickHouseSinkOptions? options = null) =>
        new(Log, client, options ?? Options(), NullLogger.Instance, TimeProvider.System);

    public static ClickHouseSinkOptions Options(int rowsMax = 1000) => new()
    {
        RowsMax = rowsMax,
        RowsMin = 1,
        FlushInterval = TimeSpan.FromMilliseconds(5),
        BackoffMax = TimeSpan.FromMilliseconds(200),
    };

    /// <summary>Applies the schema, then runs a sink until it has everything.</summary>
    public async Task WriteAllAsync(ClickHouseClient client, int kPeople = 5)
    {
        await new SchemaMigrator(client, new SchemaOptions(kPeople)).ApplyAsync();
        await RunUntilDrainedAsync(CreateSink(client));
    }

    public static async Task RunUntilDrainedAsync(ClickHouseSink sink)
    {
        using var stop = new CancellationTokenSource();
        Task run = sink.RunAsync(stop.Token);
        Task drained = sink.DrainAsync(cancel: stop.Token).WaitAsync(TimeSpan.FromSeconds(60));
        await Task.WhenAny(run, drained);
        // A sink that failed says why; those who wait for it learn only that it ended.
        if (!drained.IsCompletedSuccessfully) await run.WaitAsync(TimeSpan.FromSeconds(10));
        await drained;
        await stop.CancelAsync();
        await run;
    }

    public void Dispose()
    {
        _producer.Dispose();
        Log.Dispose();
    }

    private void Commit()
    {
        _producer.Commit(_batch);
        _batch.Clear();
    }
}
