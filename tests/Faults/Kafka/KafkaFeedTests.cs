using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Houle.Bench.Kafka;
using Houle.Events;
using Houle.Faults.Harness;
using Houle.Ingest.Feeds;
using Houle.Ingest.Privacy;
using Houle.Ingest.Sessions;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Faults.Kafka;

/// <summary>A topic that others fill with JSON, people's ids and keys of their own: what comes of it, its readers killed at seeded steps of
/// their commits, is what comes of the same rows in a file.</summary>
public sealed class KafkaFeedTests(KafkaBroker broker, ITestOutputHelper output)
{
    private const int Count = 60_000, PerSecond = 100;
    private const long StartMs = 1_750_000_020_000, EndMs = StartMs + (Count * 1000L / PerSecond);
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);

    // It belongs to others: no prefix stands before it.
    private static readonly string Topic = $"posts-{Guid.NewGuid():N}";

    private static readonly string Feed = $$"""
        event: mention
        format: jsonl
        topic: {{Topic}}
        time: { column: at, format: unix_ms }
        fields:
          event_id: id
          platform: { constant: instagram }
          creator: author
          sounds: sounds
        place: { city: town, country: { constant: be } }
        """;

    [Fact]
    public async Task Readers_killed_in_their_commits_leave_what_the_same_rows_in_a_file_give()
    {
        Seeds seeds = new(31);
        output.WriteLine($"{seeds}");
        string[] rows = Rows();
        using KafkaDeployment deployment = new(broker.Bootstrap, null) { Streams = "streams: { social: { idle_ms: 2000, grace_ms: 8000 } }\ningest: { feeds: [posts] }", Foreign = Topic };
        string keys = deployment.Write("pseudonym.keys", "");
        File.Delete(keys); // the first instance makes it
        deployment.Write("feeds/posts.yaml", Feed);
        using (deployment.Open()) await Fill(rows); // opening it finds librdkafka

        string[] points = ["kafka.positions", "kafka.sent", "ingest.after-commit"];
        foreach (string point in points)
        {
            await using FaultProcess life = deployment.Start(new Fault.KillAt(point, 2 + seeds.Next(3)), "ingest");
            (await life.WaitForExit(Bound)).ShouldBe(FaultProcess.KilledExitCode, $"{seeds}; {life}");
        }

        await using FaultProcess one = deployment.Start(roles: "streams,ingest");
        await using FaultProcess other = deployment.Start(roles: "streams,ingest");
        await deployment.WaitFor(log => Left(log) == 0, one, other);

        using KafkaDeployment calm = new(broker.Bootstrap, null) { Streams = "streams: { social: { grace_ms: 8000 } }" };
        string file = calm.Write("posts.jsonl", string.Join('\n', rows));
        await using FaultProcess stages = calm.Start();
        await stages.WaitForError(KafkaDeployment.IsRunning, 1, Bound);
        using (ILog log = calm.Open())
        {
            FeedDefinition feed = FeedDefinition.Parse("feeds/posts.yaml", Feed).Definition!;
            new IngestSession(log, [new IngestInput(file, feed)], new IngestOptions { Time = TimeProvider.System, Keys = PseudonymKeys.LoadOrCreate(keys) }).Run();
        }

        List<string> expected = [];
        await calm.WaitFor(log => IsWhole(expected = Windows(log)), stages);
        // The time of a topic goes on with the clock when it is quiet: its last minute closes a little later than that of a file.
        List<string> found = [];
        await deployment.WaitFor(log => (found = Windows(log)).Count >= expected.Count, one, other);
        expected.Count.ShouldBeGreaterThan(1000);
        string[] missing = [.. expected.Except(found).Take(3)], extra = [.. found.Except(expected).Take(3)];
        $"missing: {string.Join(", ", missing)}; extra: {string.Join(", ", extra)}; {found.Count} lines".ShouldBe(
            $"missing: ; extra: ; {expected.Count} lines", $"{seeds}; {one}; {other}");
        using ILog after = deployment.Open();
        (long read, long accepted, long late, long letters) = Accounts(after);
        (accepted, late, letters).ShouldBe((Count, 0, 1), $"{seeds}; {one}");
        read.ShouldBeGreaterThan(Count);
    }

    /// <summary>Whether each cell has its last minute: they close in partitions of their own.</summary>
    private static bool IsWhole(List<string> lines)
    {
        HashSet<string> all = [.. lines.Select(Cell)], last = [.. lines.Where(line => line.StartsWith($"{LastMinute}|", StringComparison.Ordinal)).Select(Cell)];
        return last.Count > 1 && last.SetEquals(all);

        static string Cell(string line) => line.Split('|')[1];
    }

    private static long LastMinute => (EndMs / 60_000 * 60_000) - 60_000;

    /// <summary>Posts out of order by some seconds, and one that is none.</summary>
    private static string[] Rows()
    {
        Random random = new(5);
        return
        [
            .. Enumerable.Range(0, Count).Select(i => string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"id":"p{{i}}","at":{{StartMs + (i * 1000L / PerSecond) - random.Next(Math.Min(5_000, 1 + (i * 10)))}},"author":"creator {{random.Next(500)}}","sounds":["s{{random.Next(40)}}","s{{random.Next(400)}}"],"town":"{{(i % 3 == 0 ? "Gent" : "Liège")}}"}""")),
            "no json",
        ];
    }

    /// <summary>Keyed by anything but the creator, into three partitions, two to five seconds of event time behind one another.</summary>
    private async Task Fill(string[] rows)
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.Bootstrap }).SetLogHandler((_, _) => { }).Build();
        await admin.CreateTopicsAsync([new Confluent.Kafka.Admin.TopicSpecification { Name = Topic, NumPartitions = 3, ReplicationFactor = 1 }]);
        using IProducer<byte[], byte[]> producer = new ProducerBuilder<byte[], byte[]>(
            new ProducerConfig { BootstrapServers = broker.Bootstrap, LingerMs = 20, QueueBufferingMaxMessages = 200_000 }).SetLogHandler((_, _) => { }).Build();
        for (int i = 0; i < rows.Length; i++)
        {
            producer.Produce(
                new Confluent.Kafka.TopicPartition(Topic, i % 3),
                new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes($"order {i % 11}"), Value = Encoding.UTF8.GetBytes(rows[i]) });
        }

        producer.Flush(Bound);
    }

    private static long Left(ILog log) => Enumerable.Range(0, 3).Sum(partition =>
    {
        Streams.Log.TopicPartition at = new(Topic, partition);
        return log.Range(at).End - (log.Position("ingest-posts", at)?.Next ?? 0);
    });

    private static List<string> Windows(ILog log) =>
        log.Topics.Any(topic => topic.Definition.Name == TopicNames.CityWindows) ? WindowLines.Of(log, LastMinute + 1) : [];

    private static (long Read, long Accepted, long Late, long DeadLettered) Accounts(ILog log)
    {
        (long Read, long Accepted, long Late, long DeadLettered) sum = default;
        log.Scan(new Streams.Log.TopicPartition(TopicNames.Accounting, 0), (scoped in RecordView record) =>
        {
            Accounting row = Accounting.Read(Avro.Binary.SingleObject.Body(record.Value));
            row.ReadValue.ShouldBe(row.Accepted + row.Duplicates + row.DeadLettered + row.Other);
            row.Duplicates.ShouldBe(0);
            sum = (sum.Read + row.ReadValue, sum.Accepted + row.Accepted, sum.Late + row.Late, sum.DeadLettered + row.DeadLettered);
        });
        return sum;
    }
}
