using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Tests.Detect;
using Houle.Streams.Tests.Oracle;
using Houle.Streams.Topology;

namespace Houle.Streams.Tests.Select;

/// <summary>Followers that came at once are labelled with what explains them; the rest opens alerts on partners.</summary>
public sealed class CreatorGrowthTests(ITestOutputHelper output)
{
    [Fact]
    public void Growth_is_labelled_as_a_naive_reading_of_posts_and_alerts_has_it()
    {
        Dictionary<string, int> causes = [];
        for (int seed = 0; seed < 4; seed++)
        {
            int partitions = 1 + (seed % 3);
            List<PlainStream> streams = GrowthFeed.Make(seed, partitions);
            Harness harness = new(seed, GrowthFeed.Options(partitions, 1 + seed), streams, faults: false);
            harness.Run(crashRate: 0);
            List<AlertRecord> alerts = Alerts(harness);

            List<string> actual = [.. Growths(harness).Select(one => one.Line).Order(StringComparer.Ordinal)];

            actual.ShouldBe(NaiveGrowth.Label(streams, GrowthFeed.Giveaways, alerts), $"seed {seed}");
            foreach (string line in actual) causes[line.Split(' ')[2]] = causes.GetValueOrDefault(line.Split(' ')[2]) + 1;
        }

        output.WriteLine(string.Join(", ", causes.Select(cause => $"{cause.Value} {cause.Key}")));
        causes["none"].ShouldBeGreaterThan(40);
        causes["trend"].ShouldBeGreaterThan(40);
        causes["giveaway"].ShouldBeGreaterThan(4);
    }

    [Fact]
    public void Alerts_open_on_partners_whose_growth_nothing_explains_go_on_and_close_after_three_days()
    {
        List<PlainStream> streams = GrowthFeed.Make(seed: 2, 2);
        HashSet<string> partners = [.. streams[0].Partitions.SelectMany(part => part).Where(one => one.Sponsored && one.Person?.StartsWith("creator-", StringComparison.Ordinal) == true).Select(one => one.Person!)];
        Harness harness = new(2, GrowthFeed.Options(2, 2), streams, faults: false);
        harness.Run(crashRate: 0);
        List<(string Creator, string Line, string? Alert)> growths = Growths(harness);
        List<IGrouping<string, AlertRecord>> alerts = [.. Alerts(harness).Where(alert => alert.Category == AlertCategory.Creator).GroupBy(alert => alert.Id)];

        foreach ((string creator, string line, string? alert) in growths)
            (alert is not null).ShouldBe(line.EndsWith("none", StringComparison.Ordinal) && partners.Contains(creator), line);
        alerts.Count.ShouldBeGreaterThan(5);
        foreach (IGrouping<string, AlertRecord> one in alerts)
        {
            string creator = one.First().Creator!;
            int updates = growths.Count(growth => growth.Creator == creator && growth.Alert == one.Key) - 1;
            one.Select(alert => alert.State).ShouldBe([AlertState.Opened, .. Enumerable.Repeat(AlertState.Updated, updates), AlertState.Closed], creator);
            one.Select(alert => alert.Revision).ShouldBe(Enumerable.Range(0, one.Count()));
            (one.Last().UpdatedAtMs - one.SkipLast(1).Last().UpdatedAtMs).ShouldBe(3 * 86_400_000L);
            one.ShouldAllBe(alert => alert.Evidence.RatioLow > 1 && alert.Evidence.P < 1e-4 && alert.Severity >= 1);
        }

        output.WriteLine(alerts[0].First().SentenceEn);
        alerts[0].First().SentenceEn.ShouldStartWith("The followers of creator creator-");
        alerts.ShouldContain(one => one.Count() > 2, "some go on");
    }

    [Fact]
    public void Labels_and_alerts_are_equal_however_the_work_is_cut_and_killed()
    {
        HashSet<string> hashes = [];
        for (int seed = 0; seed < 8; seed++)
        {
            const int Partitions = 2; // a creator's growth is seen at its own partition's time
            TopologyOptions options = GrowthFeed.Options(Partitions, activityPartitions: 1 + (seed % 4)) with { ResultPartitions = 1 + (seed % 2) };
            options = options with { Detection = options.Detection! with { CheckpointBytesMin = seed % 3 == 0 ? 1 : 100_000 * seed } };
            Harness harness = new(seed, options, GrowthFeed.Make(seed: 3, Partitions), faults: seed % 2 == 0);
            harness.Run(crashRate: 0.01 * (seed % 3), standby: 0.2 * (seed % 2));
            hashes.Add(string.Join('\n', Growths(harness).Select(one => $"{one.Line} {one.Alert}").Concat(Alerts(harness).Select(alert => $"{alert.Id} {alert.Revision} {alert.UpdatedAtMs} {alert.Creator}")).Order(StringComparer.Ordinal)));
        }

        hashes.Count.ShouldBe(1);
    }

    /// <summary>The authenticity that weighted counts use, and the scores, are the same without any trend or giveaway known.</summary>
    [Fact]
    public void Scores_do_not_depend_on_what_explains_growth()
    {
        List<PlainStream> streams = GrowthFeed.Make(seed: 5, 1);
        List<string> With(TopologyOptions options)
        {
            Harness harness = new(1, options, streams, faults: false);
            harness.Run(crashRate: 0);
            return [.. harness.Values(TopicNames.AudienceQuality).Select(Convert.ToHexString).Order(StringComparer.Ordinal)];
        }

        TopologyOptions options = GrowthFeed.Options(1, 1);
        List<string> known = With(options);

        known.Count.ShouldBeGreaterThan(100);
        With(options with { Detection = null }).ShouldBe(known);
        With(options with { Detection = BurstFeed.Detection }).ShouldBe(known);
    }

    private static List<AlertRecord> Alerts(Harness harness) => [.. harness.Values(TopicNames.Alerts).Select(value => AlertCodec.Read(value))];

    private static List<(string Creator, string Line, string? Alert)> Growths(Harness harness)
    {
        List<(string, string, string?)> lines = [];
        foreach (byte[] value in harness.Values(TopicNames.CreatorGrowth))
        {
            CreatorGrowth growth = CreatorGrowth.Read(SingleObject.Body(value));
            string creator = Encoding.UTF8.GetString(growth.Creator), cause = growth.HasCause ? " " + Encoding.UTF8.GetString(growth.Cause) : "";
            lines.Add((creator, $"{creator} {growth.Followers} {growth.ExplainedBy.Symbol()}{cause}", growth.HasAlertId ? Encoding.UTF8.GetString(growth.AlertId) : null));
        }

        return lines;
    }
}
