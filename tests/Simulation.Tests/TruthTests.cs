using System.Text.Json.Nodes;
using Houle.Events;
using Houle.Simulation.Tests.Support;

namespace Houle.Simulation.Tests;

/// <summary>What the truth file says is what the events hold, counted again from them.</summary>
public sealed class TruthTests : IDisposable
{
    private readonly Simulated _simulated = Simulated.Run(Simulated.TwoTowns, seed: 11);

    [Fact]
    public void Planted_entities_are_there_in_the_stated_number_and_size()
    {
        int counters = 0;
        foreach (JsonObject plant in _simulated.Truth.Where(t => t.ContainsKey("entities")))
        {
            (long from, long until) = Span(plant);
            Said[] there = [.. _simulated.Said.Where(s => s.City == (string?)plant["city"] && s.TimeMs >= from && s.TimeMs < until).DistinctBy(s => s.Id)];
            foreach (JsonObject entity in plant["entities"]!.AsArray().OfType<JsonObject>())
            {
                counters++;
                string id = (string)entity["id"]!;
                bool complaints = (bool)entity["complaints_only"]!;
                Said[] matching = [.. there.Where(s => ListOf(s, (string)entity["kind"]!).Contains(id) && (!complaints || s.Intents.Any(i => i is MentionIntent.Complaint or MentionIntent.Hostile)))];
                string what = $"{plant["id"]} {plant["city"]} {id}";
                ((long)entity["observed"]!).ShouldBe(matching.Length, what);
                ((int)entity["creators"]!).ShouldBe(matching.Select(s => s.Creator).Distinct().Count(), what);

                double usual = (double)entity["expected_usual"]!, planted = (double)entity["expected_planted"]!;
                double dispersion = (double)entity["dispersion"]!;
                double deviation = Math.Sqrt((usual * dispersion) + planted);
                ((double)matching.Length).ShouldBeInRange(usual + planted - (4.5 * deviation) - 1, usual + planted + (4.5 * deviation) + 1, what);
                ((double)entity["sigma"]!).ShouldBe(planted / Math.Sqrt(usual * dispersion), 0.01, what);
                ((double)entity["rate_ratio"]!).ShouldBe((usual + planted) / usual, 0.01, what);
            }
        }

        counters.ShouldBe(9);
    }

    [Fact]
    public void Usual_rates_are_those_of_quiet_weeks()
    {
        string quiet = Simulated.TwoTowns[..Simulated.TwoTowns.IndexOf("planted:", StringComparison.Ordinal)];
        (long from, long until) = Span(_simulated.Plant("gourde-day"));
        JsonNode counter = _simulated.Plant("gourde-day")["entities"]![0]!;
        int seen = 0;
        const int Seeds = 30;
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            using Simulated week = Simulated.Run(quiet, seed);
            seen += week.Said.Count(s => s.City == "be/vise" && s.TimeMs >= from && s.TimeMs < until && s.Products.Contains("gourde"));
        }

        double usual = (double)counter["expected_usual"]! * Seeds;
        ((double)seen).ShouldBeInRange(usual - (4.5 * Math.Sqrt(usual * 1.8)), usual + (4.5 * Math.Sqrt(usual * 1.8)));
    }

    [Fact]
    public void Swell_of_a_segment_is_made_by_it()
    {
        (long from, long until) = Span(_simulated.Plant("pont"));
        Said[] swell = [.. _simulated.Said.Where(s => s.City == "be/huy" && s.TimeMs >= from && s.TimeMs < until && s.Sounds.Contains("le-pont-danse"))];
        swell.Count(s => s.Segments.Contains("students")).ShouldBeGreaterThanOrEqualTo((int)_simulated.Plant("pont")["entities"]![0]!["planted"]!);
        swell.Count(s => s.Products.Contains("thermos")).ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Stock_runs_out_when_it_is_planted_and_nothing_is_sold_until_it_comes()
    {
        JsonObject plant = _simulated.Plant("no-thermos");
        (long from, long until) = Span(plant);
        Shelf[] shelf = [.. _simulated.Shelves.Where(s => s.Store == "huy-centre" && s.Product == "thermos")];
        shelf.ShouldContain(s => s.TimeMs == from && s.Units == 0);
        _simulated.Sold.Where(s => s.Store == "huy-centre" && s.Product == "thermos" && !s.Returned && s.TimeMs > from + 2_700_000 && s.TimeMs < until)
            .Count().ShouldBeLessThan(3); // what somebody brought back may be sold again
        shelf.Where(s => s.TimeMs >= until).ShouldContain(s => s.Units > 5);
        ((long)plant["units_not_sold"]!).ShouldBeGreaterThan(5);
        ((long)plant["units_before"]!).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Stock_is_never_below_nothing_and_is_filled_up_again()
    {
        int filled = 0;
        foreach (var shelf in _simulated.Shelves.GroupBy(s => (s.Store, s.Product)))
        {
            shelf.ShouldAllBe(s => s.Units >= 0);
            if (shelf.Zip(shelf.Skip(1)).Any(pair => pair.Second.Units > pair.First.Units + 5)) filled++;
        }

        filled.ShouldBeGreaterThanOrEqualTo(2); // of six, in three days of shelves that last six
    }

    [Fact]
    public void Bought_followers_step_up_and_leave_and_reach_nobody()
    {
        (long from, long until) = Span(_simulated.Plant("ana-buys"));
        Account[] account = [.. _simulated.Accounts.Where(a => a.Creator == "ana.au.moulin").OrderBy(a => a.TimeMs)];
        long before = account.Last(a => a.TimeMs <= from).Followers;
        long after = account.First(a => a.TimeMs >= until).Followers;
        (after - before).ShouldBeInRange(3_700, 4_100);
        account[^1].Followers.ShouldBeLessThan(after - 1_500);

        double viewsBefore = 8_000 * 0.33 * 1.28; // the mean of the log-normal spread is e^(0.7^2 / 2)
        double viewsAfter = _simulated.Reached.Where(r => r.Creator == "ana.au.moulin" && r.TimeMs > until + 86_400_000).Select(r => (double)r.Views).DefaultIfEmpty(0).Average();
        viewsAfter.ShouldBeLessThan(viewsBefore * 1.6);
    }

    [Fact]
    public void Honest_steps_bring_comments_and_reach()
    {
        foreach ((string id, string creator, int comments) in new[] { ("cleo-gives", "cleo.en.cuisine", 300), ("bo-rises", "bo.sur.le.pont", 200) })
        {
            (long from, long until) = Span(_simulated.Plant(id));
            _simulated.Said.Count(s => s.ParentCreator == creator && s.TimeMs >= from && s.TimeMs < until).ShouldBeGreaterThan(comments * 3 / 4);
            ((string)_simulated.Plant(id)["role"]!).ShouldBe("negative");
        }

        // The post that went round is seen far beyond the followers.
        _simulated.Reached.Where(r => r.Creator == "bo.sur.le.pont").Max(r => r.Views).ShouldBeGreaterThan(6_000);
    }

    [Fact]
    public void Pod_comments_on_itself_within_seconds()
    {
        JsonObject pod = _simulated.Plant("five");
        HashSet<string> members = [.. pod["members"]!.AsArray().Select(m => (string)m!)];
        members.Count.ShouldBe(5);
        Dictionary<string, Said> posts = _simulated.Said.Where(s => s.Post is not null).DistinctBy(s => s.Post).ToDictionary(s => s.Post!);
        int within = _simulated.Said.DistinctBy(s => s.Id).Count(s =>
            s.Format == Format.Comment && members.Contains(s.Creator) && s.ParentPost is not null && posts.TryGetValue(s.ParentPost, out Said? post)
            && members.Contains(post.Creator) && s.TimeMs - post.TimeMs is >= 0 and <= 40_000);
        within.ShouldBeGreaterThanOrEqualTo((int)((long)pod["rounds"]! * 3));
    }

    [Fact]
    public void Outage_leaves_nothing_and_the_truth_says_how_much()
    {
        JsonObject outage = _simulated.Plant("silent");
        (long from, long until) = Span(outage);
        // Clocks off by ten seconds blur its edges.
        _simulated.Said.Count(s => s.City == "be/vise" && s.TimeMs >= from + 10_000 && s.TimeMs < until - 10_000).ShouldBe(0);
        ((long)outage["missing"]!).ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Effects_show_in_sales_visits_and_intents()
    {
        JsonObject swell = _simulated.Plant("pont");
        (long from, long until) = Span(swell);
        long halfHour = 1_800_000;
        double During(string day, Func<long, long, int> count) => count(from + halfHour, until + halfHour);
        int sold = (int)During("swell", (a, b) => _simulated.Sold.Count(s => s.Store == "huy-centre" && s.Product == "thermos" && s.TimeMs >= a && s.TimeMs < b));
        int elsewhere = (int)During("swell", (a, b) => _simulated.Sold.Count(s => s.Store == "vise-quai" && s.Product == "thermos" && s.TimeMs >= a && s.TimeMs < b));
        // 160 orders to 90, and up to six times as many of them.
        sold.ShouldBeGreaterThan(elsewhere * 2);

        (long feteFrom, long feteUntil) = Span(_simulated.Plant("fete"));
        double fete = _simulated.Feet.Where(f => f.Place == "grand-place" && f.TimeMs >= feteFrom && f.TimeMs < feteUntil).Average(f => f.Entries);
        double eve = _simulated.Feet.Where(f => f.Place == "grand-place" && f.TimeMs >= feteFrom - 86_400_000 && f.TimeMs < feteUntil - 86_400_000).Average(f => f.Entries);
        (fete / eve).ShouldBeInRange(2.3, 4.7); // six times at the peak, in straight lines: 3.5 on average
        _simulated.Sold.Count(s => s.Promo == "mars5").ShouldBeGreaterThan(10);
        _simulated.Sold.ShouldAllBe(s => s.Promo == null || (s.Store == "vise-quai" && s.Product == "sirop"));
        _simulated.Said.Count(s => s.Campaign == "sirop-de-mars").ShouldBe(2);
    }

    public void Dispose() => _simulated.Dispose();

    private static (long From, long Until) Span(JsonObject plant) => (Ms(plant["start"]), Ms(plant["end"]));

    private static long Ms(JsonNode? time) => DateTimeOffset.Parse((string)time!, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    private static string[] ListOf(Said said, string kind) => kind switch
    {
        "sound" => said.Sounds,
        "hashtag" => said.Hashtags,
        "challenge" => said.Challenges,
        "term" => said.Terms,
        "product" => said.Products,
        _ => said.Brands,
    };
}
