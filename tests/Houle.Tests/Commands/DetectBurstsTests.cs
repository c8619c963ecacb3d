using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Houle.Tests.Support;

namespace Houle.Tests.Commands;

public sealed class DetectBurstsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Bursts_of_a_file_are_flagged_whatever_its_order()
    {
        string[] rows = Rows(seed: 5);
        ShellResult sorted = await Detect(Write("sorted.csv", rows), "--learning-days", "5");
        new Random(1).Shuffle(rows.AsSpan(1));
        ShellResult shuffled = await Detect(Write("shuffled.csv", rows), "--learning-days", "5");

        sorted.ExitCode.ShouldBe(0, sorted.ToString());
        shuffled.Output.ShouldBe(sorted.Output);
        sorted.Error.ShouldContain("at most 5% of a city's at a time expected to be false; ");
        string[] lines = sorted.Output.TrimEnd().Split('\n');
        lines[0].ShouldBe("time,city,kind,entity,count,expected,p,q,phase");
        lines.ShouldContain(line => line.StartsWith("2025-03-10T1", StringComparison.Ordinal) && line.Contains(",be/liege,sound,\"the, swell\",", StringComparison.Ordinal)
            && line.EndsWith(",emerging", StringComparison.Ordinal));
        lines.Count(line => line.EndsWith(",emerging", StringComparison.Ordinal) && !line.Contains("swell", StringComparison.Ordinal)).ShouldBe(0);
    }

    [Fact]
    public async Task Json_is_one_document_with_flags_and_summary()
    {
        string file = Write("rows.csv", Rows(seed: 5));
        JsonNode document = JsonNode.Parse((await Detect(file, "--json", "--learning-days", "5")).Output)!;
        document["flags"]!.AsArray().Count.ShouldBe((int)document["summary"]!["flags"]!);
        ((int)document["summary"]!["step_minutes"]!).ShouldBe(60);

        ShellResult toFile = await Detect(file, "--json", "--learning-days", "5", "--out", _folder.File("out.csv"));
        JsonNode.Parse(toFile.Output)!["alerts"]!.GetValue<long>().ShouldBe(document["summary"]!["alerts"]!.GetValue<long>());
        File.ReadLines(_folder.File("out.csv")).Count().ShouldBe(1 + document["flags"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("2025-03-01T10:00,be/liege,sound,a,-3", "rows.csv:2: count is '-3'")]
    [InlineData("2025-03-01T10:00,be/liege,sound,a,NaN", "rows.csv:2: count is 'NaN'")]
    [InlineData("2025-03-01T10:00,be/liege,sound,a,1000000000000001", "10^15")]
    [InlineData("yesterday,be/liege,sound,a,3", "rows.csv:2: time is 'yesterday'")]
    [InlineData("1969-12-31T23:59,be/liege,sound,a,3", "after 1970")]
    [InlineData("2025-03-01T10:00,,sound,a,3", "city has 0 bytes")]
    [InlineData("2025-03-01T10:00,be/liege,sound,3", "columns")]
    public async Task A_bad_row_ends_with_one_line_that_names_it(string row, string says)
    {
        ShellResult result = await Detect(Write("rows.csv", ["time,city,kind,entity,count", row]));
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain(says);
        result.Error.Trim().Split('\n').Length.ShouldBe(1);
    }

    [Fact]
    public async Task Wrong_usage_is_told_apart_from_bad_rows()
    {
        (await Detect(_folder.File("none.csv"))).ExitCode.ShouldBe(2);
        (await Detect(Write("rows.csv", Rows(1)), "--q", "2")).ExitCode.ShouldBe(2);
        (await Detect(Write("empty.csv", []))).ExitCode.ShouldBe(1);
        ShellResult header = await Detect(Write("header.csv", ["time,city,kind,entity,count"]));
        (header.ExitCode, header.Output).ShouldBe((0, "time,city,kind,entity,count,expected,p,q,phase\n"));
    }

    [Fact]
    public async Task Counts_of_ten_to_the_fifteen_are_taken()
    {
        string[] rows = [.. Rows(3), "2025-03-09T10:00,be/liege,sound,sound 3,1000000000000000"];
        ShellResult result = await Detect(Write("rows.csv", rows), "--learning-days", "5");
        result.ExitCode.ShouldBe(0, result.ToString());
        result.Output.ShouldNotContain("NaN");
        result.Output.ShouldContain("sound 3,4294967295,"); // a bin holds no more
    }

    [Fact]
    public async Task Rare_keys_that_were_forgotten_are_told()
    {
        string[] rows = ["time,city,kind,entity,count", .. Enumerable.Range(0, 5000).Select(i => $"2025-03-09T10:{i % 60:00},be/liege,sound,once {i},1")];
        ShellResult result = await Detect(Write("rows.csv", rows));
        result.ExitCode.ShouldBe(0, result.ToString());
        result.Error.ShouldContain("904 rare keys were forgotten before 3 counts");
    }

    private static Task<ShellResult> Detect(string file, params string[] options) => Cli.Run(["detect", "bursts", file, .. options]);

    private string Write(string name, string[] lines)
    {
        File.WriteAllText(_folder.File(name), string.Concat(lines.Select(line => line + "\n")), new UTF8Encoding(false));
        return _folder.File(name);
    }

    /// <summary>Ten days of thirty sounds by the hour; one of them swells on the last day.</summary>
    private static string[] Rows(int seed)
    {
        var random = new Random(seed);
        List<string> rows = ["time,city,kind,entity,count"];
        for (int hour = 0; hour < 240; hour++)
        {
            string time = new DateTime(2025, 3, 1).AddHours(hour).ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
            for (int sound = 0; sound < 30; sound++)
            {
                int count = Enumerable.Range(0, 20).Count(_ => random.NextDouble() < 0.3);
                if (sound == 7 && hour is >= 226 and < 230) count += 60;
                rows.Add($"{time},be/liege,sound,{(sound == 7 ? "\"the, swell\"" : $"sound {sound}")},{count}");
            }
        }

        return [.. rows];
    }
}
