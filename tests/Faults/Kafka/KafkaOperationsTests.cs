using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Houle.Faults.Harness;
using Houle.Sinks.Server;

namespace Houle.Faults.Kafka;

/// <summary>What an operator asks, on a real broker beside a running instance: topics, tail, doctor, metrics and health.</summary>
public sealed partial class KafkaOperationsTests(KafkaBroker broker)
{
    private const int Count = 40_000, PerSecond = 200;
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Operator_sees_topics_records_checks_metrics_and_health_of_a_running_instance()
    {
        try
        {
            LibChdb.FindOrFetch();
        }
        catch (EmbeddedClickHouseException e)
        {
            Assert.Skip(e.Message);
        }

        using KafkaDeployment deployment = new(broker.Bootstrap);
        await deployment.Load(Count, PerSecond);
        await using FaultProcess running = deployment.Start(roles: "streams,sinks,web");
        string? line = await running.WaitForError(text => text.Contains("the page is at", StringComparison.Ordinal), 1, Bound);
        line.ShouldNotBeNull($"{running}");
        using HttpClient http = new() { BaseAddress = new Uri(line[(line.LastIndexOf(' ') + 1)..]) };
        await deployment.WaitForEnd(running);

        string metrics = await http.GetStringAsync("/metrics");
        for (DateTime until = DateTime.UtcNow + Bound; Value(metrics, "houle_consumer_lag{group=\"observe\",topic=\"mentions\"}") != 0 && DateTime.UtcNow < until;)
        {
            await Task.Delay(500); // the log is asked every few seconds
            metrics = await http.GetStringAsync("/metrics");
        }

        Value(metrics, "houle_consumer_lag{group=\"observe\",topic=\"mentions\"}").ShouldBe(0, metrics);
        EventCounts().Matches(metrics).Sum(match => double.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture)).ShouldBe(Count, metrics);
        Value(metrics, "houle_records_total").ShouldBeGreaterThan(Count);
        Value(metrics, "houle_commit_duration_seconds_count").ShouldBeGreaterThan(0);
        Value(metrics, "houle_watermark_lag_seconds{topic=\"mentions\"}").ShouldBeGreaterThan(0);
        using (HttpResponseMessage health = await http.GetAsync("/health"))
            (await health.Content.ReadAsStringAsync()).ShouldBe("""{"ok":true,"log":"ok","clickhouse":"ok"}""", $"{health.StatusCode}");

        JsonNode mentions = JsonNode.Parse(await Answer(deployment, "topics", "--json"))!["topics"]!.AsArray().Single(topic => $"{topic!["topic"]}" == "mentions")!;
        mentions["records"]!.GetValue<long>().ShouldBe(Count);
        mentions["partitions"]!.AsArray().Sum(partition => partition!["groups"]!.AsArray().Single(group => $"{group!["group"]}" == "observe")!["lag"]!.GetValue<long>()).ShouldBe(0);

        string[] tail = (await Answer(deployment, "tail", "houle.city-windows", "--from", "0", "--count", "3", "--json")).TrimEnd().Split('\n');
        tail.Select(record => $"{JsonNode.Parse(record)!["type"]}").ShouldBe(["CityWindow", "CityWindow", "CityWindow"]);

        JsonNode doctor = JsonNode.Parse(await Answer(deployment, "doctor", "--json"))!;
        doctor["ok"]!.GetValue<bool>().ShouldBeTrue(doctor.ToString());
        Dictionary<string, string> found = doctor["checks"]!.AsArray().ToDictionary(check => $"{check!["name"]}", check => $"{check!["found"]}");
        found.ShouldContainKey("lag"); // the sinks may still be on their way
        found["accounting of social"].ShouldStartWith("40,000 read = 40,000 accepted");
        found["watermark of social"].ShouldStartWith("2025-06-15 15:0");
        found["dead letters"].ShouldBe("none");
    }

    private static async Task<string> Answer(KafkaDeployment deployment, params string[] arguments)
    {
        await using FaultProcess command = deployment.Houle(arguments);
        (await command.WaitForExit(Bound)).ShouldBe(0, $"{command}");
        return string.Join('\n', command.Lines);
    }

    private static double Value(string metrics, string series) =>
        metrics.Split('\n').FirstOrDefault(line => line.StartsWith(series + " ", StringComparison.Ordinal)) is { } line
            ? double.Parse(line[(series.Length + 1)..], CultureInfo.InvariantCulture)
            : -1;

    [GeneratedRegex("^houle_events_total\\{stream=\"social\",.*\\} (?<count>\\d+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex EventCounts();
}
