using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Houle.Tests.Web;

namespace Houle.Tests.Deploy;

/// <summary>Every query of the dashboards runs on the real views; Grafana itself is not here.</summary>
public sealed partial class GrafanaTests(WebFixture web)
{
    private static readonly string Folder = Path.Combine(Checkout.Root, "deploy", "grafana", "dashboards");

    public static TheoryData<string, string> Queries()
    {
        TheoryData<string, string> queries = [];
        foreach (string file in Directory.EnumerateFiles(Folder, "*.json"))
        {
            JsonNode dashboard = JsonNode.Parse(File.ReadAllText(file))!;
            foreach (JsonNode? variable in dashboard["templating"]!["list"]!.AsArray()) queries.Add($"{variable!["name"]}", $"{variable["query"]}");
            foreach (JsonNode? panel in dashboard["panels"]!.AsArray())
            {
                foreach (JsonNode? target in panel!["targets"]!.AsArray()) queries.Add($"{panel["title"]}", $"{target!["rawSql"]}");
            }
        }

        return queries;
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Query_of_a_panel_runs_on_the_views_and_finds_what_is_there(string title, string sql)
    {
        _ = web.Http; // skips where there is no ClickHouse
        string rows = await web.Client.QueryTextAsync($"{AsGrafanaSends(sql)} FORMAT TSVWithNames");
        string[] lines = rows.TrimEnd().Split('\n');
        if (title != "Dead letters by reason") lines.Length.ShouldBeGreaterThan(1, $"no row for {title}: {rows}"); // the fixture has no dead letter
        if (sql.Contains("AS time", StringComparison.Ordinal)) lines[0].Split('\t')[0].ShouldBe("time");
    }

    [Fact]
    public void Panels_ask_the_data_source_that_is_provisioned_and_their_ids_differ()
    {
        string provisioned = File.ReadAllText(Path.Combine(Folder, "..", "provisioning", "datasources", "clickhouse.yaml"));
        JsonArray panels = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "houle.json")))!["panels"]!.AsArray();
        foreach (JsonNode? panel in panels)
        {
            provisioned.ShouldContain($"uid: {panel!["datasource"]!["uid"]}\n");
            provisioned.ShouldContain($"type: {panel["datasource"]!["type"]}\n");
        }

        panels.Select(panel => $"{panel!["id"]}").ShouldBeUnique();
    }

    /// <summary>Grafana's variables and macros, replaced as the plugin does.</summary>
    private static string AsGrafanaSends(string sql) =>
        TimeFilter().Replace(sql, "$1 >= toDateTime(0) AND $1 <= toDateTime(4000000000)").Replace("${run}", "week", StringComparison.Ordinal);

    [GeneratedRegex(@"\$__timeFilter\((\w+)\)")]
    private static partial Regex TimeFilter();
}
