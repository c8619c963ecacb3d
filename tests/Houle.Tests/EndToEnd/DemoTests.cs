using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Houle.Hosting;
using Houle.Sinks.Client;
using Houle.Sinks.Server;
using Houle.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Houle.Tests.EndToEnd;

/// <summary>The demo with real data, a real ClickHouse and real kills. The totals are those that the data's README gives,
/// which nobody computed with Houle.</summary>
public sealed partial class DemoTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Demo_gives_the_known_totals_and_the_same_hash_however_it_is_killed()
    {
        JsonNode calm = await Calm();
        JsonNode disturbed = await Disturbed();

        ShouldHaveKnownTotals(calm);
        ShouldHaveKnownTotals(disturbed);
        string hash = calm["output_sha256"]!.GetValue<string>();
        disturbed["output_sha256"]!.GetValue<string>().ShouldBe(hash);
        File.ReadAllText(Path.Combine(Checkout.Root, "demo/output.sha256")).Trim().ShouldBe(
            hash, "the demo's output has changed: when that is meant, write the new hash into demo/output.sha256");
        disturbed["windows"]!.ToJsonString().ShouldBe(calm["windows"]!.ToJsonString());
        disturbed["tables"]!["city_windows"]!.ToJsonString().ShouldBe(calm["tables"]!["city_windows"]!.ToJsonString());

        ShouldTellWhatDetectorsFound(calm["facts"]!.AsArray());
        ShouldHaveCaughtTheWeek(calm["week"]!);
        await CommandsLookIn(_folder.File("calm"));
        await DocumentedQueriesRun(_folder.File("calm"));
    }

    private async Task<JsonNode> Calm()
    {
        using DemoProcess demo = DemoProcess.Start(_folder.File("calm"), "both");
        return await demo.Document();
    }

    /// <summary>The worker dies twice, then everything at once; the second start goes on and loses its worker once more.</summary>
    private async Task<JsonNode> Disturbed()
    {
        using (DemoProcess first = DemoProcess.Start(_folder.File("disturbed"), "real"))
        {
            await first.KillWorkerAt(logBytes: 3_000_000);
            await first.KillClickHouseAt(logBytes: 10_000_000);
            await first.KillWorkerAt(logBytes: 20_000_000);
            await first.KillAt(logBytes: 40_000_000);
        }
        using DemoProcess second = DemoProcess.Start(_folder.File("disturbed"), "real");
        await second.KillWorkerAt(logBytes: 60_000_000);
        JsonNode document = await second.Document();
        (await second.Errors()).ShouldContain("going on where an interrupted run");
        return document;
    }

    private static void ShouldHaveKnownTotals(JsonNode document)
    {
        foreach ((string stream, JsonNode? counts) in document["streams"]!.AsObject())
        {
            long Count(string name) => counts![name]!.GetValue<long>();
            Count("read").ShouldBe(
                Count("accepted") + Count("duplicates") + Count("dead_lettered") + Count("other"), stream);
            Count("late").ShouldBe(0, stream);
        }
        document["streams"]!.AsObject().Select(stream => stream.Key)
            .ShouldBe(["social", "intents", "sales", "foot_traffic", "community"]);

        JsonNode sums = document["sums"]!;
        sums["douyin-sounds"]!.ToJsonString().ShouldBe("""{"rows":27888,"events":21430,"weight":20517306}""");
        sums["crisislex"]!["rows"]!.GetValue<long>().ShouldBe(77_439);
        sums["reddit-cities"]!.ToJsonString().ShouldBe("""{"rows":53997,"events":53997,"weight":53997}""");
        sums["completejourney"]!.ToJsonString().ShouldBe(
            """{"rows":75000,"events":75000,"units":7784694,"amount":233935.24}""");
        sums["pedestrian"]!.ToJsonString().ShouldBe("""{"rows":78755,"events":78755,"people":60801693}""");
        document["tables"]!["dead_letters"]!.GetValue<long>().ShouldBe(0);
        document["seconds"]!.GetValue<double>().ShouldBeGreaterThan(0);
        document["events_per_s"]!.GetValue<double>().ShouldBeGreaterThan(0);
    }

    /// <summary>Costa Rica shook on 5 September 2012 at 14:42 UTC; the streets of Melbourne were full in the first night of 2017.</summary>
    private static void ShouldTellWhatDetectorsFound(JsonArray facts)
    {
        facts.Select(fact => fact!["detector"]!.ToString()).ShouldBe(["bursts", "series", "series"]);
        DateTimeOffset.Parse(facts[1]!["at"]!.ToString()).ShouldBeInRange(
            new DateTimeOffset(2012, 9, 5, 14, 40, 0, TimeSpan.Zero), new DateTimeOffset(2012, 9, 5, 15, 0, 0, TimeSpan.Zero));
        facts[2]!["at"]!.ToString().ShouldBe("2016-12-31T14:00:00Z");
    }

    private static void ShouldHaveCaughtTheWeek(JsonNode week)
    {
        week["lost"]!.GetValue<long>().ShouldBe(0);
        week["planted"]!.GetValue<int>().ShouldBeGreaterThanOrEqualTo(6);
        week["caught"]!.GetValue<int>().ShouldBeGreaterThanOrEqualTo(week["planted"]!.GetValue<int>() / 2);
        week["false"]!.GetValue<int>().ShouldBeLessThanOrEqualTo(week["alerts"]!.GetValue<int>() / 5);
    }

    /// <summary>Every query of docs/guide/querying.md, on the demo's own tables.</summary>
    private static async Task DocumentedQueriesRun(string folder)
    {
        await using EmbeddedClickHouse server = await EmbeddedClickHouse.StartAsync(
            new EmbeddedClickHouseOptions { Folder = Path.Combine(folder, "clickhouse") }, NullLogger.Instance);
        using var client = new ClickHouseClient(server.Endpoint);
        string guide = File.ReadAllText(Path.Combine(Checkout.Root, "docs/guide/querying.md"));
        List<string> answers = [];
        foreach (Match query in SqlBlock().Matches(guide)) answers.Add(await client.QueryTextAsync(query.Groups["sql"].Value));

        answers.Count.ShouldBe(5);
        answers[0].ShouldStartWith("costarica\t91\t1\n");
        answers[1].Split('\n').Length.ShouldBe(8, "seven streets, and what follows the last line end");
        answers[2].ShouldContain("be/", customMessage: "what the streams say together of products of the week");
        answers[3].TrimEnd().Split('\n').ShouldAllBe(line => line.EndsWith("\t0\t0"));
        answers[4].TrimEnd().Split('\n').ShouldAllBe(line => line.Split('\t')[2].Length > 0, "every contributor's audience has been scored");
    }

    [GeneratedRegex("```sql\n(?<sql>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex SqlBlock();

    private static async Task CommandsLookIn(string folder)
    {
        ShellResult doctor = await Cli.Run("doctor", "--data", folder);
        ShellResult tail = await Cli.Run("tail", "houle.city-windows", "--count", "1", "--json", "--data", folder);

        doctor.ExitCode.ShouldBe(0, doctor.ToString());
        JsonNode.Parse(tail.Output)!["type"]!.GetValue<string>().ShouldBe("CityWindow");
        await WalkThroughAlerts(Path.Combine(folder, "week"));
    }

    /// <summary>The commands of docs/guide/alerts.md on the simulated week.</summary>
    private static async Task WalkThroughAlerts(string week)
    {
        string guide = File.ReadAllText(Path.Combine(Checkout.Root, "docs/guide/alerts.md")), rules = Path.Combine(Checkout.Root, "docs/guide/alerts.yaml");
        string[] commands = [.. guide.Split('\n').Where(line => line.Contains("--data .houle/demo/week", StringComparison.Ordinal)).Select(line => line.Trim())];
        commands.Length.ShouldBe(2);
        foreach (string command in commands)
        {
            string[] words = command.Replace("docs/guide/alerts.yaml", rules).Split(' ')[1..];
            words[Array.IndexOf(words, ".houle/demo/week")] = week;
            ShellResult result = await Cli.Run(words);
            result.ExitCode.ShouldBe(0, result.ToString());
            result.Output.ShouldMatch("fcpasserelle|boulets|brume|lanternes|colis|penalty|tribune|soirdematch|moment|thermos", command);
        }

        ShellResult preview = await Cli.Run("alerts", "preview", "liege-sounds", "--config", rules, "--data", week, "--json");
        JsonNode.Parse(preview.Output)!["sent"]!.GetValue<int>().ShouldBeInRange(1, 20);
    }
}
