using System.Text.Json.Nodes;
using Houle.CommandLine;

namespace Houle.Tests.Commands;

public sealed class DetectSeriesCommandTests
{
    private static readonly string Spiky = Csv(Enumerable.Range(0, 1000).Select(i => i == 700 ? "500" : (10 + i % 7).ToString(System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public async Task Rows_come_back_in_order_with_score_and_alert()
    {
        using var folder = new TemporaryFolder();
        string output = folder.File("out.csv");
        ShellResult result = await Cli.Run("detect", "series", folder.Write("in.csv", Spiky), "--out", output);
        result.ExitCode.ShouldBe(ExitCodes.Done, result.Error);
        string[] lines = File.ReadAllLines(output), given = Spiky.TrimEnd('\n').Split('\n');
        lines[0].ShouldBe("timestamp,value,score,alert");
        lines.Length.ShouldBe(given.Length);
        for (int i = 1; i < lines.Length; i++)
        {
            lines[i].ShouldStartWith(given[i] + ",");
            // Told three points after the jump: in a series without noise "lately" still remembers its learning.
            lines[i].EndsWith(",1", StringComparison.Ordinal).ShouldBe(i == 704, lines[i]);
        }

        result.Output.ShouldBeEmpty();
        File.Exists(output + ".unfinished").ShouldBeFalse();
    }

    [Fact]
    public async Task Without_a_file_to_write_rows_go_to_standard_output_and_a_summary_to_the_other()
    {
        using var folder = new TemporaryFolder();
        ShellResult result = await Cli.Run("detect", "series", folder.Write("in.csv", Spiky));
        result.Output.Split('\n').Length.ShouldBe(1002);
        result.Error.ShouldContain("1000 rows, 0 without a value, 1 alerts");
    }

    [Fact]
    public async Task Json_has_totals_and_the_alerts()
    {
        using var folder = new TemporaryFolder();
        ShellResult result = await Cli.Run("detect", "series", folder.Write("in.csv", Spiky), "--json");
        JsonNode document = JsonNode.Parse(result.Output)!;
        document["rows"]!.GetValue<long>().ShouldBe(1000);
        document["first_alerts"]!.AsArray().Single()!["line"]!.GetValue<long>().ShouldBe(705);
    }

    [Theory]
    [InlineData("iid-spike")]
    [InlineData("iid-change-point")]
    [InlineData("ssa-spike")]
    [InlineData("ssa-change-point")]
    [InlineData("spectral-residual")]
    public async Task Textbook_detectors_run_by_name(string detector)
    {
        using var folder = new TemporaryFolder();
        ShellResult result = await Cli.Run("detect", "series", folder.Write("in.csv", Spiky), "--detector", detector, "--json");
        result.ExitCode.ShouldBe(ExitCodes.Done, result.Error);
        if (detector.EndsWith("spike", StringComparison.Ordinal))
            JsonNode.Parse(result.Output)!["first_alerts"]!.AsArray().ShouldContain(alert => alert!["line"]!.GetValue<long>() == 702);
    }

    [Fact]
    public async Task Missing_values_repeated_times_and_quotes_come_back_as_they_were()
    {
        using var folder = new TemporaryFolder();
        string[] rows = ["\"a,b\",1", "t,", "t,NaN", "t,inf", "t,NA", "t,-1e15", "t, 3 ", "t,1e308"];
        ShellResult result = await Cli.Run("detect", "series", folder.Write("in.csv", "timestamp,value\r\n" + string.Join("\r\n", rows) + "\r\n"));
        result.ExitCode.ShouldBe(ExitCodes.Done, result.Error);
        result.Output.Split('\n').Skip(1).SkipLast(1).ShouldBe(rows.Select(row => row + ",0,0"));
        result.Error.ShouldContain("8 rows, 5 without a value, 0 alerts");
    }

    [Fact]
    public async Task A_file_with_a_header_alone_gives_a_header_alone()
    {
        using var folder = new TemporaryFolder();
        (await Cli.Run("detect", "series", folder.Write("in.csv", "timestamp,value\n"))).Output.ShouldBe("timestamp,value,score,alert\n");
    }

    [Theory]
    [InlineData("timestamp,value\nt,1\nt,one\n", ":3: the value 'one' is not a number")]
    [InlineData("timestamp,value\nt,1\nt,1,2\n", ":3")]
    [InlineData("time,value\nt,1\n", ":1: there is no column 'timestamp'")]
    [InlineData("", ":1: the file is empty")]
    public async Task A_row_that_cannot_be_read_fails_with_its_line_and_leaves_no_file(string text, string message)
    {
        using var folder = new TemporaryFolder();
        string output = folder.File("out.csv");
        ShellResult result = await Cli.Run("detect", "series", folder.Write("in.csv", text), "--out", output);
        result.ExitCode.ShouldBe(ExitCodes.Failed);
        result.Error.ShouldContain("in.csv" + message);
        Directory.GetFiles(folder.Path).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Wrong_usage_is_told_from_failed_work()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("in.csv", Spiky);
        (await Cli.Run("detect", "series", folder.File("none.csv"))).ExitCode.ShouldBe(ExitCodes.Usage);
        (await Cli.Run("detect", "series", folder.Path)).Error.ShouldContain("is a folder; name a file");
        (await Cli.Run("detect", "series", file, "--out", folder.Path)).Error.ShouldContain("is a folder; name a file");
        (await Cli.Run("detect", "series", file, "--out", folder.File("no/out.csv"))).Error.ShouldContain("there is no folder");
        (await Cli.Run("detect", "series", file, "--history", "0")).Error.ShouldContain("--history is 0; it must be 1 to 1000000");
        (await Cli.Run("detect", "series", file, "--detector", "magic")).Error.ShouldContain("there is no detector 'magic'; there are spike, iid-spike");
        (await Cli.Run("detect", "series", file, "--detector", "iid-spike", "--confidence", "100")).ExitCode.ShouldBe(ExitCodes.Usage);
        (await Cli.Run("detect", "series", file, "--detector", "ssa-spike", "--season", "300")).Error.ShouldContain("--training is 400");
    }

    private static string Csv(IEnumerable<string> values) =>
        "timestamp,value\n" + string.Concat(values.Select((value, i) => $"2026-01-01T{i / 60:00}:{i % 60:00}:00Z,{value}\n"));
}
