using Houle.Configuration;
using Houle.Events;
using Houle.Hosting;
using Houle.Hosting.Alerts;
using Houle.Simulation.Scenarios;
using Houle.Simulation.Scoring;
using Houle.Streams;
using Houle.Streams.Alerts;
using Houle.Streams.Embedded;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;
using Houle.Streams.Runtime;
using Houle.Streams.Topology;
using Houle.Tests.Support;

namespace Houle.Tests.EndToEnd;

/// <summary>The week in Liège as a user would try it: generated, ingested, and the alerts held against what was planted.</summary>
public sealed class WeekTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Week_in_liege_opens_alerts_on_what_was_planted_and_on_little_else()
    {
        string scenario = Path.Combine(Checkout.Root, "scenarios/week-in-liege.yaml"), week = _folder.File("week");
        ShellResult generated = await Cli.Run("generate", scenario, "--seed", "7", "--out", week);
        ShellResult ingested = await Cli.Run("ingest", Path.Combine(week, "mention.avro"), "--feed", "mention", "--config", Path.Combine(week, "houle.yaml"));
        generated.ExitCode.ShouldBe(0, generated.ToString());
        ingested.ExitCode.ShouldBe(0, ingested.ToString());

        List<AlertRecord> alerts = [];
        using (ILog log = EmbeddedLog.OpenReadOnly(Path.Combine(week, ".houle/data/log")))
        {
            log.Scan(new TopicPartition("houle.alerts", 0), (scoped in RecordView record) => alerts.Add(AlertCodec.Read(record.Value)));
            AgainInMemory(log, Path.Combine(week, "houle.yaml")).ShouldBe(OutputHash.Of(log), "the same events in memory, cut otherwise, give other results");
        }

        AlertScore score = AlertScore.Of(
            ScenarioFile.Load(scenario).Scenario!, await File.ReadAllLinesAsync(Path.Combine(week, "truth.jsonl")), alerts);
        foreach ((PlantedEvent planted, double? delay) in score.Events)
            output.WriteLine($"{planted.Id} in {planted.Cities[0]}: {(delay is null ? "missed" : $"after {delay} minutes")}");
        foreach (AlertRecord alert in score.False) output.WriteLine($"false: {alert.SentenceEn}");
        output.WriteLine($"caught {score.Caught} of {score.Planted} planted, {score.False.Count} of {score.Opened} alerts false");

        score.Caught.ShouldBeGreaterThanOrEqualTo(5); // bench weeks tells how many over many seeds
        score.FalseDiscoveryProportion.ShouldBeLessThanOrEqualTo(0.05);
        AlertRecord sound = alerts.First(alert => alert is { Entity: "boulets-en-boucle", Cell: "be/liege", State: AlertState.Opened });
        sound.SentenceEn.ShouldStartWith("The sound “Boulets en boucle” is beginning to rise in Liège: ");
        sound.People.ShouldNotBeNull();
    }

    /// <summary>The same source through the same topology on the memory log, on one thread with other batches and commits.</summary>
    /// <returns>Hash of all results.</returns>
    private static string AgainInMemory(ILog from, string configuration)
    {
        HouleConfig config = ConfigFile.Load(configuration);
        TopologyOptions topology = config.ToTopology(new AlertNames(Feeds.LoadCatalogue(config.Catalogue)));
        using MemoryLog log = new(TimeProvider.System);
        foreach (TopicDefinition topic in HouleTopology.Topics(topology)) log.EnsureTopic(topic);
        using ILogProducer producer = log.OpenProducer("copy");
        foreach (StreamOptions stream in topology.Streams)
        {
            for (int partition = 0; partition < stream.Partitions; partition++)
            {
                TopicPartition source = new(stream.Topic, partition);
                CommitBatch batch = new();
                from.Scan(source, (scoped in RecordView record) => batch.Append(source, record.TimestampMs, record.Key, record.Value, record.Headers, record.HasKey));
                if (!batch.IsEmpty) producer.Commit(batch);
            }
        }

        RuntimeOptions runtime = new() { ReadRecordsMax = 777, CommitRecordsMax = 3_333, CommitIntervalMs = 60_000 };
        using TaskLoop loop = new(log, runtime, "again", HouleTopology.Tasks(topology), new StreamTimeBoard(), TimeProvider.System);
        while (loop.Step())
        {
            // Until the log's end.
        }

        return OutputHash.Of(log);
    }
}
