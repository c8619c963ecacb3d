using System.Text.Json.Nodes;
using Houle.Avro.Binary;
using Houle.Bench.Alerts;
using Houle.Events;
using Houle.Faults.Harness;
using Houle.Streams.Embedded;
using Houle.Streams.Log;

namespace Houle.Faults.Alerts;

/// <summary>The outbox under kill -9: every alert arrives, and what arrives again does so under the same key with the same alerts.</summary>
public sealed class AlertKillTests : IDisposable
{
    private const int Alerts = 61;

    private readonly TemporaryFolder _folder = new();
    private readonly WebhookReceiver _receiver = new();

    public void Dispose()
    {
        _receiver.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("alerts.planned")]
    [InlineData("alerts.before-send")]
    [InlineData("alerts.after-send")]
    public async Task Kill_at_a_step_of_delivery_loses_no_alert_and_keeps_the_keys(string step)
    {
        Fault[] faults = [new Fault.KillAt(step, 1), new Fault.KillAt(step, 1), new Fault.KillAt(step, 2)];
        Disturbed.Result result = await Disturbed.Run(Start, line => line == "ready", faults);

        result.Struck.ShouldBeGreaterThanOrEqualTo(1);
        Check();
    }

    private FaultProcess Start(Fault.KillAt? killAt) => FaultProcess.StartDotnet(
        typeof(AlertLoop).Assembly.Location, ["alert-loop", _folder.Sub("log"), _receiver.Url.AbsoluteUri, $"{Alerts}"], killAt);

    private void Check()
    {
        (string Key, string[] Alerts)[] received = [.. _receiver.Received().Select(call => (call.Key!, AlertsOf(call.Body)))];
        received.SelectMany(message => message.Alerts).Distinct().Count().ShouldBe(Alerts);
        // One key is one message: a receiver that drops a key it knows has every alert exactly once.
        foreach (var again in received.GroupBy(message => message.Key))
            again.Select(message => string.Join(',', message.Alerts)).Distinct().Count().ShouldBe(1, again.Key);
        received.DistinctBy(message => message.Key).Sum(message => message.Alerts.Length).ShouldBe(Alerts);

        using ILog log = EmbeddedLog.OpenReadOnly(_folder.Sub("log"));
        int planned = 0, sent = 0;
        log.Scan(new TopicPartition("houle.alert-deliveries", 0), (scoped in RecordView record) =>
        {
            AlertDelivery.Read(SingleObject.Body(record.Value), out AlertDelivery delivery);
            if (delivery.State == DeliveryState.Planned) planned++;
            if (delivery.State == DeliveryState.Sent) sent++;
        });
        planned.ShouldBe(Alerts);
        sent.ShouldBe(Alerts);
    }

    private static string[] AlertsOf(string body) => [.. JsonNode.Parse(body)!["alerts"]!.AsArray().Select(alert => alert!["id"]!.GetValue<string>())];
}
