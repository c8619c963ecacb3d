using System.Net;
using System.Text.Json.Nodes;
using Houle.Avro.Binary;
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
    private readonly HttpListener _listener = new();
    private readonly List<(string Key, string[] Alerts)> _received = [];
    private readonly Task _serving;
    private readonly string _url;

    public AlertKillTests()
    {
        using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            _url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        }

        _listener.Prefixes.Add(_url);
        _listener.Start();
        _serving = Task.Run(Serve);
    }

    public void Dispose()
    {
        _listener.Stop();
        _serving.Wait(TimeSpan.FromSeconds(10));
        _listener.Close();
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
        typeof(AlertLoop).Assembly.Location, ["alert-loop", _folder.Sub("log"), _url, $"{Alerts}"], killAt);

    private void Check()
    {
        lock (_received)
        {
            _received.SelectMany(message => message.Alerts).Distinct().Count().ShouldBe(Alerts);
            // One key is one message: a receiver that drops a key it knows has every alert exactly once.
            foreach (var again in _received.GroupBy(message => message.Key))
                again.Select(message => string.Join(',', message.Alerts)).Distinct().Count().ShouldBe(1, again.Key);
            _received.DistinctBy(message => message.Key).Sum(message => message.Alerts.Length).ShouldBe(Alerts);
        }

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
                return; // the test has ended
            }

            using var reader = new StreamReader(context.Request.InputStream);
            JsonNode json = JsonNode.Parse(await reader.ReadToEndAsync())!;
            string[] alerts = [.. json["alerts"]!.AsArray().Select(alert => alert!["id"]!.GetValue<string>())];
            lock (_received) _received.Add((context.Request.Headers["Idempotency-Key"]!, alerts));
            try
            {
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                continue; // the sender was killed while it waited
            }
        }
    }
}
