using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Houle.CommandLine;
using Houle.Configuration;
using Houle.Tests.Support;
using Houle.Web;

[assembly: AssemblyFixture(typeof(Houle.Tests.Web.WebFixture))]

namespace Houle.Tests.Web;

public class ApiTests(WebFixture web)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_address_that_api_lists_answers()
    {
        JsonArray listed = await Ask("/api");
        listed.Count.ShouldBe(ApiCatalogue.All.Count);
        foreach (JsonNode? entry in listed)
        {
            string[] given = [.. entry!["parameters"]!.AsObject().Where(parameter => (bool)parameter.Value!["required"]!)
                .Select(parameter => $"{parameter.Key}={Uri.EscapeDataString(Example(parameter.Key))}")];
            (await Ask($"{entry["path"]}?{string.Join('&', given)}")).Count.ShouldBeGreaterThan(entry["path"]!.ToString() == "/api/creators" ? -1 : 0, entry["path"]!.ToString());
        }
    }

    [Fact]
    public async Task Alerts_of_fewer_than_five_people_are_not_told()
    {
        JsonArray alerts = await Ask("/api/alerts?run=week");
        alerts.Select(alert => alert!["alert_id"]!.ToString()).ShouldBe(["rising"]);
        (await Ask("/api/alert?id=of-four")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Alert_brings_its_evidence_as_numbers()
    {
        JsonNode evidence = (await Ask("/api/alert?id=rising"))[0]!["evidence"]!;
        ((double)evidence["p"]!).ShouldBe(1e-19);
        ((long)evidence["windows"]![0]!["scale_ms"]!).ShouldBe(3_600_000);
    }

    [Fact]
    public async Task Curve_is_each_hour_beside_the_same_hour_of_the_day_before()
    {
        JsonArray rows = await Ask("/api/curve?run=week&cell=be/liege&kind=sound&entity=boulets&until=2026-03-05T23:30:00Z&hours=24");
        rows.Count.ShouldBe(24);
        for (int hour = 0; hour < 24; hour++)
        {
            ((int)rows[hour]!["people"]!).ShouldBe(10 + hour + (hour == 23 ? 40 : 0));
            ((int)rows[hour]!["days"]!).ShouldBe(1);
            ((double)rows[hour]!["usual_mean"]!).ShouldBe(10 + hour);
        }

        JsonArray city = await Ask("/api/city-curve?run=week&cell=be/liege&until=2026-03-05T23:30:00Z&hours=24");
        city.ToJsonString().ShouldBe(rows.ToJsonString()); // all that this city saw is that sound
    }

    [Fact]
    public async Task Expected_is_an_hours_share_of_the_detectors_span()
    {
        JsonNode row = (await Ask("/api/expected?run=week&cell=be/liege&kind=sound&entity=boulets&until=2026-03-05T23:30:00Z"))[0]!;
        ((double)row["an_hour"]!).ShouldBe(4); // 8 in two hours
        ((double)row["high"]!).ShouldBe(4 + (1.96 * Math.Sqrt(4 * 4)), 1e-9);
        ((double)row["low"]!).ShouldBe(0);
    }

    [Fact]
    public async Task Places_lie_where_the_gazetteer_says()
    {
        JsonNode place = (await Ask("/api/places?run=week"))[0]!;
        place["name"]!.ToString().ShouldBe("Liège");
        ((double)place["latitude"]!).ShouldBe(50.63, 0.05);
        ((int)place["open_alerts"]!).ShouldBe(1);
        (await Ask("/api/outlines?west=5&south=50&east=6.5&north=51")).Count.ShouldBeGreaterThan(3);
        (await Ask("/api/runs"))[0]!["notice"]!.ToString().ShouldBe("Simulated.");
    }

    [Fact]
    public async Task Scorecards_cost_and_deliverables_are_told_with_names_of_the_roster()
    {
        JsonArray posts = await Ask("/api/post-scorecards?run=week&campaign=spring&days=7");
        posts.Select(post => $"{post!["post"]} {post["engagement"]} {post["name"]} {post["steps"]}").ShouldBe(["p2 100  ", "p1 400 Anna Bakt 0"], "four steps are fewer than k");
        (await Ask("/api/post-scorecards?creator=c-bart&days=1")).Select(post => post!["days"]!.GetValue<int>()).ShouldBe([1]);
        JsonNode card = (await Ask("/api/creator-scorecards?run=week&creator=c-bart&campaign=spring"))[0]!;
        (card["posts"]!.GetValue<int>(), card["undisclosed"]!.GetValue<int>(), card["engagement_rate"]!.GetValue<double>()).ShouldBe((1, 1, 0.02));
        JsonNode cost = (await Ask($"/api/creator-campaigns?creator={WebFixture.Anna}"))[0]!;
        (cost["name"]!.GetValue<string>(), cost["cost_per_engagement"]!.GetValue<double>()).ShouldBe(("Anna Bakt", 1.5));
        JsonNode owed = (await Ask("/api/deliverables?campaign=spring"))[0]!;
        (owed["status"]!.GetValue<string>(), owed["post"]!.GetValue<string>()).ShouldBe(("kept", "p1"));
        (await Ask("/api/deliverables?status=missed")).ShouldBeEmpty();
        (await Ask($"/api/audience?creator={WebFixture.Anna}")).Select(one => $"{one!["anomaly"]} {one["cohort"]} {one["followers_gained"]} {one["name"]} {one["giveaway"]}").ShouldBe(
        [
            "follower_spike 10k-50k 5000 Anna Bakt ", "off_cohort 10k-50k/post 5 Anna Bakt ", "follower_spike 10k-50k 4000 Anna Bakt Boots for ten",
            "none 10k-50k -12 Anna Bakt ",
        ]);
        (await Ask($"/api/growth?creator={WebFixture.Anna}")).Select(one => $"{one!["gained"]} {one["explained_by"]} {one["name"]} {one["giveaway"]} {one["alert_id"]}").ShouldBe(
            ["5000 none Anna Bakt  a1", "4000 giveaway Anna Bakt Boots for ten "]);
        (await Ask("/api/growth?explained_by=trend")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Names_of_the_roster_are_for_who_sends_its_secret()
    {
        _ = web.Http;
        using var folder = new TemporaryFolder();
        var config = new WebConfig
        {
            Port = 0, TokenFile = folder.Write("token", "a-secret-of-some-length\n"), RosterTokenFile = folder.Write("roster", "a-secret-of-the-team\n"),
        };
        await using WebServer server = await web.Serve(config);
        using var http = new HttpClient { BaseAddress = server.Address };
        (await http.GetAsync("/api/creator-campaigns", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "a-secret-of-some-length");
        string anybody = await http.GetStringAsync("/api/creator-campaigns", Cancel);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "a-secret-of-the-team");
        string team = await http.GetStringAsync("/api/creator-campaigns", Cancel);
        anybody.ShouldContain(WebFixture.Anna);
        anybody.ShouldNotContain("Anna Bakt");
        team.ShouldContain("Anna Bakt");
        (await Should.ThrowAsync<CommandException>(() => web.Serve(config with { TokenFile = null }))).Message.ShouldContain("needs web.token_file");
    }

    [Theory]
    [InlineData("/api/curve?run=week", 400, "cell is missing")]
    [InlineData("/api/alerts?limit=0", 400, "limit is '0'")]
    [InlineData("/api/alerts?limit=9999999999999", 400, "limit is")]
    [InlineData("/api/alerts?colour=red", 400, "has no parameter colour; it takes run, place, category, severity_min, limit")]
    [InlineData("/api/curve?run=week&cell=a&kind=b&entity=c&until=yesterday", 400, "until is 'yesterday'")]
    [InlineData("/api/curve?run=week&cell=a&kind=b&entity=c&until=2026-02-31T00:00:00Z", 400, "until is")]
    [InlineData("/api/outlines?west=1", 400, "south is missing")]
    [InlineData("/api/nothing", 404, "/api lists what there is")]
    public async Task Question_that_cannot_be_answered_says_why(string path, int status, string message)
    {
        using HttpResponseMessage answer = await web.Http.GetAsync(path, Cancel);
        ((int)answer.StatusCode).ShouldBe(status);
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["error"]!.ToString().ShouldContain(message);
    }

    [Theory]
    [InlineData("it's")]
    [InlineData("a\\'b")]
    [InlineData("' OR 1=1 --")]
    [InlineData("tab\\tname")]
    public async Task Value_is_never_part_of_the_statement(string value)
    {
        (await Ask($"/api/alerts?place={Uri.EscapeDataString(value)}")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_token_only_this_machines_names_are_answered()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/runs") { Headers = { Host = "evil.example" } };
        using HttpResponseMessage answer = await web.Http.SendAsync(request, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.MisdirectedRequest);
    }

    [Fact]
    public async Task With_a_token_the_api_wants_it()
    {
        _ = web.Http;
        using var folder = new TemporaryFolder();
        string file = folder.Write("token", "a-secret-of-some-length\n");
        await using WebServer server = await web.Serve(new WebConfig { Port = 0, TokenFile = file });
        using var http = new HttpClient { BaseAddress = server.Address };
        (await http.GetAsync("/api/runs", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "a-secret-of-some-lengtH");
        (await http.GetAsync("/api/runs", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "a-secret-of-some-length");
        (await http.GetAsync("/api/runs", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Port_that_is_taken_is_a_clear_error()
    {
        int port = web.Http.BaseAddress!.Port;
        CommandException error = await Should.ThrowAsync<CommandException>(() => web.Serve(new WebConfig { Port = port }));
        error.ExitCode.ShouldBe(ExitCodes.Unreachable);
        error.Message.ShouldContain($"127.0.0.1:{port}");
        error.Message.ShouldContain("web.port");
    }

    private static string Example(string parameter) => parameter switch
    {
        "run" => "week", "creator" => WebFixture.Anna, "cell" => "be/liege", "kind" => "sound", "entity" => "boulets", "id" => "rising", "until" => "2026-03-05T23:00:00Z",
        _ => throw new ArgumentOutOfRangeException(nameof(parameter), parameter, "give an example of it"),
    };

    private async Task<JsonArray> Ask(string path)
    {
        using HttpResponseMessage answer = await web.Http.GetAsync(path, Cancel);
        string body = await answer.Content.ReadAsStringAsync(Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{path}: {body}");
        return JsonNode.Parse(body)!.AsArray();
    }
}
