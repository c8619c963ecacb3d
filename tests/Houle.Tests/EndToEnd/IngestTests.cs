using System.Text.Json.Nodes;
using Houle.Tests.Support;

namespace Houle.Tests.EndToEnd;

/// <summary>houle ingest into a real log and a real ClickHouse.</summary>
public sealed class IngestTests : IDisposable
{
    private const string Feed = """
        event: sale
        time: { column: at }
        fields:
          event_id: id
          store: store
          units: units
          amount: amount
          currency: { constant: eur }
        place:
          city: city
          country: { constant: fr }
        """;

    private const string Rows = """
        id,at,store,units,amount,city
        3,2026-03-01T10:02:00Z,s1,1,9.99,Paris
        1,2026-03-01T10:00:00Z,s1,2,5.00,Paris
        2,2026-03-01T10:01:00Z,s2,1,1.01,Atlantide
        1,2026-03-01T10:00:00Z,s1,2,5.00,Paris
        4,yesterday,s1,1,1.00,Paris

        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Ingest_counts_everything_once_and_again_changes_nothing()
    {
        _folder.Write("feeds/shop.yaml", Feed);
        string config = _folder.Write("houle.yaml", "run: shop\ndata: data\nfeeds: feeds\n");
        string rows = _folder.Write("rows.csv", Rows);

        ShellResult first = await Cli.Run("ingest", rows, "--feed", "shop", "--config", config, "--json");
        ShellResult second = await Cli.Run("ingest", rows, "--feed", "shop", "--config", config);
        ShellResult doctor = await Cli.Run("doctor", "--config", config);

        first.ExitCode.ShouldBe(0, first.ToString());
        JsonNode document = JsonNode.Parse(first.Output)!;
        document["rows"]!.GetValue<long>().ShouldBe(5);
        document["account"]!["accepted"]!.GetValue<long>().ShouldBe(3);
        document["account"]!["late"]!.GetValue<long>().ShouldBe(0);
        document["account"]!["duplicates"]!.GetValue<long>().ShouldBe(1);
        document["account"]!["dead_lettered"]!.GetValue<long>().ShouldBe(1);
        document["dead_letters"]!.ToJsonString().ShouldBe("""{"invalid":1}""");
        document["unknown_places"]!["most_frequent"]!["fr/Atlantide"]!.GetValue<long>().ShouldBe(1);
        second.ExitCode.ShouldBe(0, second.ToString());
        second.Output.ShouldBe("shop: these files are in the log already (5 rows); nothing was added\n");
        doctor.ExitCode.ShouldBe(0, doctor.ToString());
    }

    [Theory]
    [InlineData("nowhere.csv", "shop", "nowhere.csv does not exist")]
    [InlineData("rows.csv", "shpo", "there is no feed 'shpo' in")]
    [InlineData("rows.csv", "shpo", "did you mean 'shop'?")]
    [InlineData("rows.csv", "typo", "typo.yaml:4:3: ")]
    public async Task Ingest_of_what_is_not_there_exits_2(string file, string feed, string message)
    {
        _folder.Write("feeds/shop.yaml", Feed);
        _folder.Write("feeds/typo.yaml", Feed.Replace("event_id", "evnt_id"));
        _folder.Write("rows.csv", Rows);
        string config = _folder.Write("houle.yaml", "data: data\nfeeds: feeds\n");

        ShellResult result = await Cli.Run(
            "ingest", file == "rows.csv" ? _folder.File(file) : file, "--feed", feed, "--config", config);

        result.ExitCode.ShouldBe(2, result.ToString());
        result.Error.ShouldContain(message);
    }
}
