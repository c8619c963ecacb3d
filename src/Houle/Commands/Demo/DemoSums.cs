using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Houle.Sinks.Client;

namespace Houle.Commands.Demo;

/// <summary>What ClickHouse adds up to, a feed at a time: to be compared with what is known of the data.</summary>
internal static partial class DemoSums
{
    // Mentions name their source, and each is counted under it; the other streams have one feed each in the demo.
    private const string Social = """
        SELECT entity AS feed, sum(count) AS events, sum(weight) AS weight, 0 AS units, 0 AS amount_cents, 0 AS people
        FROM city_windows WHERE run = {run:String} AND stream = 'social' AND kind = 'source' AND level = 'city'
        GROUP BY entity ORDER BY entity
        """;

    private const string Others = """
        SELECT stream AS feed, sum(count) AS events, sum(weight) AS weight, sum(units) AS units, sum(amount_cents) AS amount_cents, sum(entries) AS people
        FROM city_windows WHERE run = {run:String} AND stream IN ('sales', 'foot_traffic') AND kind = 'total' AND level = 'city'
        GROUP BY stream ORDER BY stream
        """;

    /// <summary>The sums by feed, with money in units and weights as they were given.</summary>
    public static async Task<IReadOnlyList<FeedSums>> Query(ClickHouseClient client, string run, CancellationToken cancel)
    {
        KeyValuePair<string, string> value = new("run", run);
        IReadOnlyList<FeedSums> social = await client.QueryAsync(Social, SumsJson.Default.FeedSums, cancel, value);
        IReadOnlyList<FeedSums> others = await client.QueryAsync(Others, SumsJson.Default.FeedSums, cancel, value);
        return [.. social, .. others.Select(sums => sums with { Feed = DemoData.Sets.First(set => set.Stream == sums.Feed).Feed })];
    }

    [JsonSerializable(typeof(FeedSums))]
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    private sealed partial class SumsJson : JsonSerializerContext;
}

/// <summary>Sums of one feed's events over all leaf cells. <paramref name="Weight"/> is in millionths.</summary>
internal sealed record FeedSums(string Feed, long Events, long Weight, long Units, long AmountCents, long People)
{
    /// <param name="rows">Rows of the feed's file, duplicates and refused ones included.</param>
    public JsonObject ToJson(long rows)
    {
        string stream = DemoData.Sets.First(set => set.Feed == Feed).Stream;
        var json = new JsonObject { ["rows"] = rows, ["events"] = Events };
        if (stream == "social") json["weight"] = Weight / 1_000_000m;
        if (stream == "sales")
        {
            json["units"] = Units;
            json["amount"] = AmountCents / 100m;
        }
        if (stream == "foot_traffic") json["people"] = People;
        return json;
    }
}
