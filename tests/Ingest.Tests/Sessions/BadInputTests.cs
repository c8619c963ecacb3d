using System.Text;
using Houle.Events;
using Houle.Ingest.Feeds;
using Houle.Ingest.Sessions;
using Houle.Ingest.Tests.Support;

namespace Houle.Ingest.Tests.Sessions;

/// <summary>Whatever a file holds, rows are events, dead letters with their position, or the file is one clear error.</summary>
public sealed class BadInputTests
{
    private const string Sales = """
        event: sale
        time: { column: at }
        fields: { event_id: id, store: shop, units: units, amount: price }
        """;

    private const string Header = "id,at,shop,units,price\n";

    [Theory]
    [InlineData("1,2024-01-01T00:00:00Z,a,1,-3.50", "invalid", "amount is '-3.50'; it must be 0 to 100000000")]
    [InlineData("1,2024-01-01T00:00:00Z,a,1,1e20", "invalid", "amount is '1e20'; it must be 0 to 100000000")]
    [InlineData("1,2024-01-01T00:00:00Z,a,-1,3", "invalid", "units is '-1'; it must be 0 to 1000000000")]
    [InlineData("1,2024-01-01T00:00:00Z,a,99999999999999999999999999999999,3", "invalid", "units is '99999999999999999999999999999999'; it must be a number")]
    [InlineData("1,2024-01-01T00:00:00Z,a,1.5,3", "invalid", "units is '1.5'; it must be a whole number")]
    [InlineData("1,2024-01-01T00:00:00Z,a,one,3", "invalid", "units is 'one'; it must be a number")]
    [InlineData("1,2024-01-01T00:00:00Z,a,1,", "invalid", "amount is missing")]
    [InlineData("1,1999-12-31T23:59:59Z,a,1,3", "invalid", "the time '1999-12-31T23:59:59Z' is before 2000")]
    [InlineData("1,2024-06-01T01:00:01Z,a,1,3", "too_far_ahead", "the time '2024-06-01T01:00:01Z' is more than an hour in the future")]
    [InlineData("1,yesterday,a,1,3", "invalid", "the time 'yesterday' is not as the feed says (iso)")]
    [InlineData("1,2024-02-30,a,1,3", "invalid", "the time '2024-02-30' is not as the feed says (iso)")]
    [InlineData("1,,a,1,3", "invalid", "at is empty; a row needs a time")]
    [InlineData("1,2024-01-01T00:00:00Z,a,1", "unreadable_row", "the row has 4 columns and the header 5")]
    [InlineData("1,2024-01-01T00:00:00Z,a,1,3,4", "unreadable_row", "the row has 6 columns and the header 5")]
    [InlineData("1,2024-01-01T00:00:00Z,\"a\"b,1,3", "unreadable_row", "column 3 goes on after its closing quote")]
    [InlineData("1,2024-01-01T00:00:00Z,\"a,1,3", "unreadable_row", "a row is longer than 1 MiB, or a quote is never closed")]
    public void Bad_row_is_a_dead_letter_and_its_neighbours_count(string row, string reason, string detail)
    {
        using TempFolder folder = new();
        const string Good = "0,2024-01-01T00:00:00Z,a,1,1.00\n";
        string path = folder.Write("sales.csv", $"{Header}{Good}{row}\n{Good}");
        using Ingested ingested = new();
        IngestReport report = ingested.Run(At("2024-06-01T00:00:00Z"), new IngestInput(path, Ingested.FeedOf(Sales)));
        ingested.DeadLetters().ShouldHaveSingleItem().ShouldBe((reason, $"sales.csv:3: {detail}", 2, row));
        Events(ingested).ShouldBe(2);
        report.Feeds[0].ShouldBe(new FeedReport("test", Houle.Events.Stream.Sales, 3, 2, 0, 1));
        long dead = 0;
        ingested.EachAccount((in Accounting a) => dead += a.DeadLettered);
        dead.ShouldBe(1);
    }

    [Fact]
    public void Row_that_is_not_UTF8_is_a_dead_letter_with_its_bytes()
    {
        using TempFolder folder = new();
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Header + "1,2024-01-01,caf"), 0xE9, .. ",1,2\n2,2024-01-01,a,1,2\n"u8];
        using Ingested ingested = new();
        ingested.Run(Ingested.FeedOf(Sales), folder.Write("sales.csv", bytes));
        (string reason, string detail, long position, _) = ingested.DeadLetters().ShouldHaveSingleItem();
        (reason, detail, position).ShouldBe(("unreadable_row", "sales.csv:2: the row is not UTF-8", 1));
        Events(ingested).ShouldBe(1);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public void File_in_another_encoding_is_one_clear_error(string encoding)
    {
        using TempFolder folder = new();
        Encoding other = Encoding.GetEncoding(encoding);
        string path = folder.Write("sales.csv", [.. other.GetPreamble(), .. other.GetBytes(Header + "1,2024-01-01,a,1,2\n")]);
        using Ingested ingested = new();
        Should.Throw<IngestException>(() => ingested.Run(Ingested.FeedOf(Sales), path))
            .Message.ShouldStartWith($"{path}:1: the file is UTF-");
        path = folder.Write("bare.csv", other.GetBytes(Header));
        Should.Throw<IngestException>(() => ingested.Run(Ingested.FeedOf(Sales), path)).Message.ShouldContain("NUL");
    }

    [Theory]
    [InlineData("", "the file is empty; it needs a header line")]
    [InlineData("id,at,shop,units\n", "there is no column 'price'; the header has id, at, shop, units")]
    [InlineData("id,at,shop,units,price,price\n", "the header has the column 'price' twice")]
    [InlineData("id,at,shop,units,price\r1,2024-01-01,a,1,2\r", "lines end in CR alone; convert them to LF (tr '\\r' '\\n')")]
    public void File_with_a_wrong_header_is_one_clear_error(string text, string message)
    {
        using TempFolder folder = new();
        string path = folder.Write("sales.csv", text);
        using Ingested ingested = new();
        Should.Throw<IngestException>(() => ingested.Run(Ingested.FeedOf(Sales), path)).Message.ShouldBe($"{path}:1: {message}");
    }

    [Fact]
    public void Truncated_gzip_counts_its_rows_and_is_one_dead_letter()
    {
        byte[] zipped = TempFolder.Gzip(Encoding.UTF8.GetBytes(Rows(20_000)));
        foreach (int keep in new[] { zipped.Length - 1, zipped.Length - 8, zipped.Length / 2, zipped.Length / 7 })
        {
            using TempFolder folder = new();
            using Ingested ingested = new();
            ingested.Run(Ingested.FeedOf(Sales), folder.Write("sales.csv.gz", zipped[..keep]));
            (string reason, string detail, long position, _) = ingested.DeadLetters().ShouldHaveSingleItem();
            reason.ShouldBe("truncated");
            int events = Events(ingested);
            position.ShouldBe(events + 1);
            detail.ShouldStartWith($"sales.csv.gz:{events + 2}: the file is damaged from here on");
            events.ShouldBeInRange(keep > zipped.Length / 2 ? 19_900 : 100, 20_000);
        }
    }

    [Fact]
    public void Bit_flipped_gzip_never_crashes_and_never_passes_for_whole()
    {
        byte[] zipped = TempFolder.Gzip(Encoding.UTF8.GetBytes(Rows(2_000)));
        for (int seed = 0; seed < 60; seed++)
        {
            Random random = new(seed);
            byte[] flipped = [.. zipped];
            int at = random.Next(10, zipped.Length);
            flipped[at] ^= (byte)(1 << random.Next(8));
            using TempFolder folder = new();
            using Ingested ingested = new();
            try
            {
                IngestReport report = ingested.Run(Ingested.FeedOf(Sales), folder.Write("sales.csv.gz", flipped));
                report.Rows.ShouldBe(report.Feeds[0].Events + report.Feeds[0].DeadLettered);
                ingested.DeadLetters().Count(l => l.Reason == "truncated").ShouldBe(1, $"seed {seed}, byte {at}");
            }
            catch (IngestException e)
            {
                e.Message.ShouldContain("sales.csv.gz:1:", Case.Sensitive, $"seed {seed}");
            }
        }
    }

    [Fact]
    public void Bit_flipped_and_truncated_CSV_gives_every_row_one_outcome()
    {
        byte[] text = Encoding.UTF8.GetBytes(Rows(300));
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            byte[] flipped = random.Next(3) == 0 ? text[..random.Next(Header.Length, text.Length)] : [.. text];
            for (int flips = random.Next(1, 6); flips > 0; flips--)
                flipped[random.Next(Header.Length, flipped.Length)] ^= (byte)(1 << random.Next(8));
            using TempFolder folder = new();
            using Ingested ingested = new();
            IngestReport report = ingested.Run(Ingested.FeedOf(Sales), folder.Write("sales.csv", flipped));
            (Events(ingested), (long)ingested.DeadLetters().Count)
                .ShouldBe(((int)report.Feeds[0].Events, report.Feeds[0].DeadLettered), $"seed {seed}");
            report.Feeds[0].Rows.ShouldBe(report.Feeds[0].Events + report.Feeds[0].DeadLettered);
            ingested.DeadLetters().Count.ShouldBeLessThan(20, $"seed {seed}: a flipped bit costs a row or two, not the file");
        }
    }

    [Fact]
    public void Ids_that_are_too_long_are_dead_letters_and_repeated_ids_are_left_to_Observe()
    {
        using TempFolder folder = new();
        string longShop = new('x', 65);
        string path = folder.Write("sales.csv", $"{Header}7,2024-01-01,a,1,1\n7,2024-01-01,a,1,1\n8,2024-01-01,{longShop},1,1\n");
        using Ingested ingested = new();
        ingested.Run(Ingested.FeedOf(Sales), path);
        ingested.DeadLetters().ShouldHaveSingleItem().Detail.ShouldContain("an id has at most 64 bytes");
        Events(ingested).ShouldBe(2);
    }

    [Fact]
    public void Unknown_places_count_in_unknown_and_are_listed()
    {
        using TempFolder folder = new();
        const string Feed = "event: mention\ntime: { column: at }\nplace: { city: city, country: country }\n";
        string path = folder.Write(
            "a.csv", "at,city,country\n2024-01-01,Atlantide,FR\n2024-01-02,Atlantide,France\n2024-01-03,Paris,FR\n2024-01-04,,Narnia\n2024-01-05,,\n");
        using Ingested ingested = new();
        IngestReport report = ingested.Run(Ingested.FeedOf(Feed), path);
        Dictionary<string, int> cities = [];
        ingested.EachMention((in Mention m) =>
        {
            string city = Ingested.Text(m.City);
            cities[city] = cities.GetValueOrDefault(city) + 1;
        });
        cities.ShouldBe(new Dictionary<string, int> { ["fr/unknown"] = 2, ["fr/paris"] = 1, ["world/unknown"] = 2 }, ignoreOrder: true);
        report.UnknownNamesTop.ShouldBe([("fr/Atlantide", 2), ("world/Narnia", 1)]);
        report.UnknownNames.ShouldBe(3);
    }

    private static string Rows(int count) => Header + string.Concat(
        Enumerable.Range(0, count).Select(i => $"{i},2024-01-01T00:00:{i % 60:00}Z,shop{i * 7919 % 97},{i % 9},{i % 1000}.25\n"));

    private static int Events(Ingested ingested)
    {
        int count = 0;
        ingested.EachSale((in Sale _) => count++);
        return count;
    }

    private static IngestOptions At(string now) => Ingested.Options with { Time = new FixedTime(now) };
}
