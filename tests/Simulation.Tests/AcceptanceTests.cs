using Houle.Avro.Binary;
using Houle.Events;
using Houle.Ingest.Feeds;
using Houle.Ingest.Privacy;
using Houle.Ingest.Sessions;
using Houle.Simulation.Output;
using Houle.Simulation.Tests.Support;
using Houle.Simulation.Truth;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;
using Houle.Streams.Runtime;
using Houle.Streams.Topology;
using Stream = Houle.Events.Stream;

namespace Houle.Simulation.Tests;

/// <summary>Through the real ingest session and the real topology: what was planted late is late, what was planted twice is
/// a duplicate, everything else is accepted on time; in any number of partitions.</summary>
public sealed class AcceptanceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("houle-simulated-").FullName;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public void Accounts_are_the_planted_ones_to_the_event(int partitions)
    {
        SimulationReport report = Generate();
        TopologyOptions topology = new() { Streams = [.. StreamOptions.Defaults.Select(s => s with { Partitions = partitions })] };
        using MemoryLog log = new(TimeProvider.System);
        foreach (TopicDefinition topic in HouleTopology.Topics(topology)) log.EnsureTopic(topic);

        IngestReport ingested = Session(log, topology).Run();
        RunToEnd(log, topology);

        ingested.Rows.ShouldBe(report.Events);
        ingested.Feeds.Sum(f => f.Events).ShouldBe(report.Events);
        Dictionary<Stream, long[]> sums = Accounts(log);
        foreach (Stream stream in Enum.GetValues<Stream>())
        {
            (EventShape Shape, Tally Tally)[] kinds = [.. EventShape.All.Zip(report.ByKind).Where(k => k.First.Stream == stream).Select(k => (k.First, k.Second))];
            long counted = kinds.Where(k => IsCounted(k.Shape.Kind)).Sum(k => k.Tally.Written);
            long other = kinds.Where(k => !IsCounted(k.Shape.Kind)).Sum(k => k.Tally.Written);
            long[] account = sums[stream];
            account[1].ShouldBe(counted - kinds.Sum(k => k.Tally.Duplicates), $"{stream} accepted");
            account[2].ShouldBe(kinds.Sum(k => k.Tally.Late), $"{stream} late");
            account[3].ShouldBe(kinds.Sum(k => k.Tally.Duplicates), $"{stream} duplicates");
            account[4].ShouldBe(0, $"{stream} dead letters");
            account[5].ShouldBe(other + partitions, $"{stream} other, and one Progress a partition");
            account[0].ShouldBe(account[1] + account[3] + account[4] + account[5], $"{stream} identity");
        }

        report.ByKind[(int)EventKind.Mention].Late.ShouldBeGreaterThan(50);
        report.ByKind[(int)EventKind.Sale].Late.ShouldBeGreaterThan(20);
        foreach (EventKind kind in new[] { EventKind.Mention, EventKind.Intent, EventKind.Sale, EventKind.FootTraffic, EventKind.CommunityEvent })
            report.ByKind[(int)kind].Duplicates.ShouldBeGreaterThan(5, kind.ToString());
    }

    [Fact]
    public void Kinds_of_a_stream_come_into_the_log_in_order_of_arrival()
    {
        Generate();
        TopologyOptions topology = new() { Streams = [.. StreamOptions.Defaults.Select(s => s with { Partitions = 1 })] };
        using MemoryLog log = new(TimeProvider.System);
        foreach (TopicDefinition topic in HouleTopology.Topics(topology)) log.EnsureTopic(topic);
        Session(log, topology).Run();

        long lastMs = 0;
        int behind = 0, snapshots = 0, mentions = 0;
        Each(log, TopicNames.Social, value =>
        {
            SingleObject.TryReadFingerprint(value, out ulong of);
            ReadOnlySpan<byte> body = SingleObject.Body(value);
            long timeMs = of == Mention.Fingerprint ? Mention.Read(body).OccurredAtMs
                : of == CreatorSnapshot.Fingerprint ? CreatorSnapshot.Read(body).OccurredAtMs
                : of == PostSnapshot.Fingerprint ? PostSnapshot.Read(body).OccurredAtMs : lastMs;
            if (of == CreatorSnapshot.Fingerprint || of == PostSnapshot.Fingerprint) snapshots++;
            if (of == Mention.Fingerprint) mentions++;
            // Delays and skews are seconds; late ones and duplicates are a few in a hundred.
            if (timeMs < lastMs - 60_000) behind++;
            lastMs = Math.Max(lastMs, timeMs);
        });
        snapshots.ShouldBeGreaterThan(500);
        mentions.ShouldBeGreaterThan(5_000);
        ((double)behind / (mentions + snapshots)).ShouldBeLessThan(0.06);
    }

    [Fact]
    public void Same_folder_brought_in_again_changes_nothing()
    {
        Generate();
        TopologyOptions topology = new();
        using MemoryLog log = new(TimeProvider.System);
        foreach (TopicDefinition topic in HouleTopology.Topics(topology)) log.EnsureTopic(topic);
        Session(log, topology).Run();
        long version = log.Version;
        Generate();

        Session(log, topology).Run().WasDone.ShouldBeTrue();
        log.Version.ShouldBe(version);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private SimulationReport Generate()
    {
        using OutputFolder output = new(_folder);
        CitySimulation simulation = new(Simulated.Scenario(Simulated.TwoTowns), 3, output);
        SimulationReport report = simulation.Run(new SimulationLimits());
        output.Finish(simulation.World, report);
        return report;
    }

    private IngestSession Session(MemoryLog log, TopologyOptions topology) => new(
        log, [.. OutputFolder.Files(_folder).Select(f => new IngestInput(f.File, Feed(f.Feed)))],
        new IngestOptions { Time = TimeProvider.System, Keys = PseudonymKeys.Demo, Streams = topology.Streams, SpillFolder = Path.Combine(_folder, "spill") });

    private static FeedDefinition Feed(string path)
    {
        FeedLoad load = FeedDefinition.Load(path);
        load.Errors.ShouldBeEmpty();
        return load.Definition!;
    }

    private static bool IsCounted(EventKind kind) => kind is not (EventKind.PostSnapshot or EventKind.CreatorSnapshot or EventKind.StockLevel);

    private static void RunToEnd(MemoryLog log, TopologyOptions topology)
    {
        using StreamsRuntime runtime = new(log, topology, new RuntimeOptions { Threads = 1 }, TimeProvider.System);
        runtime.Start();
        DateTime until = DateTime.UtcNow.AddSeconds(60);
        while (!IsAtEnd(log, topology))
        {
            if (runtime.Completion.IsFaulted) runtime.Completion.GetAwaiter().GetResult();
            DateTime.UtcNow.ShouldBeLessThan(until, "the topology reads its sources to the end within a minute");
            Thread.Sleep(10);
        }
    }

    private static bool IsAtEnd(MemoryLog log, TopologyOptions topology)
    {
        Dictionary<TopicPartition, long> read = log.Positions.Where(p => p.Group == "observe").ToDictionary(p => p.Partition, p => p.Position.Next);
        return topology.Streams.All(s => Enumerable.Range(0, s.Partitions).All(partition =>
        {
            TopicPartition source = new(s.Topic, partition);
            return read.TryGetValue(source, out long next) && next == log.Range(source).End;
        }));
    }

    /// <summary>Read, accepted, late, duplicates, dead-lettered, other; of the streams' own sources.</summary>
    private static Dictionary<Stream, long[]> Accounts(MemoryLog log)
    {
        Dictionary<Stream, long[]> sums = Enum.GetValues<Stream>().ToDictionary(s => s, _ => new long[6]);
        Each(log, TopicNames.Accounting, value =>
        {
            Accounting account = Accounting.Read(SingleObject.Body(value));
            if (account.Source.StartsWith("feed:"u8)) return;
            long[] more = [account.ReadValue, account.Accepted, account.Late, account.Duplicates, account.DeadLettered, account.Other];
            for (int i = 0; i < more.Length; i++) sums[account.Stream][i] += more[i];
        });
        return sums;
    }

    private delegate void Visit(ReadOnlySpan<byte> value);

    private static void Each(MemoryLog log, string topic, Visit visit)
    {
        RecordBatch batch = new();
        foreach (int partition in Enumerable.Range(0, log.Topics.Single(t => t.Definition.Name == topic).Definition.Partitions))
        {
            TopicPartition of = new(topic, partition);
            for (long offset = log.Range(of).Start; offset < log.Range(of).End;)
            {
                int count = log.Read(of, offset, batch);
                for (int i = 0; i < count; i++) visit(batch[i].Value);
                offset += count;
            }
        }
    }
}
