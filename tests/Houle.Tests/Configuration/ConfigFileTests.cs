using Houle.Configuration;
using Houle.Tests.Support;

namespace Houle.Tests.Configuration;

public sealed class ConfigFileTests
{
    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment\n")]
    [InlineData("streams:\nwindows: ~\n")]
    public void Config_that_says_nothing_is_the_defaults(string yaml)
    {
        HouleConfig config = ConfigFile.Parse(yaml, "a.yaml", _ => null);

        config.Streams.ShouldBe(StreamConfig.Defaults);
        (config with { Streams = StreamConfig.Defaults }).ShouldBe(new HouleConfig());
    }

    [Fact]
    public void Stream_keeps_the_defaults_of_what_it_does_not_say()
    {
        HouleConfig config = ConfigFile.Parse("streams: {sales: {partitions: 9}}", "a.yaml", _ => null);

        config.Streams["sales"].ShouldBe(StreamConfig.Defaults["sales"] with { Partitions = 9 });
        config.Streams.Count.ShouldBe(5);
    }

    [Fact]
    public void Stream_of_a_name_of_its_own_is_added()
    {
        HouleConfig config = ConfigFile.Parse(
            "streams: {nightly: {kind: sales, topic: shop.nightly, grace_ms: 86400000}}", "a.yaml", _ => null);

        config.Streams["nightly"].ShouldBe(
            new StreamConfig { Kind = StreamKind.Sales, Topic = "shop.nightly", GraceMs = 86_400_000 });
    }

    [Fact]
    public void Variable_is_replaced_from_the_environment_or_by_what_follows()
    {
        HouleConfig config = ConfigFile.Parse(
            "run: ${A}-${B:-two}\nthreads: ${N}", "a.yaml", name => name switch { "A" => "one", "N" => "3", _ => null });

        config.Run.ShouldBe("one-two");
        config.Threads.ShouldBe(3);
    }

    [Theory]
    [InlineData("registry: http://127.0.0.1:8081/apis/ccompat/v7")]
    [InlineData("registry: {url: 'http://127.0.0.1:8081/apis/ccompat/v7'}")]
    public void Registry_may_be_its_url_alone(string yaml) =>
        ConfigFile.Parse(yaml, "a.yaml", _ => null).Registry.ShouldBe(
            new RegistryConfig { Url = "http://127.0.0.1:8081/apis/ccompat/v7" });

    [Fact]
    public void Path_is_relative_to_the_file()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("etc/houle.yaml", "data: ../data\nfeeds: /srv/feeds\n");

        HouleConfig config = ConfigFile.Load(file);

        config.Data.ShouldBe(folder.File("data"));
        config.Feeds.ShouldBe("/srv/feeds");
    }
}
