using Houle.Ingest.Feeds;
using Houle.Ingest.Tests.Support;

namespace Houle.Ingest.Tests.Feeds;

/// <summary>A feed file with a mistake is told where it is and what to do.</summary>
public sealed class FeedErrorsTests
{
    private const string Good = "event: sale\ntime: { column: at }\nfields: { amount: price }\n";

    [Theory]
    [InlineData("evnt: sale\ntime: { column: at }\n", "x.yaml:1:1: unknown key 'evnt' in the feed; did you mean 'event'?")]
    [InlineData("event: sale\ntime: { column: at }\nfields:\n  amuont: price\n", "x.yaml:4:3: sale has no field 'amuont'; did you mean 'amount'?")]
    [InlineData("event: sales\ntime: { column: at }\n", "x.yaml:1:8: event is 'sales'; did you mean 'sale'?")]
    [InlineData("event: mention\ntime: { column: at, zone: Europe/Pari }\n", "x.yaml:2:27: time.zone is 'Europe/Pari'; it must be a name of the time zone database, such as Europe/Paris or UTC")]
    [InlineData("event: mention\n", "x.yaml:1:1: time is missing: which column says when?")]
    [InlineData("event: mention\ntime: { colum: at }\n", "x.yaml:2:9: unknown key 'colum' in time; did you mean 'column'?")]
    [InlineData(Good + "where: [price >> 3]\n", "x.yaml:4:9: 'price >> 3' compares by size, so '> 3' must be a number")]
    [InlineData(Good + "where: [price is 3]\n", "x.yaml:4:9: 'price is 3' is not a condition; write it like: included == Y, or: price > 0")]
    [InlineData(Good + "separator: ';;'\n", "x.yaml:4:12: separator is ';;'; it must be one ASCII character, or tab")]
    [InlineData(Good + "place: { latitude: lat }\n", "x.yaml:4:8: latitude and longitude go together")]
    [InlineData("event: sale\ntime: { column: at }\nfields: { amount: { column: p, split: ',' } }\n", "x.yaml:3:39: split is for lists only")]
    [InlineData("event: sale\ntime: { column: at }\nfields: { amount: { column: p, scale: -1 } }\n", "x.yaml:3:39: scale is '-1'; it must be a number from 0.000000001 to 1000000000")]
    [InlineData("event: sale\ntime: { column: at }\nfields: { amount: { column: p, constant: 3 } }\n", "x.yaml:3:19: say either column or constant")]
    [InlineData("event: sale\ntime: { column: at }\nfields: { store: s }\n", "x.yaml:3:9: fields.amount is missing; sale needs it")]
    [InlineData("event: sale\ntime: { column: at }\nfields: { amount: p, city: c }\n", "x.yaml:3:22: 'city' belongs under place, not under fields")]
    [InlineData("event: mention\nformat: jsonl\ntime: { column: 'a[' }\n", "x.yaml:3:17: 'a[' is not a path; write it like a.b[0].c, or a[].b for every item")]
    [InlineData("event: mention\nformat: jsonl\ntime: { column: a }\nfields: { terms: t, language: 't[0]' }\n", "x.yaml:1:1: one array cannot be asked for as a whole and for an item by number")]
    [InlineData("event: mention\ntime: { column: at }\nfields: { platform: { constant: tweeter } }\n", "x.yaml:3:33: platform is 'tweeter'; it must be one of other, tiktok")]
    [InlineData("event: mention\ntime: { column: at }\nfields: { platform: { column: p, map: { a: xx } } }\n", "x.yaml:3:39: platform is 'xx'; it must be one of other, tiktok")]
    [InlineData(Good + "text: body\n", "x.yaml:4:7: sale has no text to take intents from; only mention has")]
    [InlineData("event: mention\ntime: { column: at }\ntext: { columns: b }\n", "x.yaml:3:9: unknown key 'columns' in text; did you mean 'column'?")]
    [InlineData(Good + "topic: shop.orders\n", "x.yaml:4:8: the records of a topic are jsonl (an object each) or avro; say which as format")]
    [InlineData(Good + "format: jsonl\ntopic: shop/orders\n", "x.yaml:5:8: topic is 'shop/orders'; it must be 1 to 200 letters, digits, '.', '_' or '-'")]
    [InlineData("event: sale\nformat: jsonl\ntopic: t\ntime: { column: at, arrived: b }\nfields: { amount: p }\n", "x.yaml:4:7: time.arrived is for files: a topic's records come in the order of their arrival")]
    [InlineData("event: sale\nformat: jsonl\ntopic: t\ntime: { column: at }\nfields: { amount: { column: p, counter_by: q } }\n", "x.yaml:5:9: counter_by is for files: a feed with a topic keeps no totals")]
    [InlineData("event: mention\nevent: sale\n", "x.yaml:2:1: ")]
    [InlineData("event: [mention\n", "x.yaml:2:1: ")]
    [InlineData("- a\n- b\n", "x.yaml:1:1: a feed must be a mapping (key: value)")]
    public void Mistake_is_told_with_file_line_and_column(string yaml, string error)
    {
        FeedLoad load = FeedDefinition.Parse("x.yaml", yaml);
        load.Definition.ShouldBeNull();
        load.Errors.ShouldContain(e => e.StartsWith(error), string.Join('\n', load.Errors));
    }

    [Fact]
    public void Every_mistake_is_listed_in_the_order_of_the_file()
    {
        FeedLoad load = FeedDefinition.Parse("x.yaml", "event: sale\nformat: xml\ntime: { column: at, zoned: UTC }\nfields: { amount: p, sore: s }\n");
        load.Errors.Count.ShouldBe(3);
        load.Errors.Select(e => e.Split(':')[1]).ShouldBe(["2", "3", "4"]);
    }

    [Fact]
    public void All_feeds_of_the_repository_are_good()
    {
        string[] files = Directory.GetFiles(Path.Combine(Checkout.Root, "feeds"), "*.yaml");
        files.Length.ShouldBeGreaterThanOrEqualTo(10);
        foreach (string file in files) FeedDefinition.Load(file).Errors.ShouldBeEmpty();
    }

    [Fact]
    public void Feed_that_is_not_there_is_one_clear_error() =>
        Should.Throw<IngestException>(() => FeedDefinition.Load("nowhere/x.yaml")).Message.ShouldStartWith("nowhere/x.yaml: cannot be read");
}
