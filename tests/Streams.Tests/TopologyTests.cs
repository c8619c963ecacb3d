using Houle.Events;
using Houle.Streams.Tests.Oracle;
using Houle.Streams.Topology;

namespace Houle.Streams.Tests;

/// <summary>Contracts C1 (deterministic), C2 (exactly once) and C3 (nothing lost), against a naive count.</summary>
public sealed class TopologyTests(ITestOutputHelper output)
{
    private const int Seeds = 2_000;

    [Fact]
    public void Windows_equal_a_naive_count_whatever_the_order_the_cuts_and_the_crashes()
    {
        int audience = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            TopologyOptions options = Options(new Random(seed));
            List<PlainStream> streams = new FeedGenerator(new Random(seed), options).Streams(seed % 10 == 0 ? 300 : 60);
            NaiveTopology naive = new(options);
            List<string> expected = naive.Run(streams);
            Harness harness = new(seed, options, streams, faults: seed % 2 == 0);
            harness.Run(crashRate: seed % 3 == 0 ? 0.05 : 0);
            Compare(harness, naive, expected, $"seed {seed}");
            audience += CompareAudience(harness, seed, options, streams);
        }

        output.WriteLine($"{Seeds} seeds from 0; {audience} audience results of {Seeds / 4} seeds");
        audience.ShouldBeGreaterThan(1_000); // else the feed says nothing about them
    }

    /// <summary>Copies follow their owners at random moments, far behind or close by, and take over when these die.</summary>
    [Fact]
    public void Windows_equal_a_naive_count_when_copies_that_stood_by_take_over()
    {
        int takeovers = 0;
        for (int seed = 0; seed < Seeds / 10; seed++)
        {
            TopologyOptions options = Options(new Random(seed));
            List<PlainStream> streams = new FeedGenerator(new Random(seed), options).Streams(100);
            NaiveTopology naive = new(options);
            List<string> expected = naive.Run(streams);
            Harness harness = new(seed, options, streams, faults: seed % 2 == 0);
            harness.Run(crashRate: 0.05, standby: 0.1 + (0.2 * (seed % 4)));
            Compare(harness, naive, expected, $"seed {seed}");
            CompareAudience(harness, seed, options, streams);
            takeovers += harness.Takeovers;
        }

        output.WriteLine($"{Seeds / 10} seeds from 0; {takeovers} takeovers");
        takeovers.ShouldBeGreaterThan(400);
    }

    [Fact]
    public void Output_hash_is_equal_for_every_way_through_the_same_sources()
    {
        TopologyOptions options = Options(new Random(7));
        List<PlainStream> streams = new FeedGenerator(new Random(7), options).Streams(400);
        HashSet<string> hashes = [];
        for (int seed = 0; seed < 50; seed++)
        {
            Harness harness = new(seed, options, streams, faults: seed % 2 == 0);
            harness.Run(crashRate: 0.03);
            hashes.Add(OutputHash.Of(harness.Log));
        }

        hashes.Count.ShouldBe(1);
    }

    /// <summary>Audience results and authentic weights are those of a life without faults, cut elsewhere and with the day's scores spread over more commits.</summary>
    /// <returns>How many audience results there were.</returns>
    private static int CompareAudience(Harness harness, int seed, TopologyOptions options, IReadOnlyList<PlainStream> streams)
    {
        if (seed % 4 != 0) return 0;
        Harness undisturbed = new(seed + Seeds, options with { CreatorScoresPerCommitMax = 1 + (seed % 3) }, streams, faults: false);
        undisturbed.Run(crashRate: 0);
        OutputHash.Of(harness.Log).ShouldBe(OutputHash.Of(undisturbed.Log), $"seed {seed}");
        return harness.Values(TopicNames.AudienceQuality).Count;
    }

    private static void Compare(Harness harness, NaiveTopology naive, List<string> expected, string seed)
    {
        List<string> actual = harness.Lines();
        string[] missing = [.. expected.Except(actual).Take(5)];
        string[] surplus = [.. actual.Except(expected).Take(5)];
        string report = $"{seed}: missing {string.Join("; ", missing)} surplus {string.Join("; ", surplus)}";
        missing.ShouldBeEmpty(report);
        surplus.ShouldBeEmpty(report);
        actual.Count.ShouldBe(expected.Count, $"{seed}: a line was written twice");
        foreach ((Events.Stream stream, long[] account) in harness.Accounts())
            account.ShouldBe(naive.Accounts[stream], $"{seed}: accounts of {stream}");
        harness.WeightGap.ShouldBe(0, seed);
    }

    private static TopologyOptions Options(Random random) => new()
    {
        Streams = [.. StreamOptions.Defaults.Select(stream => stream with
        {
            Partitions = 1 + random.Next(3),
            GraceMs = random.Next(3) * 30_000,
            DuplicateHorizonMs = stream.Stream == Events.Stream.Community ? 0 : 600_000,
        })],
        ActivityPartitions = 1 + random.Next(4),
        ResultPartitions = 1 + random.Next(3),
        ShardsAboveCity = 1 + random.Next(3),
        RollUp = random.Next(4) > 0,
        Detection = random.Next(4) == 0 ? new DetectionOptions { CheckpointBytesMin = 1 + random.Next(20_000) } : null,
        Parents = new Dictionary<string, IReadOnlyList<ParentCell>> { ["be/liege"] = [new ParentCell("be-wal", CellLevel.Region)] },
        CreatorSilentDays = 2, CreatorsMax = random.Next(2) == 0 ? 4 : 1_000, // some are forgotten, and some find no room
    };
}
