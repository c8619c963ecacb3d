using Houle.Configuration;
using Houle.Tests.Support;

namespace Houle.Tests.Configuration;

/// <summary>Feeds that houle.yaml names and that cannot be read from a topic are told with line and column.</summary>
public sealed class IngestChecksTests
{
    private const string Kafka = "kafka: {bootstrap: 'a:9092'}\n";
    private const string Feed = "event: sale\nformat: jsonl\ntopic: shop.orders\ntime: {column: at}\nfields: {amount: price}\n";

    [Fact]
    public void Feed_with_a_topic_is_accepted() => Errors(Kafka + "ingest: {feeds: [orders]}", Feed).ShouldBeEmpty();

    [Theory]
    [InlineData("ingest: {feeds: [orders]}", Feed, "houle.yaml:1:17: ingest.feeds reads topics of Kafka, and kafka.bootstrap is absent; name the brokers, or bring files in with houle ingest")]
    [InlineData(Kafka + "ingest:\n  feeds:\n    - order", Feed, "houle.yaml:4:7: ingest.feeds names 'order', which FEEDS does not have; did you mean 'orders'?")]
    [InlineData(Kafka + "ingest: {feeds: [orders, orders]}", Feed, "houle.yaml:2:26: ingest.feeds names 'orders' twice")]
    [InlineData(Kafka + "ingest: {feeds: [orders]}", "event: sale\ntime: {column: at}\nfields: {amount: price}\n", "houle.yaml:2:18: ingest.feeds names 'orders', whose definition has no topic; add one, or bring its files in with houle ingest")]
    [InlineData(Kafka + "ingest: {feeds: [orders]}", "event: sales\n", "houle.yaml:2:18: ingest.feeds names 'orders', whose definition has errors: FEEDS/orders.yaml:1:1: time is missing: which column says when?; FEEDS/orders.yaml:1:8: event is 'sales'; did you mean 'sale'?")]
    [InlineData(Kafka + "streams: {sales: {topic: shop.orders}}\ningest: {feeds: [orders]}", Feed, "houle.yaml:3:18: ingest.feeds names 'orders', which reads shop.orders: that is a topic of streams, which Houle reads itself")]
    [InlineData(Kafka + "streams: {sales: {foreign: true, keyed: store, pseudonymous: true}}\ningest: {feeds: [orders]}", Feed, "houle.yaml:3:18: ingest.feeds names 'orders', which fills sales, and every stream of that kind is foreign; declare one that Houle fills")]
    public void Mistake_is_told_with_line_and_column(string yaml, string feed, string error) => Errors(yaml, feed).ShouldBe([error]);

    private static List<string> Errors(string yaml, string feed)
    {
        using TemporaryFolder folder = new();
        string feeds = Path.GetDirectoryName(folder.Write("feeds/orders.yaml", feed))!;
        try
        {
            ConfigFile.Parse($"{yaml}\nfeeds: {feeds}\n", "houle.yaml", _ => null);
            return [];
        }
        catch (ConfigException e)
        {
            return [.. e.Errors.Select(error => error.ToString().Replace(feeds, "FEEDS", StringComparison.Ordinal))];
        }
    }
}
