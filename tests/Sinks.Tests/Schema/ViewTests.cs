using System.Globalization;
using System.Text;
using Houle.Avro.Lists;
using Houle.Events;
using Houle.Sinks.Client;
using Houle.Streams.Hashing;

namespace Houle.Sinks.Tests.Schema;

/// <summary>The views against sums over plain objects and full sets of people.</summary>
public sealed class ViewTests(ClickHouseFixture fixture)
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 1)]
    [InlineData(3, 40)]
    public async Task City_hourly_is_the_sum_of_minutes_and_corrections(int seed, int kPeople)
    {
        List<WindowModel> windows = WindowModel.Random(seed, 600);
        using ClickHouseClient client = await WrittenAsync(windows, kPeople);

        string[] rows = await LinesAsync(client, $"SELECT stream, cell, level, country, toUnixTimestamp(hour), {Measures} FROM city_hourly");

        rows.ShouldBe(Expected(
            windows.Where(window => window.Totals is not null).Select(window => (window, $"{Key(window)}", window.Totals!)), kPeople));
    }

    [Theory]
    [InlineData(4, 5)]
    [InlineData(5, 1)]
    public async Task Entity_in_city_is_the_sum_of_minutes_and_corrections(int seed, int kPeople)
    {
        List<WindowModel> windows = WindowModel.Random(seed, 600);
        using ClickHouseClient client = await WrittenAsync(windows, kPeople);

        string[] rows = await LinesAsync(
            client, $"SELECT stream, cell, level, country, toUnixTimestamp(hour), kind, entity, {Measures} FROM entity_in_city");

        rows.ShouldBe(Expected(
            from window in windows
            from item in window.Entities
            select (window, $"{Key(window)}\t{item.Kind.Symbol()}\t{item.Entity}", item.Measures), kPeople));
    }

    [Fact]
    public async Task Accounting_by_hour_says_what_is_unaccounted()
    {
        using var harness = new SinkHarness();
        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        harness.Append(SinkHarness.AccountingTopic, to => new Accounting
        {
            Stream = Events.Stream.Social, Source = "houle.social"u8, Partition = 3, HourMs = 1_699_999_200_000, ReadValue = 10,
            Accepted = 6, Late = 1, Duplicates = 2, DeadLettered = 1, Other = 1, AcceptedWeight = 6_500_000, LeafWeight = 6_500_000,
        }.WriteSingleObject(to));
        harness.Append(SinkHarness.AccountingTopic, to => new Accounting
        {
            Stream = Events.Stream.Social, Source = "houle.social"u8, Partition = 3, HourMs = 1_699_999_200_000, ReadValue = 5,
            Accepted = 3, AcceptedWeight = 3_000_000, LeafWeight = 2_000_000,
        }.WriteSingleObject(to));

        await harness.WriteAllAsync(client);

        string[] rows = await LinesAsync(client, "SELECT * EXCEPT run FROM accounting_by_hour");
        rows.ShouldBe(["social\thoule.social\t3\t2023-11-14 22:00:00\t15\t9\t1\t2\t1\t1\t2\t9.5\t8.5\t1"]);
    }

    [Fact]
    public async Task Creators_are_compared_with_those_of_their_size_by_their_latest_score()
    {
        using var harness = new SinkHarness();
        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        void Append(string creator, int day, double score, long followers, double rate, Anomaly anomaly)
        {
            RecordListBuilder<QualityReason> reasons = new();
            reasons.Add(new QualityReason { Reason = "later_decay"u8, Points = -12.34, Evidence = "lost 40%"u8 });
            harness.Append(SinkHarness.Audience, to => new AudienceQuality
            {
                Creator = Encoding.UTF8.GetBytes(creator), Platform = Platform.Tiktok, AsOfMs = 1_699_920_000_000 + (day * 86_400_000L),
                Score = score, Anomaly = anomaly, Followers = followers, EngagementRate = rate, Cohort = "10k-50k"u8, Reasons = reasons.List,
            }.WriteSingleObject(to));
        }

        Append("a", 0, 90, 20_000, 0.01, Anomaly.None);
        Append("a", 1, 40, 30_000, 0.02, Anomaly.FollowerSpike);
        Append("a", 2, 50, 31_000, 0.04, Anomaly.None);
        Append("b", 2, 95, 12_000, 0.02, Anomaly.None);
        Append("c", 2, 80, 12_000, 0.01, Anomaly.None);
        await harness.WriteAllAsync(client);

        (await LinesAsync(client, "SELECT creator, as_of, score, followers, anomalies, last_anomaly, last_anomaly_at, reasons, creator_hash FROM audience_quality_latest WHERE creator = 'a'"))
            .ShouldBe(["a\t2023-11-16 00:00:00\t50\t31000\t1\tfollower_spike\t2023-11-15 00:00:00\tlater_decay -12.3 (lost 40%)\t" + Hash64.Of("a"u8).ToString("x16", CultureInfo.InvariantCulture)]);
        (await LinesAsync(client, "SELECT creator, cohort_creators, cohort_median, engagement_by_cohort, engagement_rank, authentic_followers, last_anomaly FROM creator_comparison"))
            .ShouldBe(["a\t3\t0.02\t2\t1\t15500\tfollower_spike", "b\t3\t0.02\t1\t2\t11400\t", "c\t3\t0.02\t0.5\t3\t9600\t"]);
    }

    [Fact]
    public async Task Growth_of_creators_stands_beside_what_explains_it()
    {
        using var harness = new SinkHarness();
        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        void Append(string creator, int hour, GrowthCause cause)
        {
            harness.Append(SinkHarness.Growth, to =>
            {
                CreatorGrowth growth = new()
                {
                    Creator = Encoding.UTF8.GetBytes(creator), Platform = Platform.Instagram, AsOfMs = 1_699_920_000_000 + (hour * 3_600_000L),
                    FromMs = 1_699_833_600_000, ToMs = 1_699_919_990_000, Cell = "be/liege"u8, Followers = 12_000, Gained = 2_000, Expected = 20, ExpectedLow = -10,
                    ExpectedHigh = 50.5, P = 1e-9, Score = 61.5, ExplainedBy = cause, Reason = "why"u8,
                };
                if (cause == GrowthCause.None) growth.AlertId = "0123"u8;
                else growth.Cause = "4567"u8;
                growth.WriteSingleObject(to);
            });
        }

        Append("a", 0, GrowthCause.Trend);
        Append("b", 1, GrowthCause.None);
        await harness.WriteAllAsync(client);

        (await LinesAsync(client, "SELECT * EXCEPT run FROM creator_growth_history ORDER BY as_of")).ShouldBe(
        [
            "a\tinstagram\t2023-11-14 00:00:00\t2023-11-13 00:00:00\t2023-11-13 23:59:50\tbe/liege\t12000\t2000\t20\t-10\t50.5\t1e-9\t61.5\ttrend\t4567\twhy\t",
            "b\tinstagram\t2023-11-14 01:00:00\t2023-11-13 00:00:00\t2023-11-13 23:59:50\tbe/liege\t12000\t2000\t20\t-10\t50.5\t1e-9\t61.5\tnone\t\twhy\t0123",
        ]);
    }

    [Fact]
    public async Task Every_column_of_every_table_and_view_is_explained()
    {
        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        using var harness = new SinkHarness();
        await harness.WriteAllAsync(client);
        string[] bare = await LinesAsync(
            client, "SELECT table, name FROM system.columns WHERE database = currentDatabase() AND comment = '' AND table != 'schema_migrations'");
        bare.ShouldBeEmpty();
    }

    private const string Measures =
        "events, late_events, toInt64(round(weight * 1e6)), toInt64(round(authentic_weight * 1e6)), people, engagement, complaints, " +
        "units, amount_cents, promo_uses, entries, exits, toInt64(round(sponsored_weight * 1e6))";

    private static string Key(WindowModel window)
    {
        string country = window.Cell.Contains(':', StringComparison.Ordinal) ? "" : window.Cell.Split('/')[0];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{window.Stream.Symbol()}\t{window.Cell}\t{window.Level.Symbol()}\t{country}\t{window.StartMs / 3_600_000 * 3600}");
    }

    private static string[] Expected(IEnumerable<(WindowModel Window, string Key, MeasuresModel Measures)> items, int kPeople)
    {
        List<string> rows = [];
        foreach (var group in items.GroupBy(item => item.Key))
        {
            long[] sums = new long[MeasuresModel.Length];
            HashSet<ulong> people = [];
            long late = 0;
            foreach ((WindowModel window, _, MeasuresModel measures) in group)
            {
                for (int i = 0; i < sums.Length; i++) sums[i] += measures.Numbers[i];
                people.UnionWith(measures.People);
                if (window.LateInMs is not null) late += measures.Numbers[MeasuresModel.Count];
            }

            Events.Stream stream = group.First().Window.Stream;
            long named = people.Count < 128 ? people.Count : (long)Math.Round(127 / (people.Order().ElementAt(127) / Math.Pow(2, 64)));
            long shown = stream == Events.Stream.FootTraffic ? sums[MeasuresModel.Entries] : named + sums[MeasuresModel.Unnamed];
            if (shown < kPeople && !(stream == Events.Stream.Social && named == 0)) continue;
            long[] columns =
            [
                sums[MeasuresModel.Count], late, sums[MeasuresModel.Weight], sums[MeasuresModel.AuthenticWeight], shown,
                .. sums[MeasuresModel.Engagement..],
            ];
            rows.Add(group.Key + "\t" + string.Join('\t', columns));
        }

        rows.Sort(StringComparer.Ordinal);
        return [.. rows];
    }

    private async Task<ClickHouseClient> WrittenAsync(List<WindowModel> windows, int kPeople)
    {
        using var harness = new SinkHarness();
        harness.Append(windows);
        ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        await harness.WriteAllAsync(client, kPeople);
        return client;
    }

    private static async Task<string[]> LinesAsync(ClickHouseClient client, string sql)
    {
        string[] lines = (await client.QueryTextAsync(sql)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Array.Sort(lines, StringComparer.Ordinal);
        return lines;
    }
}
