using Houle.Avro.Binary;
using Houle.Events;
using Houle.Faults.Harness;
using Houle.Sinks.Client;
using Houle.Sinks.Server;
using Houle.Streams.Log;
using Houle.Streams.Topology;
using Microsoft.Extensions.Logging.Abstractions;

namespace Houle.Faults.Kafka;

/// <summary>Two instances with the role sinks on one broker and one ClickHouse: one writes at a time, and when it is killed the
/// other goes on.</summary>
public sealed class KafkaSinkTests(KafkaBroker broker, ITestOutputHelper output)
{
    private const int Count = 120_000, PerSecond = 300;
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Writing_instance_is_killed_and_the_other_leaves_every_row_once()
    {
        Seeds seeds = new(6);
        output.WriteLine($"{seeds}");
        using TemporaryFolder folder = new();
        await using EmbeddedClickHouse server = await Server(folder);
        using KafkaDeployment deployment = new(broker.Bootstrap, server.Endpoint.Address);
        await deployment.Load(Count, PerSecond);
        await using FaultProcess first = deployment.Start(roles: "streams,sinks");
        await first.WaitForError(Writes, 1, Bound);
        await using FaultProcess second = deployment.Start(roles: "streams,sinks");
        await second.WaitForError(KafkaDeployment.IsRunning, 1, Bound);
        await Task.Delay(seeds.NextDelay(1_500));
        // Which of the two writes is the group's choice: a second member may have been given the seat.
        (FaultProcess writer, FaultProcess other) = WritesNow(second) ? (second, first) : (first, second);
        int before = Taken(other);
        writer.Kill();
        (await other.WaitForError(Writes, before + 1, Bound)).ShouldNotBeNull($"{seeds}; {other}");
        await deployment.WaitForEnd();

        (long rows, long count) expected = Expected(deployment);
        using ClickHouseClient client = new(server.Endpoint with { Database = "houle" });
        DateTime until = DateTime.UtcNow + Bound;
        while (await client.QueryLongAsync("SELECT count() FROM city_windows") < expected.rows && DateTime.UtcNow < until) await Task.Delay(200);
        (await client.QueryLongAsync("SELECT count() FROM city_windows")).ShouldBe(expected.rows, $"{seeds}; {other}");
        (await client.QueryLongAsync("SELECT uniqExact(partition, offset, row) FROM city_windows")).ShouldBe(expected.rows, $"{seeds}");
        (await client.QueryLongAsync("SELECT sum(count) FROM city_windows")).ShouldBe(expected.count, $"{seeds}");
        WritesNow(other).ShouldBeTrue($"{other}");
    }

    private static bool Writes(string line) => line.Contains("this instance does the sinks now", StringComparison.Ordinal);

    private static bool Stops(string line) => line.Contains("this instance no longer does the sinks", StringComparison.Ordinal);

    private static int Taken(FaultProcess process) => process.Errors.Split('\n').Count(Writes);

    private static bool WritesNow(FaultProcess process) => Taken(process) > process.Errors.Split('\n').Count(Stops);

    /// <summary>Rows that the windows in the topic make, and the sum of their counts.</summary>
    private static (long Rows, long Count) Expected(KafkaDeployment deployment)
    {
        using ILog log = deployment.Open();
        long rows = 0, count = 0;
        log.Scan(new TopicPartition(TopicNames.CityWindows, 0), (scoped in RecordView record) =>
        {
            CityWindow window = CityWindow.Read(SingleObject.Body(record.Value));
            if (window.HasTotals) (rows, count) = (rows + 1, count + window.Totals.Count);
            foreach (EntityMeasures entity in window.Entities) (rows, count) = (rows + 1, count + entity.Measures.Count);
        });
        rows.ShouldBeGreaterThan(1000);
        return (rows, count);
    }

    private static async Task<EmbeddedClickHouse> Server(TemporaryFolder folder)
    {
        try
        {
            LibChdb.FindOrFetch();
        }
        catch (EmbeddedClickHouseException e)
        {
            Assert.Skip(e.Message);
        }

        return await EmbeddedClickHouse.StartAsync(new EmbeddedClickHouseOptions { Folder = folder.Sub("clickhouse") }, NullLogger.Instance);
    }
}
