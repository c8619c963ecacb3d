using Houle.Sinks.Client;
using Houle.Sinks.Schema;

namespace Houle.Sinks.Tests.Schema;

public sealed class SchemaMigratorTests(ClickHouseFixture fixture)
{
    [Fact]
    public async Task Schema_is_applied_once()
    {
        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        IReadOnlyList<string> first = await new SchemaMigrator(client, new SchemaOptions()).ApplyAsync();
        first.ShouldBe([
            "0001_city_windows.sql", "0002_accounting.sql", "0003_dead_letters.sql", "0004_trends.sql", "0005_alerts.sql",
            "0006_alert_feedback.sql", "0007_audience_quality.sql", "0008_post_events.sql", "0009_deliverables.sql", "0010_creator_hash.sql", "0011_signals.sql", "0012_audience_details.sql", "0013_alert_coincidences.sql", "0014_creator_growth.sql", "0015_signal_carriers.sql", "0016_sponsored_weight.sql", "accounting_by_hour.sql", "alert_history.sql", "alerts_recent.sql",
            "audience_quality_history.sql", "audience_quality_latest.sql", "campaign_scorecards.sql", "city_hourly.sql", "creator_comparison.sql", "creator_deliverables.sql", "creator_growth_history.sql", "entity_in_city.sql", "retention.sql",
            "rule_precision.sql", "signals_recent.sql", "trend_history.sql", "trending_now.sql",
        ]);
        (await new SchemaMigrator(client, new SchemaOptions()).ApplyAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Database_that_is_missing_is_created()
    {
        using ClickHouseClient any = await fixture.EmptyDatabaseAsync();
        using var client = new ClickHouseClient(any.Endpoint with { Database = any.Endpoint.Database + "_new" });
        await new SchemaMigrator(client, new SchemaOptions()).ApplyAsync();
        (await client.QueryLongAsync("SELECT count() FROM city_windows")).ShouldBe(0);
    }

    [Fact]
    public async Task Configured_value_that_changes_applies_the_scripts_that_use_it_again()
    {
        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        await new SchemaMigrator(client, new SchemaOptions(KPeople: 5, CityWindowsDays: 30)).ApplyAsync();

        IReadOnlyList<string> changed = await new SchemaMigrator(client, new SchemaOptions(KPeople: 7, CityWindowsDays: 31)).ApplyAsync();

        changed.ShouldBe(["alert_history.sql", "alerts_recent.sql", "campaign_scorecards.sql", "city_hourly.sql", "entity_in_city.sql", "retention.sql", "signals_recent.sql", "trend_history.sql", "trending_now.sql"]);
        string table = await client.QueryTextAsync("SHOW CREATE TABLE city_windows", "TabSeparatedRaw");
        table.ShouldContain("TTL inserted_at + toIntervalDay(31)");
        (await client.QueryTextAsync("SHOW CREATE VIEW city_hourly", "TabSeparatedRaw")).ShouldContain("people >= 7");
    }

    [Fact]
    public async Task Applied_migration_that_was_changed_is_an_error_that_names_it()
    {
        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        await Migrator(client, new SqlScript("0001_a.sql", "SELECT 1;\n")).ApplyAsync();

        var error = await Should.ThrowAsync<SchemaException>(
            () => Migrator(client, new SqlScript("0001_a.sql", "SELECT 2;\n")).ApplyAsync());

        error.Message.ShouldStartWith("migration 0001_a.sql was changed after it had been applied");
    }

    [Fact]
    public async Task Database_of_a_newer_version_is_refused()
    {
        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        await Migrator(client, new SqlScript("0001_a.sql", "SELECT 1;\n"), new SqlScript("0002_b.sql", "SELECT 1;\n")).ApplyAsync();

        var error = await Should.ThrowAsync<SchemaException>(
            () => Migrator(client, new SqlScript("0001_a.sql", "SELECT 1;\n")).ApplyAsync());

        error.Message.ShouldContain("0002_b.sql");
        error.Message.ShouldContain("newer Houle");
    }

    [Fact]
    public async Task Migration_that_failed_half_way_is_applied_again()
    {
        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        const string good = "CREATE TABLE IF NOT EXISTS a (x UInt8) ENGINE = MergeTree ORDER BY x;\n";
        await Should.ThrowAsync<ClickHouseException>(
            () => Migrator(client, new SqlScript("0001_a.sql", good + "CREATE NONSENSE;\n")).ApplyAsync());

        IReadOnlyList<string> applied = await Migrator(client, new SqlScript("0001_a.sql", good)).ApplyAsync();

        applied.ShouldBe(["0001_a.sql"]);
    }

    [Fact]
    public async Task Starts_at_the_same_time_do_no_harm()
    {
        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => new SchemaMigrator(client, new SchemaOptions()).ApplyAsync()));
        (await new SchemaMigrator(client, new SchemaOptions()).ApplyAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, 30)]
    [InlineData(5, 0)]
    [InlineData(5, 20_001)]
    public async Task Values_out_of_range_are_refused(int kPeople, int days)
    {
        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(
            () => new SchemaMigrator(client, new SchemaOptions(kPeople, days)).ApplyAsync());
    }

    private static SchemaMigrator Migrator(ClickHouseClient client, params SqlScript[] scripts) =>
        new(client, new SchemaOptions(), scripts, []);
}
