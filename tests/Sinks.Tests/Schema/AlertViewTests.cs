using Houle.Events;
using Houle.Sinks.Client;
using Houle.Sinks.Tests.Alerts;
using Houle.Streams.Alerts;

namespace Houle.Sinks.Tests.Schema;

/// <summary>Trends, alerts and feedback, from the topics to the views.</summary>
public sealed class AlertViewTests(ClickHouseFixture fixture)
{
    private const long Minute = 60_000, Hour = 60 * Minute, Start = 1_751_371_200_000;

    [Fact]
    public async Task Trending_now_is_the_last_word_on_what_is_not_over_and_withholds_under_k()
    {
        using var harness = new SinkHarness();
        Append(harness, "old", Start - (2 * Hour), TrendPhase.Rising, 50);
        Append(harness, "rising", Start - Minute, TrendPhase.Emerging, 40);
        Append(harness, "rising", Start, TrendPhase.Rising, 41);
        Append(harness, "over", Start - Minute, TrendPhase.Rising, 40);
        Append(harness, "over", Start, TrendPhase.Over, 40);
        Append(harness, "few", Start, TrendPhase.Rising, 4);
        Append(harness, "unnamed", Start, TrendPhase.Peak, 0, unnamed: true);
        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        await harness.WriteAllAsync(client);

        (await client.QueryTextAsync(
            "SELECT entity, phase, people, country, toUnixTimestamp(tick), rank, next_cells, smallest_burst FROM trending_now ORDER BY entity")).ShouldBe(
            $"rising\trising\t41\tbe\t{Start / 1000}\t4.5\tbe/namur,be/mons\t2.5\nunnamed\tpeak\t0\tbe\t{Start / 1000}\t4.5\tbe/namur,be/mons\t2.5\n");
        (await client.QueryLongAsync("SELECT count() FROM trends")).ShouldBe(7);
    }

    [Fact]
    public async Task Alerts_recent_is_the_last_revision_and_withholds_under_k()
    {
        using var harness = new SinkHarness();
        AlertRecord alert = SomeAlert.Of(1);
        foreach (AlertRecord record in (AlertRecord[])
        [
            alert, alert with { Revision = 1, State = AlertState.Updated, Severity = 8 }, SomeAlert.Of(2) with { People = 4 },
            SomeAlert.Of(3) with { People = null }, SomeAlert.Of(4, atMs: SomeAlert.NoonMs - (31 * 24 * Hour)),
        ])
        {
            harness.Append(SinkHarness.AlertTopic, to => AlertCodec.Write(record, to));
        }

        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        await harness.WriteAllAsync(client);

        (await client.QueryTextAsync(
            "SELECT alert_id, revision, state, severity, people, brands, JSONExtractFloat(evidence, 'dispersion'), " +
            "JSONExtractString(advice, 1, 'action'), toUnixTimestamp64Milli(updated_at) FROM alerts_recent ORDER BY alert_id")).ShouldBe(
            $"alert-1\t1\tupdated\t8\t41\tacme\t1.7\tdisplay\t{SomeAlert.NoonMs}\nalert-3\t0\topened\t6\t\\N\tacme\t1.7\tdisplay\t{SomeAlert.NoonMs}\n");
    }

    [Fact]
    public async Task Rule_precision_counts_the_last_word_of_each_destination()
    {
        using var harness = new SinkHarness();
        Say("a1", "liege", "team", useful: true, 1);
        Say("a1", "liege", "team", useful: false, 2); // changed their mind
        Say("a1", "liege", "boss", useful: true, 3);
        Say("a2", "liege", "team", useful: true, 4);
        Say("a3", "paris", "team", useful: false, 5);
        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        await harness.WriteAllAsync(client);

        (await client.QueryTextAsync("SELECT rule, judged, useful, round(precision, 3) FROM rule_precision ORDER BY rule"))
            .ShouldBe("liege\t3\t2\t0.667\nparis\t1\t0\t0\n");

        void Say(string alert, string rule, string destination, bool useful, long at) => harness.Append(SinkHarness.Feedback, to => new AlertFeedback
        {
            AlertId = Utf8(alert), Rule = Utf8(rule), Destination = Utf8(destination), Useful = useful, GivenAtMs = Start + at,
        }.WriteSingleObject(to));
    }

    private static void Append(SinkHarness harness, string entity, long tickMs, TrendPhase phase, long people, bool unnamed = false)
    {
        var next = new Avro.Lists.Utf8ListBuilder();
        next.Add("be/namur"u8);
        next.Add("be/mons"u8);
        harness.Append(SinkHarness.Trends, to => new Trend
        {
            Cell = "be/liege"u8, Kind = EntityKind.Sound, Entity = Utf8(entity), TickMs = tickMs, Phase = phase, ScaleMs = Hour, Observed = 52,
            Expected = 8, RateRatio = 6.5, Rank = 4.5, P = 1e-9, Q = 1e-6, People = people, Unnamed = unnamed, SmallestBurst = 2.5, NextCells = next.List,
        }.WriteSingleObject(to));
    }

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
