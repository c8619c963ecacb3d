using Houle.Events;
using Houle.Ingest.Feeds;
using Houle.Ingest.Places;
using Houle.Ingest.Sessions;
using Houle.Ingest.Tests.Support;

namespace Houle.Ingest.Tests.Sessions;

/// <summary>Real files give the totals that ../shared/data/README.md says they must, read back from the topics.</summary>
public sealed class RealTotalsTests
{
    [Theory]
    [InlineData("AAPL", 15_902, 1_360_453)]
    [InlineData("CRM", 15_902, 53_261)]
    [InlineData("FB", 15_833, 282_006)]
    [InlineData("IBM", 15_893, 69_774)]
    [InlineData("PFE", 15_858, 13_742)]
    public void Tweets_of_a_company_add_up(string company, long rows, long mentions)
    {
        using Ingested ingested = new();
        FeedDefinition feed = Ingested.Feed($"tweets-{company.ToLowerInvariant()}");
        ingested.Run(feed, Checkout.Shared($"nab/data/realTweets/Twitter_volume_{company}.csv"));
        long count = 0;
        double weight = 0;
        HashSet<string> cities = [];
        ingested.EachMention((in Mention m) =>
        {
            count++;
            weight += m.Weight;
            m.HasCreator.ShouldBeFalse();
            cities.Add(Ingested.Text(m.City));
        });
        count.ShouldBe(rows);
        weight.ShouldBe(mentions);
        cities.ShouldBe(["world/unknown"]);
    }

    [Fact]
    public void Sales_of_a_year_add_up()
    {
        using Ingested ingested = new();
        ingested.Run(Ingested.Feed("completejourney"), Checkout.Demo("completejourney/transactions_sample.csv.gz"));
        long rows = 0, cents = 0, units = 0, zeros = 0, coupons = 0, first = long.MaxValue, last = 0;
        HashSet<string> stores = [], products = [], cities = [];
        ingested.EachSale((in Sale s) =>
        {
            rows++;
            cents += s.Amount.UnscaledAt(2);
            units += s.Units;
            zeros += s.Units == 0 ? 1 : 0;
            coupons += s.HasPromoCode ? 1 : 0;
            first = Math.Min(first, s.OccurredAtMs);
            last = Math.Max(last, s.OccurredAtMs);
            stores.Add(Ingested.Text(s.Store));
            products.Add(Ingested.Text(s.Product));
            cities.Add(Ingested.Text(s.City));
            s.Customer.Length.ShouldBe(26);
        });
        (rows, cents, units, zeros, coupons).ShouldBe((75_000, 23_393_524, 7_784_694, 416, 1_135));
        (stores.Count, products.Count).ShouldBe((293, 20_902));
        DateTimeOffset.FromUnixTimeMilliseconds(first).ShouldBe(DateTimeOffset.Parse("2017-01-01T12:30:27Z"));
        DateTimeOffset.FromUnixTimeMilliseconds(last).ShouldBe(DateTimeOffset.Parse("2018-01-01T03:47:38Z"));
        cities.ShouldBe(["us/unknown"]);
    }

    [Fact]
    public void People_passing_in_Melbourne_add_up_in_true_time()
    {
        using Ingested ingested = new();
        ingested.Run(Ingested.Feed("pedestrian"), Checkout.Demo("pedestrian/sugrrants_hourly_peds.csv.gz"));
        long rows = 0, people = 0, flinders = 0, first = long.MaxValue;
        HashSet<string> places = [], cities = [];
        ingested.EachFootTraffic((in FootTraffic t) =>
        {
            rows++;
            people += t.Entries;
            string place = Ingested.Text(t.Place);
            if (place == "flinders-street-station-underpass") flinders += t.Entries;
            places.Add(place);
            cities.Add(Ingested.Text(t.City));
            first = Math.Min(first, t.OccurredAtMs);
            t.IntervalS.ShouldBe(3600);
        });
        (rows, people, flinders, places.Count).ShouldBe((78_755, 60_801_693, 16_703_097, 7));
        cities.ShouldBe(["au/melbourne"]);
        DateTimeOffset.FromUnixTimeMilliseconds(first).ShouldBe(DateTimeOffset.Parse("2015-12-31T13:00:00Z"));
    }

    [Fact]
    public void Posts_of_events_add_up_by_event()
    {
        using Ingested ingested = new();
        ingested.Run(Ingested.Feed("crisislex"), Checkout.Demo("crisislex-t26-events/posts.csv.gz"));
        Dictionary<string, long> terms = [];
        Dictionary<string, HashSet<string>> cities = [];
        ingested.EachMention((in Mention m) =>
        {
            foreach (ReadOnlySpan<byte> term in m.Terms)
            {
                string name = Ingested.Text(term);
                terms[name] = terms.GetValueOrDefault(name) + 1;
                if (!cities.TryGetValue(name, out HashSet<string>? of)) cities[name] = of = [];
                of.Add(Ingested.Text(m.City));
            }
        });
        terms.Values.Sum().ShouldBe(77_439);
        (terms["typhoon yolanda"], terms["italy earthquakes"], terms["costa rica earthquake"]).ShouldBe((39_033, 7_404, 2_369));
        cities["costa rica earthquake"].ShouldBe(["cr/unknown"]);
        cities["italy earthquakes"].ShouldBe(["it/modena"]);
        cities["la airport shootings"].ShouldBe(["us/los-angeles"]);
        cities["singapore haze"].ShouldBe(["sg/singapore"]);
    }

    [Fact]
    public void Steps_up_of_sounds_add_up_and_the_rest_is_accounted_as_other()
    {
        using Ingested ingested = new();
        IngestReport report = ingested.Run(
            Ingested.Options with { Catalogue = Ingested.DemoCatalogue() },
            new IngestInput(Checkout.Demo("douyin-sounds-hourly/sound_ranks.csv.gz"), Ingested.Feed("douyin-sounds")));
        long events = 0;
        double weight = 0;
        HashSet<string> cities = [];
        ingested.EachMention((in Mention m) =>
        {
            events++;
            weight += m.Weight;
            m.Sounds.Count.ShouldBe(1);
            m.Platform.ShouldBe(Platform.Douyin);
            cities.Add(Ingested.Text(m.City));
        });
        weight.ShouldBe(20_517_306);
        cities.ShouldBe(["cn/unknown"]);
        long other = 0, dead = 0, read = 0;
        ingested.EachAccount((in Accounting a) =>
        {
            Ingested.Text(a.Source).ShouldBe("feed:douyin-sounds");
            read += a.ReadValue;
            other += a.Other;
            dead += a.DeadLettered;
        });
        (events + other, dead, read).ShouldBe((27_888, 0, other));
        report.Feeds.ShouldHaveSingleItem().ShouldBe(
            new FeedReport("douyin-sounds", Events.Stream.Social, 27_888, events, other, 0));
    }

    [Fact]
    public void Forums_of_cities_all_find_their_city()
    {
        using Ingested ingested = new();
        IngestReport report = ingested.Run(Ingested.Feed("reddit-cities"), Checkout.Demo("reddit-city-posts/posts.csv.gz"));
        long rows = 0;
        Dictionary<string, long> cities = [];
        ingested.EachMention((in Mention m) =>
        {
            rows++;
            string city = Ingested.Text(m.City);
            cities[city] = cities.GetValueOrDefault(city) + 1;
        });
        rows.ShouldBe(53_997);
        cities.Count.ShouldBe(52);
        cities.Keys.ShouldNotContain(c => c.EndsWith("/unknown"));
        cities["us/new-york"].ShouldBe(2_000);
        cities["us/washington"].ShouldBe(999);
        cities["gb/london"].ShouldBe(1_000);
        cities["hk/hong-kong"].ShouldBe(1_000);
        foreach (string city in cities.Keys) Gazetteer.Shared.Find(city)!.Population.ShouldBeGreaterThan(100_000, city);
        (report.UnknownNames, report.UnknownNamesTop.Count).ShouldBe((0, 0));
    }

    [Fact]
    public void Posts_of_an_election_add_up_and_their_accounts_stay_apart_under_pseudonyms()
    {
        using Ingested ingested = new();
        ingested.Run(Ingested.Feed("coortweet"), Checkout.Shared("coortweet-coordination/german_elections_2021.csv.gz"));
        long rows = 0, hashtags = 0;
        HashSet<string> creators = [], posts = [];
        ingested.EachMention((in Mention m) =>
        {
            rows++;
            hashtags += m.Hashtags.Count;
            creators.Add(Ingested.Text(m.Creator));
            if (m.HasPost) posts.Add(Ingested.Text(m.Post));
        });
        (rows, hashtags, creators.Count, posts.Count).ShouldBe((218_971, 51_194, 58_317, 194_323));
        creators.ShouldNotContain(c => c.Contains('_'));
    }

    [Fact]
    public void Demo_in_one_session_gives_every_row_once_and_ends_all_streams()
    {
        using Ingested ingested = new();
        IngestReport report = ingested.Run(
            Ingested.Options with { Catalogue = Ingested.DemoCatalogue() },
            new IngestInput(Checkout.Demo("douyin-sounds-hourly/sound_ranks.csv.gz"), Ingested.Feed("douyin-sounds")),
            new IngestInput(Checkout.Demo("crisislex-t26-events/posts.csv.gz"), Ingested.Feed("crisislex")),
            new IngestInput(Checkout.Demo("reddit-city-posts/posts.csv.gz"), Ingested.Feed("reddit-cities")),
            new IngestInput(Checkout.Demo("completejourney/transactions_sample.csv.gz"), Ingested.Feed("completejourney")),
            new IngestInput(Checkout.Demo("pedestrian/sugrrants_hourly_peds.csv.gz"), Ingested.Feed("pedestrian")));
        report.Rows.ShouldBe(27_888 + 77_439 + 53_997 + 75_000 + 78_755);
        report.Feeds.Sum(f => f.DeadLettered).ShouldBe(0);
        report.Feeds.Sum(f => f.Rows).ShouldBe(report.Rows);
        long mentions = 0, lastMs = 0;
        ingested.EachMention((in Mention m) =>
        {
            mentions++;
            lastMs = Math.Max(lastMs, m.OccurredAtMs);
        });
        mentions.ShouldBe(report.Feeds.Where(f => f.Stream == Events.Stream.Social).Sum(f => f.Events));
        report.LastMs.ShouldBe(lastMs);
        DateTimeOffset.FromUnixTimeMilliseconds(lastMs).ShouldBe(DateTimeOffset.Parse("2025-05-31T22:04:14Z"), TimeSpan.FromMinutes(1));
    }
}
