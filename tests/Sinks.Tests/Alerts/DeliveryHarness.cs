using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Sinks.Alerts;
using Houle.Sinks.Alerts.Channels;
using Houle.Sinks.Alerts.Messages;
using Houle.Sinks.Alerts.Rules;
using Houle.Streams.Alerts;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;
using Microsoft.Extensions.Logging;

namespace Houle.Sinks.Tests.Alerts;

/// <summary>A memory log with houle.alerts, and delivery services that are started and stopped on it.</summary>
internal sealed class DeliveryHarness : IDisposable
{
    private readonly ILogProducer _producer;
    private readonly CommitBatch _batch = new();

    public DeliveryHarness(int partitions = 2)
    {
        Log.EnsureTopic(new TopicDefinition("houle.alerts", partitions));
        _producer = Log.OpenProducer("test");
    }

    public MemoryLog Log { get; } = new(TimeProvider.System);

    public ListLogger Logger { get; } = new();

    public void Dispose()
    {
        _producer.Dispose();
        Log.Dispose();
    }

    /// <summary>Appends alerts in one commit, as a tick does.</summary>
    public void Append(params IEnumerable<AlertRecord> alerts)
    {
        _batch.Clear();
        foreach (AlertRecord alert in alerts)
        {
            AlertCodec.Write(alert, _batch.Begin(new TopicPartition("houle.alerts", alert.Id.Length % 2), CommitBatch.StampAtCommit, default));
            _batch.End();
        }

        _producer.Commit(_batch);
    }

    public void AppendBytes(byte[] value)
    {
        _batch.Clear();
        _batch.Append(new TopicPartition("houle.alerts", 0), CommitBatch.StampAtCommit, "k"u8, value);
        _producer.Commit(_batch);
    }

    public AlertDeliveryService Create(AlertDeliveryOptions options, TimeProvider? time = null) =>
        new(Log, options, Logger, time ?? TimeProvider.System);

    /// <summary>Runs a service until a condition holds, and stops it.</summary>
    public async Task RunUntilAsync(AlertDeliveryOptions options, Func<AlertDeliveryService, bool> done, TimeProvider? time = null)
    {
        using AlertDeliveryService service = Create(options, time);
        await RunUntilAsync(service, () => done(service));
    }

    public async Task RunUntilAsync(AlertDeliveryService service, Func<bool> done)
    {
        using var stop = new CancellationTokenSource();
        Task run = service.RunAsync(stop.Token);
        await Eventually.BecomesTrueAsync(() => done() || run.IsCompleted, string.Join('\n', Logger.Lines.Select(line => line.Text)), 20_000);
        await stop.CancelAsync();
        await run;
    }

    /// <summary>Each step in the outbox: state, alert, destination, message.</summary>
    public List<(DeliveryState State, string Alert, string Destination, string Message, string Reason)> Steps()
    {
        List<(DeliveryState, string, string, string, string)> steps = [];
        Log.Scan(new TopicPartition("houle.alert-deliveries", 0), (scoped in RecordView record) =>
        {
            AlertDelivery.Read(SingleObject.Body(record.Value), out AlertDelivery step);
            steps.Add((step.State, Text(step.AlertId), Text(step.Destination), Text(step.Message), step.HasReason ? Text(step.Reason) : ""));
        });
        return steps;
    }

    public static AlertRecord Now(int number, int severity = 6) =>
        SomeAlert.Of(number, severity, atMs: DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());

    public static Destination To(string name, Uri url, int triesMax = 100, TimeSpan? giveUpAfter = null) => new()
    {
        Name = name, TriesMax = triesMax, BackoffMin = TimeSpan.FromMilliseconds(5), BackoffMax = TimeSpan.FromMilliseconds(50),
        GiveUpAfter = giveUpAfter ?? TimeSpan.FromDays(1),
        Channel = new HttpChannel(url, WebhookFormat.Instance, null, TimeSpan.FromSeconds(10), TimeProvider.System),
    };

    public static AlertRule Rule(params string[] to) => new() { Name = "liege", To = to };

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
