using System.Text.Json.Nodes;
using Houle.Tests.Support;

namespace Houle.Tests.Commands;

public sealed class AudienceCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Scores_come_out_in_the_order_of_the_rows_with_reasons()
    {
        string[] rows = await Scores("account,#followers,#follows,#posts\n9007199254740993,20,5000,0\n\"b,c\",800,300,150\n");
        rows[0].ShouldBe("creator,score,reasons");
        rows[1].ShouldStartWith("9007199254740993,");
        rows[2].ShouldStartWith("\"b,c\",");
        Score(rows[1]).ShouldBeLessThan(20);
        Score(rows[2]).ShouldBeGreaterThan(60);
        rows[1].ShouldContain("following_per_post -");
    }

    [Fact]
    public async Task A_bad_cell_is_named_by_line_and_counts_as_unknown()
    {
        string input = Write("creator,followers,following,posts\na,10,many,3\nb,,-5,\n");
        ShellResult result = await Cli.Run("audience", input);
        result.ExitCode.ShouldBe(0);
        result.Error.ShouldContain("in.csv:2: following is 'many'; it must be a number of at least 0, and counts as unknown");
        result.Error.ShouldContain("in.csv:3: following is '-5'");
        result.Output.Split('\n')[2].ShouldBe("b,50.00,nothing_known 0 (no column to judge by)");
    }

    [Fact]
    public async Task An_unreadable_row_is_reported_left_out_and_fails_the_command()
    {
        ShellResult result = await Cli.Run("audience", Write("creator,followers\na,10\nb,1,2\nc,10\n"));
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("in.csv:3: the row has 3 columns and the header 2");
        result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(3);
    }

    [Fact]
    public async Task Hidden_likes_and_rounded_counts_and_percents_are_read()
    {
        string[] rows = await Scores("creator,followers,engagement_rate,avg_likes\na,12.5k,3.1,\nb,12.5K,0.02,\nc,1.2M,2.2%,\nd,100000000,1.1,900000\n");
        foreach (string row in rows[1..5]) Score(row).ShouldBeInRange(0, 100);
        Score(rows[2]).ShouldBeLessThan(Score(rows[1]) - 10);
        Score(rows[4]).ShouldBeGreaterThan(50);
    }

    [Fact]
    public async Task Json_is_one_document()
    {
        ShellResult result = await Cli.Run("audience", Write("creator,posts\na,0\nb,100\n"), "--json");
        JsonArray rows = JsonNode.Parse(result.Output)!.AsArray();
        rows.Count.ShouldBe(2);
        rows[1]!["creator"]!.GetValue<string>().ShouldBe("b");
        rows[1]!["score"]!.GetValue<double>().ShouldBeGreaterThan(rows[0]!["score"]!.GetValue<double>());
    }

    [Theory]
    [InlineData("a,b\n1,2\n", "no column can be judged by")]
    [InlineData("", "the file is empty")]
    public async Task A_file_without_use_is_refused_in_one_line(string text, string expected)
    {
        ShellResult result = await Cli.Run("audience", Write(text));
        result.ExitCode.ShouldNotBe(0);
        result.Error.ShouldContain(expected);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string[]> Scores(string csv)
    {
        string target = Path.Combine(_folder.Path, "out.csv");
        ShellResult result = await Cli.Run("audience", Write(csv), "--out", target);
        result.ExitCode.ShouldBe(0, result.Error);
        return await File.ReadAllLinesAsync(target);
    }

    private string Write(string csv)
    {
        string path = Path.Combine(_folder.Path, "in.csv");
        File.WriteAllText(path, csv);
        return path;
    }

    /// <summary>The number after the creator, which may hold a quoted comma.</summary>
    private static double Score(string row)
    {
        string rest = row[0] == '"' ? row[(row.IndexOf("\",", StringComparison.Ordinal) + 2)..] : row[(row.IndexOf(',') + 1)..];
        return double.Parse(rest[..rest.IndexOf(',')], System.Globalization.CultureInfo.InvariantCulture);
    }
}
