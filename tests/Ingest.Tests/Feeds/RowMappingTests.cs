using Houle.Events;
using Houle.Ingest.Catalogues;
using Houle.Ingest.Sessions;
using Houle.Ingest.Tests.Support;

namespace Houle.Ingest.Tests.Feeds;

/// <summary>What the keys of a feed do to a row, seen in the events that come out.</summary>
public sealed class RowMappingTests
{
    [Fact]
    public void Lists_are_split_lower_cased_and_freed_of_repeats()
    {
        One("hashtags: { column: v, split: '|' }", "#Paris| #PARIS |Été||x", (in Mention m) =>
            Items(m.Hashtags).ShouldBe(["paris", "été", "x"]));
        One("brands: { constant: [Acme, Umbrella] }", "", (in Mention m) => Items(m.Brands).ShouldBe(["acme", "umbrella"]));
        One("intents: { column: v, split: ',' }", "price, COMPLAINT", (in Mention m) =>
        {
            List<MentionIntent> intents = [];
            foreach (MentionIntent intent in m.Intents) intents.Add(intent);
            intents.ShouldBe([MentionIntent.Price, MentionIntent.Complaint]);
        });
    }

    [Fact]
    public void Terms_past_the_sixteenth_are_cut_and_counted()
    {
        using TempFolder folder = new();
        string terms = string.Join('|', Enumerable.Range(0, 20).Select(i => $"t{i}"));
        using Ingested ingested = new();
        IngestReport report = ingested.Run(
            Ingested.FeedOf("event: mention\ntime: { column: at }\nfields: { terms: { column: v, split: '|' } }\n"),
            folder.Write("a.csv", $"at,v\n2024-01-01,{terms}\n"));
        ingested.EachMention((in Mention m) => m.Terms.Count.ShouldBe(16));
        report.ItemsCut.ShouldBe(4);
    }

    [Fact]
    public void Maps_conditions_and_scales_apply()
    {
        One("campaign: { column: v, map: { A: spring } }", "A", (in Mention m) => Ingested.Text(m.Campaign).ShouldBe("spring"));
        One("campaign: { column: v, map: { A: spring } }", "Other Words", (in Mention m) => Ingested.Text(m.Campaign).ShouldBe("other words"));
        One("campaign: { column: v, map: { A: spring }, otherwise: drop }", "B", (in Mention m) => m.HasCampaign.ShouldBeFalse());
        One("promo_code: { constant: coupon, when: v > 0 }", "0.43", (in Mention m) => Ingested.Text(m.PromoCode).ShouldBe("coupon"));
        One("promo_code: { constant: coupon, when: v > 0 }", "0", (in Mention m) => m.HasPromoCode.ShouldBeFalse());
        One("weight: { column: v, scale: 0.001 }", "1500", (in Mention m) => m.Weight.ShouldBe(1.5));
        One("sponsored: v", "Yes", (in Mention m) => m.Sponsored.ShouldBeTrue());
        One("language: v", "pt-BR", (in Mention m) => Ingested.Text(m.Language).ShouldBe("pt-br"));
        One("likes: v", "1467.0", (in Mention m) => m.Engagement.Likes.ShouldBe(1467));
    }

    [Fact]
    public void Value_that_a_map_must_hold_is_a_dead_letter_when_it_does_not()
    {
        using Ingested ingested = Run("campaign: { column: v, map: { A: spring }, otherwise: refuse }", "B");
        ingested.DeadLetters().ShouldHaveSingleItem().Detail.ShouldBe("a.csv:2: campaign is 'B'; it is not in the feed's map");
    }

    [Fact]
    public void People_become_pseudonyms_that_no_topic_betrays()
    {
        One("creator: v", "alice@example.org", (in Mention m) =>
        {
            string creator = Ingested.Text(m.Creator);
            creator.Length.ShouldBe(26);
            creator.ShouldNotContain("alice");
        });
    }

    [Fact]
    public void Counter_counts_steps_up_from_the_last_sighting_of_each_key()
    {
        using TempFolder folder = new();
        using Ingested ingested = new();
        // In true order: a 10, b 5, a 14, a 12, b 9, a 13. Steps up: 4 (a), 4 (b), 1 (a).
        ingested.Run(
            Ingested.FeedOf("event: mention\ntime: { column: at }\nfields: { weight: { column: n, counter_by: k }, sounds: k }\n"),
            folder.Write("a.csv", "at,k,n\n2024-01-03,a,14\n2024-01-01,a,10\n2024-01-02,b,5\n2024-01-05,b,9\n2024-01-04,a,12\n2024-01-06,a,13\n"));
        List<(string, double)> steps = [];
        ingested.EachMention((in Mention m) => steps.Add((Items(m.Sounds).Single(), m.Weight)));
        steps.Order().ShouldBe([("a", 1), ("a", 4), ("b", 4)]);
    }

    [Fact]
    public void Coordinates_find_the_nearest_city_and_a_store_its_own()
    {
        using TempFolder folder = new();
        const string Feed = """
            event: sale
            time: { column: at }
            fields: { amount: { constant: 1 }, store: { column: shop, catalogue: store } }
            place: { latitude: lat, longitude: lon, within_km: 30, country: { constant: be } }
            """;
        folder.Write("catalogue.yaml", "stores:\n  - { id: s1, name: Rue Neuve, city: be/brussels, aliases: [Nieuwstraat] }\n");
        (Catalogue? catalogue, _) = Catalogue.Load(folder.File("catalogue.yaml"));
        using Ingested ingested = new();
        ingested.Run(
            Ingested.Options with { Catalogue = catalogue! },
            new IngestInput(folder.Write("a.csv", "at,shop,lat,lon\n2024-01-01,x,50.63,5.57\n2024-01-02,Nieuwstraat,,\n2024-01-03,y,0,-40\n"), Ingested.FeedOf(Feed)));
        List<(string, string)> sales = [];
        ingested.EachSale((in Sale s) => sales.Add((Ingested.Text(s.Store), Ingested.Text(s.City))));
        sales.Order().ShouldBe([("s1", "be/brussels"), ("x", "be/liege"), ("y", "be/unknown")]);
    }

    [Fact]
    public void JSON_lines_make_the_same_events_as_CSV()
    {
        using TempFolder folder = new();
        const string Feed = """
            event: mention
            format: jsonl
            time: { column: post.at, format: unix_ms }
            fields: { event_id: post.id, hashtags: "post.tags[].name", creator: user.id, platform: { constant: x } }
            place: { city: user.city }
            """;
        using Ingested ingested = new();
        ingested.Run(Ingested.FeedOf(Feed), folder.Write(
            "a.jsonl",
            """{"post":{"id":"P1","at":1704067200000,"tags":[{"name":"Go"},{"name":"Do"}]},"user":{"id":7,"city":"Luik"}}""" + "\n"));
        ingested.EachMention((in Mention m) =>
        {
            (Ingested.Text(m.EventId), Ingested.Text(m.City), m.OccurredAtMs).ShouldBe(("P1", "be/liege", 1704067200000));
            Items(m.Hashtags).ShouldBe(["go", "do"]);
        });
    }

    private static void One(string field, string value, Ingested.Visit<Mention> check)
    {
        using Ingested ingested = Run(field, value);
        ingested.DeadLetters().ShouldBeEmpty();
        int seen = 0;
        ingested.EachMention((in Mention m) =>
        {
            seen++;
            check(m);
        });
        seen.ShouldBe(1);
    }

    private static Ingested Run(string field, string value)
    {
        using TempFolder folder = new();
        Ingested ingested = new();
        ingested.Run(
            Ingested.FeedOf($"event: mention\ntime: {{ column: at }}\nfields:\n  {field}\n"),
            folder.Write("a.csv", $"at,v\n2024-01-01,\"{value}\"\n"));
        return ingested;
    }

    private static List<string> Items(Avro.Lists.Utf8List list)
    {
        List<string> items = [];
        foreach (ReadOnlySpan<byte> item in list) items.Add(Ingested.Text(item));
        return items;
    }
}
