using System.Text;
using Houle.Ingest.Files;
using Houle.Ingest.Tests.Support;

namespace Houle.Ingest.Tests.Files;

public sealed class JsonRowReaderTests
{
    [Theory]
    [InlineData("""{"a":{"b":[{"c":"yes"},{"c":"no"}]}}""", "a.b[0].c", "yes")]
    [InlineData("""{"a":{"b":[{"c":"yes"},{"c":"no"}]}}""", "a.b[1].c", "no")]
    [InlineData("""{"a":{"b":[{"c":"yes"},{"d":1},{"c":"no"}]}}""", "a.b[].c", "yes|no")]
    [InlineData("""{"tags":["x","é\n","y"]}""", "tags", "x|é\n|y")]
    [InlineData("""{"tags":["x",null,3]}""", "tags[]", "x|3")]
    [InlineData("""{"a":12.50}""", "a", "12.50")]
    [InlineData("""{"a":true}""", "a", "true")]
    [InlineData("""{"a":null}""", "a", null)]
    [InlineData("""{"b":1}""", "a", null)]
    [InlineData("""{"a":{"x":1}}""", "a", null)]
    [InlineData("""{"a":1,"a":2}""", "a", "2")]
    [InlineData("""{"a":"caf\u00e9 \"q\""}""", "a", "café \"q\"")]
    [InlineData("""{"\u0061":"escaped name"}""", "a", "escaped name")]
    public void Path_finds_its_value(string line, string path, string? expected) =>
        Read(line, path).Single().Value.ShouldBe(expected);

    [Theory]
    [InlineData("""{"a":1""", "the line is not JSON")]
    [InlineData("""[1]""", "the line is not a JSON object")]
    [InlineData("""{"a":1} x""", "the line is not JSON")]
    [InlineData("""{"a":"\ud800"}""", "the line is not JSON")]
    [InlineData("plain text", "the line is not JSON")]
    public void Broken_line_is_a_row_with_a_fault_and_the_next_one_counts(string line, string fault)
    {
        (string? Value, string? Fault)[] rows = Read($"{line}\r\n{{\"a\":\"next\"}}\n", "a");
        rows.Length.ShouldBe(2);
        rows[0].Fault!.ShouldStartWith($"test.jsonl:1: {fault}");
        rows[1].Value.ShouldBe("next");
    }

    [Theory]
    [InlineData("a..b")]
    [InlineData("a[x]")]
    [InlineData("a[0")]
    [InlineData("")]
    public void Malformed_path_is_refused(string path) => Should.Throw<FormatException>(() => ValuePath.Check(path));

    [Fact]
    public void Real_Jetstream_frames_read_by_path()
    {
        using JsonRowReader reader = new(
            InputFile.Inspect(Checkout.Shared("adapter-fixtures/bluesky/jetstream_v1_events.jsonl")),
            ["time_us", "kind", "commit.collection", "commit.record.langs"]);
        Row row = new(4);
        int rows = 0, posts = 0, languages = 0;
        while (reader.Read(row))
        {
            row.Fault.ShouldBeNull();
            rows++;
            row.Value(0).Length.ShouldBe(16);
            if (!row.Value(2).SequenceEqual("app.bsky.feed.post"u8)) continue;
            posts++;
            languages += row.Value(3).IsEmpty ? 0 : 1;
        }

        rows.ShouldBeGreaterThan(50);
        posts.ShouldBeGreaterThan(0);
        languages.ShouldBeGreaterThan(0);
    }

    private static (string? Value, string? Fault)[] Read(string text, string path)
    {
        using TempFolder folder = new();
        using JsonRowReader reader = new(InputFile.Inspect(folder.Write("test.jsonl", text)), [path]);
        List<(string?, string?)> rows = [];
        Row row = new(1);
        while (reader.Read(row))
        {
            string value = Encoding.UTF8.GetString(row.Value(0)).Replace((char)RowReader.ListSeparator, '|');
            rows.Add((value.Length == 0 ? null : value, row.Fault?.Detail));
        }

        return [.. rows];
    }
}
