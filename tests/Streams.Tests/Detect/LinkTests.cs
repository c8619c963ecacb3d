using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Detect;
using Houle.Streams.Hashing;
using Houle.Streams.Select;
using Houle.Streams.Tests.Oracle;
using Houle.Streams.Topology;
using Houle.Streams.Windows;

namespace Houle.Streams.Tests.Detect;

/// <summary>Links to posts in candidates and alerts: a sample that a naive one equals, however the work is cut.</summary>
public sealed class LinkTests(ITestOutputHelper output)
{
    private const long Minute = 60_000;

    [Theory]
    [InlineData(1, "be/liege")]
    [InlineData(1, "be")]
    [InlineData(3, "be/liege")]
    [InlineData(3, "be")]
    public void Links_are_those_of_a_naive_sample_however_the_work_is_cut(int shards, string cell)
    {
        List<PlainStream> streams = BurstFeed.Make(seed: 21, 2, late: false);
        PlainEvent[] events = [.. streams[0].Partitions.SelectMany(part => part).Where(e => e.Form == EventForm.Event && (e.City == cell || cell == "be"))];
        Harness harness = new(shards, BurstFeed.Options(2, 2, shards), streams, faults: true);
        harness.Run(crashRate: 0.01);
        int compared = 0, full = 0, last = int.MinValue / 2;
        SortedDictionary<ulong, string> sample = [];
        foreach (CandidateTick tick in Ticks(harness).Where(tick => tick.Cell == cell && tick.Shard == ShardOf("the-swell", cell == "be" ? shards : 1)).OrderBy(tick => tick.Minute))
        {
            Candidate? found = tick.Candidates.FirstOrDefault(one => one is { Kind: EntityKind.Sound, Entity: "the-swell" });
            if (found is not null) last = tick.Minute;
            if (tick.Minute - last > NaiveDetection.WatchMinutes) sample.Clear(); // it is not reported any more
            else foreach (string url in NaiveMinute(events, tick.Minute, shards)) sample.TryAdd(Hash64.Of(Encoding.UTF8.GetBytes(url)), url);
            if (found is null) continue;
            bool couldOpen = found.SmallestBurst is not null;
            found.Links.ShouldBe(couldOpen ? sample.Values.Take(SampledLinks.Max) : [], $"minute {tick.Minute}");
            compared++;
            if (found.Links.Count == SampledLinks.Max) full++;
        }

        output.WriteLine($"{compared} ticks, {full} with {SampledLinks.Max} links");
        full.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Alerts_carry_links_to_posts_that_name_their_entity()
    {
        List<PlainStream> streams = BurstFeed.Make(seed: 21, 1, late: false);
        List<AlertRecord> alerts = Alerts(BurstFeed.Options(1, 1), streams);
        AlertRecord alert = alerts.Last(alert => alert is { Cell: "be/huy", Entity: "the-swell" });

        alert.Evidence.Links.Count.ShouldBe(SampledLinks.Max);
        foreach (string link in alert.Evidence.Links)
            streams[0].Partitions[0].Single(e => e.Url == link).ShouldSatisfyAllConditions(e => e.City.ShouldBe("be/huy"), e => e.Entities.ShouldContain((EntityKind.Sound, "the-swell")));
    }

    [Fact]
    public void No_link_is_kept_where_it_is_not_asked_for()
    {
        TopologyOptions options = BurstFeed.Options(1, 1);
        List<AlertRecord> alerts = Alerts(options with { Detection = options.Detection! with { Links = false } }, BurstFeed.Make(seed: 21, 1, late: false));

        alerts.ShouldContain(alert => alert.Entity == "the-swell");
        alerts.ShouldAllBe(alert => alert.Evidence.Links.Count == 0);
    }

    [Theory]
    [InlineData("https://posts.example/1", true)]
    [InlineData("http://posts.example/1", true)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("https://posts.example/a b", false)]
    [InlineData("https://posts.example/\n", false)]
    [InlineData("", false)]
    public void Only_web_addresses_are_kept(string url, bool isKept) => LinkPool.IsPublic(Encoding.UTF8.GetBytes(url)).ShouldBe(isKept);

    /// <summary>The links of the sound among the minute's sample: of all pairs of entity and link in its shard, the 8 with the smallest hashes.</summary>
    private static IEnumerable<string> NaiveMinute(IEnumerable<PlainEvent> events, int minute, int shards) =>
        events.Where(e => e.TimeMs / Minute == minute && e.Url?.StartsWith("https:", StringComparison.Ordinal) == true)
            .SelectMany(e => Watched(e).Select(entity => (entity.Kind, entity.Id, e.Url)))
            .Where(pair => ShardOf(pair.Id, shards) == ShardOf("the-swell", shards))
            .OrderBy(pair => Hash64.Of(Encoding.UTF8.GetBytes(pair.Url!), Hash64.Of(Encoding.UTF8.GetBytes(pair.Id), (ulong)pair.Kind + 1)))
            .Take(LinkPool.PerShard)
            .Where(pair => pair is { Kind: EntityKind.Sound, Id: "the-swell" })
            .Select(pair => pair.Url!);

    private static IEnumerable<(EntityKind Kind, string Id)> Watched(PlainEvent e)
    {
        foreach ((EntityKind kind, string id) in e.Entities)
        {
            yield return (kind, id);
            if (kind == EntityKind.Brand && e.Complaint) yield return (EntityKind.Complaint, id);
        }
    }

    private static int ShardOf(string entity, int shards) => (int)(Hash64.Of(Encoding.UTF8.GetBytes(entity)) % (ulong)shards);

    private static List<AlertRecord> Alerts(TopologyOptions options, List<PlainStream> streams)
    {
        Harness harness = new(4, options, streams, faults: false);
        harness.Run(crashRate: 0);
        return [.. harness.Values(TopicNames.Alerts).Select(value => AlertCodec.Read(value))];
    }

    private static IEnumerable<CandidateTick> Ticks(Harness harness) => harness.Values(TopicNames.Candidates)
        .Where(value => SingleObject.TryReadFingerprint(value, out ulong fingerprint) && fingerprint == CandidateBlock.Fingerprint)
        .Select(value => new CandidateTick(SingleObject.Body(value)));
}
