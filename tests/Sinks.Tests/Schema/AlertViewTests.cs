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
            alert, alert with { Revision = 1, State = AlertState.Updated, Severity = 8, Visits = 620, DaysOfCover = 4.2, StockOutRisk = 0.83, CoincidesWith = ["match", "frost"] }, SomeAlert.Of(2) with { People = 4 },
            SomeAlert.Of(3) with { People = null }, SomeAlert.Of(4, atMs: SomeAlert.NoonMs - (31 * 24 * Hour)),
        ])
        {
            harness.Append(SinkHarness.AlertTopic, to => AlertCodec.Write(record, to));
        }

        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        await harness.WriteAllAsync(client);

        (await client.QueryTextAsync(
            "SELECT alert_id, revision, state, severity, people, brands, JSONExtractFloat(evidence, 'dispersion'), " +
            "JSONExtractString(advice, 1, 'action'), visits, days_of_cover, stock_out_risk, coincides_with, toUnixTimestamp64Milli(updated_at) FROM alerts_recent ORDER BY alert_id")).ShouldBe(
            $"alert-1\t1\tupdated\t8\t41\tacme\t1.7\tdisplay\t620\t4.2\t0.83\tmatch; frost\t{SomeAlert.NoonMs}\nalert-3\t0\topened\t6\t\\N\tacme\t1.7\tdisplay\t\\N\t\\N\t\\N\t\t{SomeAlert.NoonMs}\n");
    }

    [Fact]
    public async Task Signals_recent_is_the_last_word_on_each_product_and_withholds_under_k()
    {
        using var harness = new SinkHarness();
        Signal("lamp", Start, people: 9, stock: 30);
        Signal("lamp", Start + Minute, people: 9, stock: 12);
        Signal("soap", Start, people: null, stock: 0);
        Signal("few", Start, people: 4, stock: 5);
        Signal("old", Start - (25 * Hour), people: null, stock: 5);
        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        await harness.WriteAllAsync(client);

        (await client.QueryTextAsync(
            "SELECT entity, toUnixTimestamp(window_end), country, people, stock_units, days_of_cover, stock_out_risk, entries, is_short, " +
            "JSONExtractString(stores, 1, 'action'), JSONExtractString(stores, 1, 'from_store'), toUnixTimestamp(swell_since), JSONExtractString(carried_by, 1, 'entity'), JSONExtractInt(carried_by, 1, 'of_people') FROM signals_recent ORDER BY entity")).ShouldBe(
            $"lamp\t{(Start + Minute) / 1000}\tbe\t9\t12\t0.5\t0.9\t77\t1\ttransfer\tstore-b\t{(Start - Hour) / 1000}\thum\t41\n" +
            $"soap\t{Start / 1000}\tbe\t\\N\t0\t0.5\t0.9\t77\t1\ttransfer\tstore-b\t\\N\t\t0\n");
        (await client.QueryLongAsync("SELECT count() FROM signals")).ShouldBe(5);

        void Signal(string product, long endMs, long? people, long stock)
        {
            var stores = new Avro.Lists.RecordListBuilder<StoreAdvice>();
            stores.Add(new StoreAdvice { Store = "store-a"u8, Action = StoreAction.Transfer, FromStore = "store-b"u8, Reason = "It runs out."u8, StockUnits = stock });
            var carriers = new Avro.Lists.RecordListBuilder<SignalCarrier>();
            if (people is not null) carriers.Add(new SignalCarrier { Kind = EntityKind.Sound, Entity = "hum"u8, People = 20, OfPeople = 41, SinceMs = Start });
            harness.Append(SinkHarness.Signals, to => new Signal
            {
                CarriedBy = carriers.List,
                Cell = "be/liege"u8, WindowStartMs = endMs - Hour, WindowMs = Hour, Kind = EntityKind.Product, Entity = Utf8(product), People = people,
                StockUnits = stock, DaysOfCover = 0.5, StockOutRisk = 0.9, Entries = 77, Stores = stores.List, IsShort = true,
                SwellSinceMs = people is null ? null : Start - Hour,
            }.WriteSingleObject(to));
        }
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
