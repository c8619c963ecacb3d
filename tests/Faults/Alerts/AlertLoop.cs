using System.Globalization;
using Houle.Events;
using Houle.Sinks.Alerts;
using Houle.Sinks.Alerts.Channels;
using Houle.Sinks.Alerts.Messages;
using Houle.Sinks.Alerts.Outbox;
using Houle.Sinks.Alerts.Rules;
using Houle.Streams.Alerts;
using Houle.Streams.Embedded;
using Houle.Streams.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace Houle.Faults.Alerts;

/// <summary>The program that gets killed: appends numbered alerts, some at a time, and delivers them to a URL.</summary>
/// <remarks>alert-loop FOLDER URL ALERTS. It says "ready" and, when every alert is settled, "done".</remarks>
internal static class AlertLoop
{
    public const int PerTick = 10;

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    public static async Task<int> Run(string[] args)
    {
        int wanted = int.Parse(args[2], CultureInfo.InvariantCulture);
        using EmbeddedLog log = EmbeddedLog.Open(args[0], TimeProvider.System);
        log.EnsureTopic(new TopicDefinition("houle.alerts", 1));
        var destination = new Destination
        {
            Name = "test", Channel = new HttpChannel(new Uri(args[1]), WebhookFormat.Instance, null, TimeSpan.FromSeconds(30), TimeProvider.System),
        };
        // Ticks of ten pass digest_over, so that digests are killed too; what is left over goes alone.
        var rule = new AlertRule { Name = "rule", To = ["test"], DigestOver = 4, Cooldown = TimeSpan.Zero };
        using var service = new AlertDeliveryService(
            log, new AlertDeliveryOptions { Rules = [rule], Destinations = [destination] }, NullLogger.Instance, TimeProvider.System);
        Console.WriteLine("ready");
        using var stop = new CancellationTokenSource(Bound);
        Task run = service.RunAsync(stop.Token);
        Append(log, wanted);
        while (log.Position("alert-router", new TopicPartition("houle.alerts", 0))?.Next < wanted || AlertOutbox.Restore(log, _ => { }).Count > 0)
        {
            if (run.IsCompleted) break;
            await Task.Delay(20, stop.Token);
        }

        await stop.CancelAsync();
        await run;
        Console.WriteLine("done");
        return 0;
    }

    private static void Append(EmbeddedLog log, int wanted)
    {
        var partition = new TopicPartition("houle.alerts", 0);
        using ILogProducer producer = log.OpenProducer("appender");
        var batch = new CommitBatch();
        for (long n = log.Range(partition).End; n < wanted;)
        {
            batch.Clear();
            // Now and then a tick has one alert alone.
            long until = Math.Min(wanted, n % 30 == 0 ? n + 1 : n + PerTick);
            for (; n < until; n++)
            {
                AlertCodec.Write(Alert(n), batch.Begin(partition, CommitBatch.StampAtCommit, default));
                batch.End();
            }

            producer.Commit(batch);
        }
    }

    private static AlertRecord Alert(long number) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"alert-{number}"), Cell = "be/liege", Kind = EntityKind.Sound,
        Entity = string.Create(CultureInfo.InvariantCulture, $"sound-{number}"), Severity = 5, People = 40, Phase = TrendPhase.Rising,
        UpdatedAtMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), Evidence = new AlertEvidence { Observed = 9, Expected = 2, Test = "t" },
    };
}
