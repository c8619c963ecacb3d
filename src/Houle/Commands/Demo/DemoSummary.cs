using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Houle.CommandLine;
using Houle.Commands.Demo.Facts;
using Houle.Results;
using Houle.Sinks.Client;
using Houle.Streams;
using Houle.Streams.Log;

namespace Houle.Commands.Demo;

/// <summary>What a demo came to: from the log what became of every record, from ClickHouse what it adds up to.</summary>
internal sealed record DemoSummary(
    IReadOnlyDictionary<Events.Stream, Account> Streams, IReadOnlyList<FeedSums> Sums, IReadOnlyDictionary<string, long> Rows,
    long Windows, IReadOnlyList<(string Table, long Rows)> Tables, IReadOnlyList<DemoFact> Facts, double Seconds, string OutputSha256)
{
    private static readonly string[] TableNames = ["city_windows", "accounting", "dead_letters"];

    public long Read => Streams.Values.Sum(account => account.Read);

    public double EventsPerSecond => Seconds > 0 ? Read / Seconds : 0;

    /// <summary>Whether every record and all weight is accounted for (contract C3).</summary>
    public bool Holds => Streams.Values.All(account => account.Holds);

    public static async Task<DemoSummary> Create(ILog log, ClickHouseClient client, string run, double seconds, CancellationToken cancel)
    {
        KeyValuePair<string, string> ours = new("run", run);
        List<(string Table, long Rows)> tables = [];
        foreach (string table in TableNames)
            tables.Add((table, await client.QueryLongAsync($"SELECT count() FROM {table} WHERE run = {{run:String}}", cancel, ours)));
        long windows = await client.QueryLongAsync(
            "SELECT uniqExact(partition, offset) FROM city_windows WHERE run = {run:String}", cancel, ours);
        return new DemoSummary(
            Accounts.Of(log), await DemoSums.Query(client, run, cancel), FeedRows.Count(log), windows, tables,
            await DemoFacts.Find(client, run, DemoData.Catalogue(), cancel), seconds,
            OutputHash.Of(log));
    }

    public JsonObject ToJson() => new()
    {
        ["streams"] = new JsonObject(Streams.Select(stream => KeyValuePair.Create(Accounts.NameOf(stream.Key), (JsonNode?)stream.Value.ToJson()))),
        ["sums"] = new JsonObject(Sums.Select(sums => KeyValuePair.Create(sums.Feed, (JsonNode?)sums.ToJson(Rows[sums.Feed])))),
        ["windows"] = Windows,
        ["tables"] = new JsonObject(Tables.Select(table => KeyValuePair.Create(table.Table, (JsonNode?)table.Rows))),
        ["facts"] = new JsonArray([.. Facts.Select(fact => (JsonNode)fact.ToJson())]),
        ["seconds"] = Math.Round(Seconds, 3),
        ["events_per_s"] = Math.Round(EventsPerSecond),
        ["output_sha256"] = OutputSha256,
    };

    public string ToText()
    {
        var text = new StringBuilder("Found in the real data by the detectors:\n");
        foreach (DemoFact fact in Facts) text.Append(CultureInfo.InvariantCulture, $"  {fact.Text}\n");
        text.Append('\n');
        var streams = new TextTable("STREAM", "READ", "= ACCEPTED", "(LATE)", "+ DUPLICATES", "+ DEAD LETTERS", "+ OTHER");
        foreach ((Events.Stream stream, Account account) in Streams)
        {
            streams.Add(
                Accounts.NameOf(stream), account.Read, account.Accepted, account.Late, account.Duplicates,
                account.DeadLettered, account.Other);
        }
        var feeds = new TextTable("FEED", "ROWS", "EVENTS", "WEIGHT", "UNITS", "AMOUNT", "PEOPLE");
        foreach (FeedSums sums in Sums)
        {
            string stream = DemoData.Sets.First(set => set.Feed == sums.Feed).Stream;
            feeds.Add(
                sums.Feed, Rows[sums.Feed], sums.Events,
                stream == "social" ? sums.Weight / 1e6 : null,
                stream == "sales" ? sums.Units : null,
                stream == "sales" ? sums.AmountCents / 100m : null,
                stream == "foot_traffic" ? sums.People : null);
        }
        text.Append(streams).Append('\n').Append(feeds).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"Every record and all weight accounted for: {(Holds ? "yes" : "NO, this is a fault of Houle")}\n");
        text.Append(CultureInfo.InvariantCulture, $"{Windows:#,0} city windows; rows in ClickHouse: {string.Join(", ", Tables.Select(table => string.Create(CultureInfo.InvariantCulture, $"{table.Table} {table.Rows:#,0}")))}\n");
        text.Append(CultureInfo.InvariantCulture, $"{Read:#,0} records in {Seconds:0.0} s: {EventsPerSecond:#,0} a second\n");
        return text.ToString();
    }
}
