using Houle.Configuration;

namespace Houle.Tests.Configuration;

/// <summary>Golden: the exact words for every kind of mistake.</summary>
public sealed class ConfigErrorsTests
{
    [Theory]
    [InlineData("windws: {}", "houle.yaml:1:1: windws is not a key that Houle knows; did you mean 'windows'?")]
    [InlineData(
        "commit:\n  zzz: 1",
        "houle.yaml:2:3: commit.zzz is not a key that Houle knows; known here: interval_ms, records_max")]
    [InlineData(
        "streams:\n  social:\n    grace_ms: -5",
        "houle.yaml:3:15: streams.social.grace_ms is -5; it must be 0 to 86400000 (default 30000)")]
    [InlineData(
        "detection:\n  learning_days: 1", "houle.yaml:2:18: detection.learning_days is 1; it must be 2 to 90 (default 14)")]
    [InlineData(
        "detection: {false_discovery: 5}",
        "houle.yaml:1:13: detection.false_discovery is not a key that Houle knows; known here: on, learning_days, false_discovery_percent, half_life_days, calendars, links, keys_per_cell_max, cells_max")]
    [InlineData(
        "streams:\n  sales: {grace_ms: soon}",
        "houle.yaml:2:21: streams.sales.grace_ms is soon; it must be 0 to 86400000 (default 300000)")]
    [InlineData("threads: 1.5\nrun: ok", "houle.yaml:1:10: threads is 1.5; it must be 1 to 256 (default THREADS)")]
    [InlineData(
        "clickhouse: {embedded: yes}", "houle.yaml:1:24: clickhouse.embedded is yes; it must be true or false (default true)")]
    [InlineData("run: 'Über Lauf'", "houle.yaml:1:6: run is 'Über Lauf'; it must match ^[a-z0-9][a-z0-9_-]{0,62}$ (default houle)")]
    [InlineData(
        "alerts:\n  destinations:\n    desk: {type: topic, topic: desk, links: true}",
        "houle.yaml:3:45: alerts.destinations.desk.links is true, and no links are kept; set detection.links to true as well")]
    [InlineData("windows: 5", "houle.yaml:1:10: windows must be a map of keys to values")]
    [InlineData("streams: [social]", "houle.yaml:1:10: streams must be a map of names to settings")]
    [InlineData("data: [a, b]", "houle.yaml:1:7: data must be a single value")]
    [InlineData(
        "streams:\n  Nightly: {}",
        "houle.yaml:2:3: streams has the name 'Nightly'; names are lower case letters, digits, '_' and '-'")]
    [InlineData(
        "streams:\n  nightly: {kind: sale, topic: a}",
        "houle.yaml:2:19: streams.nightly.kind is sale; it must be social, intents, sales, foot_traffic, community; did you mean 'sales'?")]
    [InlineData(
        "streams:\n  nightly: {topic: a}",
        "houle.yaml:2:12: streams.nightly.kind is absent; a stream of a name of its own says what its events are")]
    [InlineData(
        "streams:\n  nightly: {kind: sales, topic: houle.sales}",
        "houle.yaml:2:33: streams.nightly.topic is houle.sales, which streams.sales has already; every stream has a topic of its own")]
    [InlineData(
        "clickhouse: {embedded: false}",
        "houle.yaml:1:13: clickhouse.embedded is false and clickhouse.url is absent; name the server, or leave embedded out")]
    [InlineData(
        "clickhouse:\n  url: http://db:8123",
        "houle.yaml:2:8: clickhouse.url is set and clickhouse.embedded is true; set embedded to false to use the server")]
    [InlineData(
        "registry: {user: a, token_env: B, url: http://r}",
        "houle.yaml:1:18: registry.user is set beside a token; keep one way to authenticate")]
    [InlineData(
        "registry:\n  password_env: B\n  url: http://r",
        "houle.yaml:2:3: registry.user is absent, and a password is given; name the user")]
    [InlineData(
        "registry: {timeout_ms: 500}",
        "houle.yaml:1:11: registry.url is absent; name the registry, or leave the section out")]
    [InlineData(
        "registry: https://user:secret@r",
        "houle.yaml:1:11: registry.url holds a user or password; give them as user and password_file")]
    [InlineData(
        "run: ${NAME_OF_RUN}",
        "houle.yaml:1:6: run uses ${NAME_OF_RUN}, and the environment has no NAME_OF_RUN; set it, or write ${NAME_OF_RUN:-default}")]
    public void Config_with_a_mistake_says_what_where_and_what_to_do(string yaml, string message)
    {
        ConfigException error = Should.Throw<ConfigException>(() => ConfigFile.Parse(yaml, "houle.yaml", _ => null));

        error.Errors.ShouldHaveSingleItem().ToString()
            .ShouldBe(message.Replace("THREADS", new HouleConfig().Threads.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Config_with_several_mistakes_reports_them_all_in_order()
    {
        ConfigException error = Should.Throw<ConfigException>(
            () => ConfigFile.Parse("threads: 0\nprivacy:\n  k_anonymity: 0\nrunn: x\n", "a.yaml", _ => null));

        error.Errors.Select(e => (e.Line, e.Column)).ShouldBe([(1, 10), (3, 16), (4, 1)]);
    }

    [Theory]
    [InlineData("a: [1,", "this is not YAML")]
    [InlineData("threads: 1\nthreads: 2", "Duplicate key")]
    [InlineData("run: a: b", "this is not YAML")]
    public void Config_that_is_not_yaml_says_where(string yaml, string part)
    {
        ConfigError error = Should.Throw<ConfigException>(() => ConfigFile.Parse(yaml, "a.yaml", _ => null))
            .Errors.ShouldHaveSingleItem();

        error.Message.ShouldContain(part);
        error.Line.ShouldBeGreaterThan(0);
    }
}
