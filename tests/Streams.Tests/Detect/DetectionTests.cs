using System.Globalization;
using System.Security.Cryptography;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Detect;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;
using Houle.Streams.Select;
using Houle.Streams.Tests.Log.Contract;
using Houle.Streams.Tests.Oracle;
using Houle.Streams.Topology;

namespace Houle.Streams.Tests.Detect;

/// <summary>Detection in the topology: contracts C1 and C2 for candidates, trends and alerts.</summary>
public sealed class DetectionTests(ITestOutputHelper output)
{
    [Fact]
    public void Candidates_are_the_reports_of_a_detector_fed_by_a_naive_count()
    {
        for (int seed = 0; seed < 4; seed++)
        {
            TopologyOptions options = BurstFeed.Options(sourcePartitions: 1 + (seed % 3), activityPartitions: 1 + seed);
            List<PlainStream> streams = BurstFeed.Make(seed, 1 + (seed % 3), late: true);
            List<string> expected = new NaiveDetection(options).Run(streams[0]);
            Harness harness = new(seed, options, streams, faults: seed % 2 == 0);
            harness.Run(crashRate: seed % 2 == 0 ? 0.01 : 0);

            List<string> actual = Lines(harness);

            expected.Count(line => line.Contains("the-swell", StringComparison.Ordinal)).ShouldBeGreaterThan(50, $"seed {seed}");
            string.Join('\n', expected.Except(actual).Take(3)).ShouldBe("", $"seed {seed}: missing");
            string.Join('\n', actual.Except(expected).Take(3)).ShouldBe("", $"seed {seed}: surplus");
            actual.Count.ShouldBe(expected.Count, $"seed {seed}: a line was written twice");
        }
    }

    [Fact]
    public void Trends_and_alerts_are_equal_however_the_work_is_cut_and_killed()
    {
        Dictionary<string, string> ways = [];
        int alerts = 0, takeovers = 0, carried = 0;
        for (int seed = 0; seed < 10; seed++)
        {
            int partitions = 1 + (seed % 3);
            TopologyOptions options = BurstFeed.Options(partitions, activityPartitions: 1 + (seed % 4)) with
            {
                ResultPartitions = 1 + (seed % 2), Detection = BurstFeed.Detection with { CheckpointBytesMin = seed % 3 == 0 ? 1 : 200_000 * seed },
            };
            Harness harness = new(seed, options, BurstFeed.Make(seed: 77, partitions, late: false, students: true), faults: seed % 2 == 0);
            harness.Run(crashRate: 0.01 * (seed % 3), standby: 0.2 * (seed % 2));
            takeovers += harness.Takeovers;
            ways.TryAdd(Hash(harness), $"seed {seed}");
            alerts = harness.Values(TopicNames.Alerts).Count;
            carried = harness.Values(TopicNames.Alerts).Count(value => AlertCodec.Read(value).Evidence.CarryingSegments().Any());
        }

        output.WriteLine($"{alerts} records of alerts, {carried} that a segment carries, {takeovers} takeovers by copies that stood by");
        takeovers.ShouldBeGreaterThan(50);
        alerts.ShouldBeGreaterThan(6);
        carried.ShouldBeGreaterThan(0);
        ways.Count.ShouldBe(1, string.Join(", ", ways));
    }

    [Fact]
    public void Trends_and_alerts_are_equal_when_a_build_of_another_form_of_state_takes_over()
    {
        HashSet<string> ways = [];
        int aged = 0;
        for (int seed = 0; seed < 4; seed++)
        {
            TopologyOptions options = BurstFeed.Options(2, 2) with { Detection = BurstFeed.Detection with { CheckpointBytesMin = 1 + (100_000 * seed) } };
            Harness harness = new(seed, options, BurstFeed.Make(seed: 77, 2, late: false), faults: false) { BeforeStart = log => aged += seed == 0 ? 0 : Age(log) };
            harness.Run(crashRate: seed == 0 ? 0 : 0.003);
            ways.Add(Hash(harness));
        }

        output.WriteLine($"{aged} changelogs were of another form");
        aged.ShouldBeGreaterThan(10);
        ways.Count.ShouldBe(1);
    }

    /// <summary>What was written last in the changelogs is of the form before, or after.</summary>
    private static int Age(MemoryLog log)
    {
        using ILogProducer producer = log.OpenProducer("another build");
        CommitBatch commit = new();
        int aged = 0;
        foreach (string topic in (string[])[TopicNames.DetectChangelog, TopicNames.SelectChangelog])
        {
            for (int partition = 0; partition < log.Topics.Single(t => t.Definition.Name == topic).Definition.Partitions; partition++, aged++)
            {
                if (log.Range(new(topic, partition)) is { Count: 0 } or { End: < 3 }) continue;
                commit.Append(new TopicPartition(topic, partition), CommitBatch.StampAtCommit, aged % 2 == 0 ? [] : "2"u8, "state"u8);
            }
        }

        producer.Commit(commit);
        return aged;
    }

    [Fact]
    public void Swells_open_alerts_in_their_cities_with_people_spread_a_moment_and_an_end()
    {
        Harness harness = new(1, BurstFeed.Options(2, 2), BurstFeed.Make(seed: 5, 2, late: false), faults: false);
        harness.Run(crashRate: 0);
        List<AlertRecord> alerts = [.. harness.Values(TopicNames.Alerts).Select(value => AlertCodec.Read(value))];
        foreach (AlertRecord alert in alerts.Where(alert => alert.State != AlertState.Updated)) output.WriteLine($"{alert.State} {alert.UpdatedAtMs} {alert.Cell} {alert.SentenceEn}");

        AlertRecord liege = alerts.Single(alert => alert.State == AlertState.Opened && alert is { Cell: "be/liege", Entity: "the-swell" });
        AlertRecord huy = alerts.Single(alert => alert.State == AlertState.Opened && alert is { Cell: "be/huy", Entity: "the-swell" });
        AlertRecord buzz = alerts.Single(alert => alert.State == AlertState.Opened && alert is { Cell: "be/liege", Kind: EntityKind.Complaint });

        liege.Category.ShouldBe(AlertCategory.Swell);
        liege.FirstCell.ShouldBeNull();
        huy.FirstCell.ShouldBe("be/liege");
        buzz.Category.ShouldBe(AlertCategory.BadBuzz);
        buzz.Brands.ShouldBe(["parcels-inc"]);
        foreach (IGrouping<string, AlertRecord> one in alerts.GroupBy(alert => alert.Id))
        {
            one.Select(alert => alert.Revision).ShouldBe(Enumerable.Range(0, one.Count()), one.Key);
            one.First().State.ShouldBe(AlertState.Opened);
            one.ShouldAllBe(alert => alert.People == null || alert.People >= BurstFeed.Detection.PeopleMin);
        }

        AlertRecord moment = alerts.Single(alert => alert.State == AlertState.Opened && alert.Category == AlertCategory.Moment);
        moment.Cell.ShouldBe("be/liege"); // in Huy they came from there
        moment.Terms[0].ShouldBe("wave");
        moment.Terms.ShouldBe(["wave", "swelling", "the-swell"], ignoreOrder: true);
        liege.Terms.ShouldBeSubsetOf(["wave", "swelling"]);
        alerts.Last(alert => alert.Id == moment.Id).State.ShouldBe(AlertState.Closed);
        alerts.Last(alert => alert.Id == liege.Id).State.ShouldBe(AlertState.Closed);
    }

    [Fact]
    public void Alerts_name_what_they_coincide_with_and_open_all_the_same()
    {
        long day = BurstFeed.StartMs + (3 * 86_400_000L), hour = 3_600_000;
        TopologyOptions plain = BurstFeed.Options(1, 1);
        TopologyOptions dated = plain with
        {
            Detection = plain.Detection! with
            {
                Calendar =
                [
                    new CalendarEvent("be/liege", day + (8 * hour), day + (11 * hour), "match"),
                    new CalendarEvent("be", day, day + (24 * hour), "frost"),
                    new CalendarEvent("be/liege", day - (9 * hour), day - (8 * hour), "yesterday"),
                    new CalendarEvent("be/namur", day, day + (24 * hour), "elsewhere"),
                ],
            },
        };
        List<AlertRecord> without = Alerts(plain), with = Alerts(dated);

        with.Select(alert => (alert.Id, alert.State)).ShouldBe(without.Select(alert => (alert.Id, alert.State)));
        without.ShouldAllBe(alert => alert.CoincidesWith.Count == 0);
        with.First(alert => alert is { Cell: "be/liege", Entity: "the-swell" }).CoincidesWith.ShouldBe(["frost", "match"]);
        with.First(alert => alert is { Cell: "be", Entity: "the-swell" }).CoincidesWith.ShouldBe(["frost", "match"], "the city that carries it has a match");
        with.First(alert => alert.Category == AlertCategory.Moment).CoincidesWith.ShouldBe(["frost", "match"]);
        with.First(alert => alert is { Cell: "be/huy", Entity: "the-swell" }).CoincidesWith.ShouldBe(["frost"]);
    }

    [Fact]
    public void Restart_reads_again_no_more_than_the_last_checkpoint_leaves()
    {
        TopologyOptions options = BurstFeed.Options(1, 1);
        Harness harness = new(3, options, BurstFeed.Make(seed: 3, 1, late: false), faults: false);
        harness.Run(crashRate: 0);

        TopicPartition source = new(TopicNames.Activity, 0);
        GroupPosition position = harness.Log.Position(DetectTask.GroupName, source)!.Value;
        GroupPosition select = harness.Log.Position(SelectTask.GroupName, new TopicPartition(TopicNames.Candidates, 0))!.Value;
        output.WriteLine($"activity: reads {position.Next - position.Low} of {position.Next} records again; candidates: {select.Next - select.Low} of {select.Next}");

        (position.Next - position.Low).ShouldBeLessThan(position.Next * 2 / 3);
        position.Low.ShouldBeGreaterThan(0);
        select.Low.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Nothing_is_detected_where_it_is_switched_off()
    {
        TopologyOptions options = BurstFeed.Options(1, 2) with { Detection = null };
        Harness harness = new(1, options, BurstFeed.Make(seed: 5, 1, late: false), faults: false);
        harness.Run(crashRate: 0);

        harness.Values(TopicNames.Candidates).ShouldBeEmpty();
        harness.Values(TopicNames.CityWindows).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(TopicNames.DetectChangelog)]
    [InlineData(TopicNames.SelectChangelog)]
    public void State_without_a_position_is_refused(string changelog)
    {
        TopologyOptions options = BurstFeed.Options(1, 1);
        using MemoryLog log = new(new ManualTime());
        foreach (TopicDefinition topic in HouleTopology.Topics(options)) log.EnsureTopic(topic);
        CommitBatch batch = new();
        batch.Append(new TopicPartition(changelog, 0), 1, default, [1]);
        using ILogProducer producer = log.OpenProducer("test");
        producer.Commit(batch);

        string source = changelog == TopicNames.SelectChangelog ? TopicNames.Candidates : TopicNames.Activity;
        Should.Throw<PositionLostException>(() => HouleTopology.Task(options, new TopicPartition(source, 0))!.Restore(log));
    }

    private static List<AlertRecord> Alerts(TopologyOptions options)
    {
        Harness harness = new(6, options, BurstFeed.Make(seed: 5, 1, late: false), faults: false);
        harness.Run(crashRate: 0);
        return [.. harness.Values(TopicNames.Alerts).Select(value => AlertCodec.Read(value))];
    }

    private static List<string> Lines(Harness harness)
    {
        List<string> lines = [];
        foreach (byte[] value in harness.Values(TopicNames.Candidates))
        {
            SingleObject.TryReadFingerprint(value, out ulong fingerprint).ShouldBeTrue();
            if (fingerprint != CandidateBlock.Fingerprint) continue;
            CandidateTick tick = new(SingleObject.Body(value));
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{tick.Cell}|{tick.Minute}|tests {tick.Tests}"));
            for (int i = 0; i < tick.Candidates.Count; i++)
            {
                Candidate candidate = tick.Candidates[i];
                lines.Add(NaiveDetection.Line(tick.Cell, tick.Minute, candidate.Kind, candidate.Entity, tick.Reports[i], candidate.People, candidate.Unnamed));
            }
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static string Hash(Harness harness)
    {
        IEnumerable<byte[]> digests = harness.Values(TopicNames.Trends).Select(SHA256.HashData)
            .Concat(harness.Values(TopicNames.Alerts).Select(SHA256.HashData));
        return Convert.ToHexString(SHA256.HashData([.. digests.Select(Convert.ToHexString).Order(StringComparer.Ordinal).SelectMany(text => System.Text.Encoding.ASCII.GetBytes(text))]));
    }
}
