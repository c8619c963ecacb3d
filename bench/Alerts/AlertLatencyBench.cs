using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
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
        "alert-latency", "from the event that closes a window to its alert on the wire: [--seconds N] [--rate N] [--speed N] [--keys N] [--threads N]", Run);

    private static async Task<int> Run(string[] args)
    {
        int seconds = (int)StreamsBench.Option(args, "--seconds", 180), rate = (int)StreamsBench.Option(args, "--rate", 20_000);
        int speed = (int)StreamsBench.Option(args, "--speed", 10), keys = (int)StreamsBench.Option(args, "--keys", 1_000_000);
        int threads = (int)StreamsBench.Option(args, "--threads", 2);
        string folder = Path.Combine(Path.GetTempPath(), $"houle-alert-latency-{Environment.ProcessId}");
        TopologyOptions topology = new() { Detection = new DetectionOptions { LearningDays = 2 } };
        try
        {
            using EmbeddedLog log = EmbeddedLog.Open(folder, TimeProvider.System);
            foreach (TopicDefinition topic in HouleTopology.Topics(topology)) log.EnsureTopic(topic);
            using StreamsRuntime runtime = new(log, topology, new RuntimeOptions { Threads = threads }, TimeProvider.System);
            runtime.Start();
            AlertLoad load = new(log, topology.Streams[0], keys);
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
            Print(closed, receiver.Arrived(), rate, speed, keys);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    /// <summary>An alert belongs to the minute whose end it names; the first fifth of the minutes is warm-up.</summary>
    private static void Print(Dictionary<long, long> closed, List<(long UpdatedAtMs, long At)> arrived, int rate, int speed, int keys)
    {
        HashSet<long> counted = [.. closed.Keys.Order().Skip(closed.Count / 5)];
        double[] all =
        [
            .. arrived.Where(alert => counted.Contains(alert.UpdatedAtMs))
                .Select(alert => Stopwatch.GetElapsedTime(closed[alert.UpdatedAtMs], alert.At).TotalMilliseconds).Order(),
        ];
        Console.WriteLine("| events/s | event time / clock | keys | minutes | alerts | p50 ms | p90 ms | p99 ms | worst ms |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        if (all.Length == 0)
        {
            Console.WriteLine($"| no alert in {counted.Count} minutes |");
            return;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {rate} | {speed} | {keys} | {counted.Count} | {all.Length} | {At(0.5):0} | {At(0.9):0} | {At(0.99):0} | {all[^1]:0} |"));

        double At(double share) => all[Math.Min(all.Length - 1, (int)(all.Length * share))];
    }

    /// <summary>A webhook that notes when each alert came.</summary>
    private sealed class WebhookReceiver : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly List<(long, long)> _arrived = [];
        private readonly Task _serving;

        public WebhookReceiver()
        {
            using (TcpListener probe = new(IPAddress.Loopback, 0))
            {
                probe.Start();
                Url = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
            }

            _listener.Prefixes.Add(Url.AbsoluteUri);
            _listener.Start();
            _serving = Task.Run(Serve);
        }

        public Uri Url { get; }

        public List<(long UpdatedAtMs, long At)> Arrived()
        {
            lock (_arrived) return [.. _arrived];
        }

        public void Dispose()
        {
            _listener.Stop();
            _serving.Wait(TimeSpan.FromSeconds(10));
            _listener.Close();
        }

        private async Task Serve()
        {
            while (true)
            {
                HttpListenerContext context;
                try
                {
                    context = await _listener.GetContextAsync();
                }
                catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
                {
                    return; // the measurement has ended
                }

                using StreamReader reader = new(context.Request.InputStream, Encoding.UTF8);
                string body = await reader.ReadToEndAsync();
                long at = Stopwatch.GetTimestamp();
                context.Response.Close();
                foreach (JsonNode? alert in JsonNode.Parse(body)!["alerts"]!.AsArray())
                {
                    long updated = DateTimeOffset.Parse(alert!["updated_at"]!.GetValue<string>(), CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
                    lock (_arrived) _arrived.Add((updated, at));
                }
            }
        }
    }
}
