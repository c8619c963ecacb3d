using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Houle.Ingest.Files;
using Houle.Ingest.Tests.Support;

namespace Houle.Ingest.Tests.Files;

public sealed class CsvRowReaderTests
{
    [Fact]
    public void Quotes_newlines_and_line_ends_read_as_RFC_4180_says()
    {
        (string?[] Values, long Number, long Line, string? Fault)[] rows = Read(
            "\uFEFFa,b,c\r\n1,\"x, \"\"y\"\"\r\nz\",3\r\n\r\n,\"\",\"q\"\n7,8,9", "a", "b", "c");
        rows.ShouldBe(
        [
            (["1", "x, \"y\"\r\nz", "3"], 1, 2, null),
            ([null, null, "q"], 2, 5, null),
            (["7", "8", "9"], 3, 6, null),
        ], new RowComparer());
    }

    [Fact]
    public void Columns_come_in_the_order_asked_for()
    {
        Read("a,b,c\n1,2,3\n", "c", "a").Single().Values.ShouldBe(["3", "1"]);
        Read("\"first, of all\",b\n1,2\n", "first, of all").Single().Values.ShouldBe(["1"]);
    }

    [Fact]
    public void Quote_that_never_closes_costs_one_row()
    {
        string text = "a,b\n1,\"open\n" + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{i},row of some length to pass a mebibyte\n"));
        (string?[] Values, long Number, long Line, string? Fault)[] rows = Read(text, "a");
        rows.Length.ShouldBe(50_001);
        rows.Count(r => r.Fault is not null).ShouldBe(1);
        rows[0].Fault!.ShouldContain("test.csv:2: a row is longer than 1 MiB, or a quote is never closed");
        rows[^1].Line.ShouldBe(50_002);
    }

    [Fact]
    public void Row_over_a_mebibyte_is_refused_and_reading_goes_on()
    {
        string text = $"a,b\n1,{new string('x', 3 << 20)}\n2,ok\n";
        (string?[] Values, long Number, long Line, string? Fault)[] rows = Read(text, "a", "b");
        rows[0].Fault.ShouldNotBeNull();
        (rows[1].Values[1], rows[1].Number, rows[1].Line).ShouldBe(("ok", 2, 3));
    }

    [Fact]
    public void Reader_agrees_with_CsvHelper_on_generated_files()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            Random random = new(seed);
            string newline = random.Next(2) == 0 ? "\n" : "\r\n";
            StringBuilder text = new("c0,c1,c2" + newline);
            for (int row = random.Next(1, 40); row > 0; row--)
                text.Append(string.Join(',', Enumerable.Range(0, 3).Select(i => Cell(random, i)))).Append(newline);
            if (random.Next(3) == 0) text.Length -= newline.Length;

            using CsvReader oracle = new(new StringReader(text.ToString()), new CsvConfiguration(CultureInfo.InvariantCulture));
            List<string> expected = [];
            oracle.Read();
            oracle.ReadHeader();
            while (oracle.Read()) expected.Add(string.Join('\u0001', oracle[0], oracle[1], oracle[2]));
            Read(text.ToString(), "c0", "c1", "c2").Select(r => string.Join('\u0001', r.Values))
                .ShouldBe(expected, $"seed {seed}");
        }
    }

    /// <summary>Not empty in the first column, so that no row is blank: what a blank line means is a matter of taste.</summary>
    private static string Cell(Random random, int column)
    {
        string[] pieces = ["x", "é", "日本", "\"\"", ",", "\n", "\r\n", " ", "1"];
        if (random.Next(2) == 0) return column == 0 ? "v" : random.Next(3) == 0 ? "" : $"plain{random.Next(100)}";
        return "\"v" + string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => pieces[random.Next(pieces.Length)])) + "\"";
    }

    private static (string?[] Values, long Number, long Line, string? Fault)[] Read(string text, params string[] columns)
    {
        using TempFolder folder = new();
        InputFile file = InputFile.Inspect(folder.Write("test.csv", text));
        using CsvRowReader reader = new(file, columns);
        List<(string?[], long, long, string?)> rows = [];
        Row row = new(columns.Length);
        while (reader.Read(row))
        {
            rows.Add((
                [.. columns.Select((_, i) => row.Value(i).IsEmpty ? null : Encoding.UTF8.GetString(row.Value(i)))],
                row.Number, row.Line, row.Fault?.Detail));
        }

        return [.. rows];
    }

    private sealed class RowComparer : IEqualityComparer<(string?[] Values, long Number, long Line, string? Fault)>
    {
        public bool Equals((string?[] Values, long Number, long Line, string? Fault) x, (string?[] Values, long Number, long Line, string? Fault) y) =>
            x.Values.SequenceEqual(y.Values) && (x.Number, x.Line, x.Fault) == (y.Number, y.Line, y.Fault);

        public int GetHashCode((string?[] Values, long Number, long Line, string? Fault) row) => row.Number.GetHashCode();
    }
}
