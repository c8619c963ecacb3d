using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Houle.Sinks.Client;
using Houle.Sinks.Server;
using Houle.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Houle.Tests.EndToEnd;

/// <summary>Posts, clicks and a campaign from files to what a creator's engagement cost, through a real log and a real ClickHouse.</summary>
public sealed class CampaignsTests : IDisposable
{
    private const string Campaign = """
        - id: spring
          starts_at: 2026-03-02
          ends_at: 2026-03-30
          currency: EUR
          creators:
            - { creator: instagram:anna, cost: 600, deliverables: [{ format: post, due_at: 2026-03-02 }, { format: story }] }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Campaign_of_a_file_says_what_engagement_and_intent_cost()
    {
        _folder.Write("feeds/posts.yaml", """
            event: mention
            time: { column: at }
            fields: { platform: { constant: instagram }, format: { constant: post }, creator: who, post: post, campaign: campaign, creator_followers: followers, likes: likes }
            """);
        _folder.Write("feeds/clicks.yaml", """
            event: intent
            time: { column: at }
            fields: { kind: { constant: click }, creator: who, post: post, person: person }
            """);
        string config = _folder.Write("houle.yaml", "run: shop\ndata: data\nfeeds: feeds\n");
        StringBuilder posts = new("at,who,post,campaign,followers,likes\n2026-03-02T10:00:00Z,anna,p1,spring,10000,400\n"), clicks = new("at,who,post,person\n");
        for (int day = 1; day <= 9; day++) posts.Append(CultureInfo.InvariantCulture, $"2026-03-1{day}T10:00:00Z,anna,q{day},,10000,100\n");
        for (int i = 0; i < 6; i++) clicks.Append(CultureInfo.InvariantCulture, $"2026-03-03T10:0{i}:00Z,instagram:anna,p1,v{i}\n");
        string campaigns = _folder.Write("campaigns.yaml", Campaign);

        foreach ((string feed, string rows) in new[] { ("posts", posts.ToString()), ("clicks", clicks.ToString()) })
        {
            ShellResult ingested = await Cli.Run("ingest", _folder.Write($"{feed}.csv", rows), "--feed", feed, "--config", config);
            ingested.ExitCode.ShouldBe(0, ingested.ToString());
        }

        ShellResult first = await Cli.Run("campaigns", campaigns, "--config", config, "--json");
        ShellResult second = await Cli.Run("campaigns", campaigns, "--config", config);
        first.ExitCode.ShouldBe(0, first.ToString());
        JsonNode.Parse(first.Output)!["written"]!.GetValue<int>().ShouldBe(1);
        second.Output.ShouldBe("campaigns: 0 written, 1 as they were, 0 refused\n");

        await using EmbeddedClickHouse clickHouse = await EmbeddedClickHouse.StartAsync(
            new EmbeddedClickHouseOptions { Folder = _folder.File("data/clickhouse") }, NullLogger.Instance);
        using ClickHouseClient client = new(clickHouse.Endpoint with { Database = "houle" });
        (await client.QueryTextAsync("SELECT campaign, posts, engagement, steps, cost_cents, currency, cost_per_engagement, cost_per_intent FROM creator_campaigns"))
            .ShouldBe("spring\t1\t400\t6\t60000\tEUR\t1.5\t100\n");
        (await client.QueryTextAsync("SELECT format, status FROM creator_deliverables ORDER BY format")).ShouldBe("post\tkept\nstory\topen\n");
    }

    [Theory]
    [InlineData("nowhere.yaml", 2, "nowhere.yaml does not exist")]
    [InlineData("c.yaml", 1, "c.yaml:1: spring: starts_at is missing")]
    [InlineData("c.txt", 1, "campaigns are read from .yaml, .json, .jsonl and .csv")]
    public async Task Campaigns_that_cannot_be_taken_are_named(string file, int exitCode, string message)
    {
        _folder.Write("c.txt", Campaign);
        _folder.Write("c.yaml", Campaign.Replace("starts_at: 2026-03-02", "starts_at:"));
        ShellResult result = await Cli.Run("campaigns", _folder.File(file), "--config", _folder.Write("houle.yaml", "data: data\n"));
        result.ExitCode.ShouldBe(exitCode, result.ToString());
        result.Error.ShouldContain(message);
    }
}
