using System.Diagnostics;
using System.Globalization;
using Houle.Bench.Streams;
using Houle.Sinks.Alerts;
using Houle.Sinks.Alerts.Channels;
using Houle.Sinks.Alerts.Messages;
using Houle.Sinks.Alerts.Rules;
using Houle.Streams.Embedded;
using Houle.Streams.Log;
using Houle.Streams.Runtime;
using Houle.Streams.Topology;
using Microsoft.Extensions.Logging.Abstractions;

namespace Houle.Bench.Alerts;

/// <summary>How long after the event that closes a window its alert is on the wire: through the log in one folder, all three stages,
/// the outbox and a webhook on this machine, at a steady rate and with many keys under watch.</summary>
/// <remarks>Event time runs faster than the clock, so that there are enough windows to speak of a percentile. The webhook counts when
/// the last byte of its request has come.</remarks>
internal static class AlertLatencyBench
{
    private const long MinuteMs = 60_000;

    public static Area Area { get; } = new(
        "alert-latency", "from the event that closes a window to its alert on the wire: [--seconds N] [--rate N] [--speed N] [--keys N] [--threads N]; --joined: from the event that closes the last joined stream's minute to the alert's update with stock and advice", Run);

    private static async Task<int> Run(string[] args)
    {
        int seconds = (int)StreamsBench.Option(args, "--seconds", 180), rate = (int)StreamsBench.Option(args, "--rate", 20_000);
        int speed = (int)StreamsBench.Option(args, "--speed", 10), keys = (int)StreamsBench.Option(args, "--keys", 1_000_000);
        int threads = (int)StreamsBench.Option(args, "--threads", 2);
        string folder = Path.Combine(Path.GetTempPath(), $"houle-alert-latency-{Environment.ProcessId}");
        bool joined = args.Contains("--joined");
        TopologyOptions topology = new()
        {
            Detection = new DetectionOptions { LearningDays = 2 },
            Signals = !joined ? null : new SignalOptions { Cities = Enumerable.Range(0, StoreLoad.Cities).Select(StoreLoad.CityOf).ToHashSet(StringComparer.Ordinal) },
        };
        try
        {
            using EmbeddedLog log = EmbeddedLog.Open(folder, TimeProvider.System);
            foreach (TopicDefinition topic in HouleTopology.Topics(topology)) log.EnsureTopic(topic);
            using StreamsRuntime runtime = new(log, topology, new RuntimeOptions { Threads = threads }, TimeProvider.System);
            runtime.Start();
            StoreLoad? stores = joined ? new StoreLoad(log, topology) : null;
            AlertLoad load = new(log, topology.Streams.First(stream => stream.Stream == Events.Stream.Social), keys, stores);
            load.History(new TopicPartition(TopicNames.CityWindows, 0));

            using WebhookReceiver receiver = new();
            Destination webhook = new()
            {
                Name = "bench", Channel = new HttpChannel(receiver.Url, WebhookFormat.Instance, null, TimeSpan.FromSeconds(30), TimeProvider.System),
            };
            AlertRule rule = new() { Name = "all", To = ["bench"], DigestOver = 10_000, Cooldown = TimeSpan.Zero };
            using AlertDeliveryService delivery = new(
                log, new AlertDeliveryOptions { Rules = [rule], Destinations = [webhook], StaleAfter = TimeSpan.FromDays(10_000) }, NullLogger.Instance, TimeProvider.System);
            using CancellationTokenSource stop = new();
            Task delivering = delivery.RunAsync(stop.Token);
            Dictionary<long, long> closed = await Task.Factory.StartNew(() => load.Live(seconds, rate, speed), TaskCreationOptions.LongRunning);
            await Task.Delay(TimeSpan.FromSeconds(5)); // the last alerts are on their way
            await stop.CancelAsync();
            await delivering;
            runtime.Stop();
            List<Arrival> arrived = Arrival.Of(receiver.Received());
            if (stores is null) Print("alerts", closed, arrived, rate, speed, keys);
            else Print("joined updates", stores.Closed, [.. arrived.Where(alert => alert.IsJoined)], rate, speed, keys);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    /// <summary>An alert belongs to the minute whose end it names; the first fifth of the minutes is warm-up.</summary>
    private static void Print(string what, Dictionary<long, long> closed, List<Arrival> arrived, int rate, int speed, int keys)
    {
        HashSet<long> counted = [.. closed.Keys.Order().Skip(closed.Count / 5)];
        double[] all =
        [
            .. arrived.Where(alert => counted.Contains(alert.UpdatedAtMs))
                .Select(alert => Stopwatch.GetElapsedTime(closed[alert.UpdatedAtMs], alert.At).TotalMilliseconds).Order(),
        ];
        Console.WriteLine($"| events/s | event time / clock | keys | minutes | {what} | p50 ms | p90 ms | p99 ms | worst ms |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        if (all.Length == 0)
        {
            Console.WriteLine($"| none in {counted.Count} minutes |");
            return;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {rate} | {speed} | {keys} | {counted.Count} | {all.Length} | {At(0.5):0} | {At(0.9):0} | {At(0.99):0} | {all[^1]:0} |"));

        double At(double share) => all[Math.Min(all.Length - 1, (int)(all.Length * share))];
    }
}
