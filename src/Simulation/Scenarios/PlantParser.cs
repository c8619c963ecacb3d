using Houle.Events;
using Houle.Ingest.Yaml;
using YamlDotNet.RepresentationModel;

namespace Houle.Simulation.Scenarios;

/// <summary>Reads campaigns and what is planted, and holds their names against the rest of the scenario.</summary>
internal sealed class PlantParser(Scenario scenario, YamlErrors errors)
{
    /// <summary>Clocks further off than this would make other people's events late, and the count of late ones a guess.</summary>
    private const int SkewSecondsMax = 10;

    internal static readonly string[] Kinds =
    [
        "swell", "moment", "bad_buzz", "stock_out", "bought_followers", "giveaway", "viral", "pod", "late", "duplicates",
        "outage", "skewed_clock",
    ];

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    private Period Period => scenario.Period;

    /// <summary>Stores, sensors and products name cities and brands that are there.</summary>
    public void CheckNames(ScenarioMap root)
    {
        foreach (Store store in scenario.Stores) Known(root, "stores", store.City, Cities, $"the city of store {store.Id}");
        foreach (Sensor sensor in scenario.Sensors) Known(root, "sensors", sensor.City, Cities, $"the city of sensor {sensor.Id}");
        foreach (Product product in scenario.Products)
            Known(root, "products", product.Brand, scenario.Brands.Select(b => b.Id), $"the brand of product {product.Id}");
        if (scenario.Stores.Count > 0 && scenario.Products.Count == 0) root.Refuse("stores", "stores need products to sell");
        if (scenario.Talk.PerPost + scenario.Talk.PerComment > 0 && scenario.Products.Count == 0)
            root.Refuse("product_talk", "product_talk needs products");
        Once(root, "stores", scenario.Stores.Select(s => s.Id));
        Once(root, "sensors", scenario.Sensors.Select(s => s.Id).Concat(scenario.Stores.Select(s => s.Id)));
        Once(root, "products", scenario.Products.Select(p => p.Id));
        Once(root, "brands", scenario.Brands.Select(b => b.Id));
        Once(root, "creators", scenario.Creators.Roster.Select(c => c.Id));
    }

    public CampaignPlan Campaign(ScenarioMap map)
    {
        string id = NewId(map);
        string brand = Name(map, "brand", scenario.Brands.Select(b => b.Id));
        IReadOnlyList<string> products = Names(map, "products", scenario.Products.Select(p => p.Id));
        (List<CampaignPost> posts, List<(string, int)> fees) = Paid(map);
        CampaignPlan plan = new(
            id, brand, products, posts, fees, map.Id("promo_code"), map.Number("promo_share", 0, 1, 0.2),
            Names(map, "cities", Cities), Names(map, "control_cities", Cities), map.Time("start", Period), map.Time("end", Period),
            map.Number("lift", 0.1, 10, 1), map.Number("undisclosed", 0, 1, 0),
            (int)(map.Number("cost", 0, 10_000_000, 0) * 100));
        if (plan.EndMs <= plan.StartMs) map.Refuse("end", "end must be later than start");
        map.RefuseOtherKeys();
        return plan;
    }

    public Plant? Plant(ScenarioMap map)
    {
        string kind = map.Needed("kind");
        if (kind.Length > 0 && !Kinds.Contains(kind)) map.Refuse("kind", $"kind is '{kind}'{Suggestion.For(kind, Kinds)}");
        if (!Kinds.Contains(kind)) return null;
        Plant plant = kind switch
        {
            "stock_out" => new StockOut(
                NewId(map), Name(map, "store", scenario.Stores.Select(s => s.Id)), Name(map, "product", scenario.Products.Select(p => p.Id)),
                map.Time("at", Period), map.Time("until", Period)),
            "bought_followers" or "giveaway" or "viral" => FollowerStep(map, kind),
            "pod" => new Pod(
                NewId(map), City(map), map.Whole("members", 3, 50, 6), map.Number("rounds_per_day", 0.1, 100, 4),
                From(map), Until(map)),
            "late" => new LateEvents(
                NewId(map), Stream(map), map.Number("share", 0, 0.5), From(map), Until(map), map.Whole("min_minutes", 7, 45, 7),
                map.Whole("max_minutes", 7, 45, 45)),
            "duplicates" => new Duplicates(NewId(map), map.Word("stream", Events.Stream.Social), map.Number("share", 0, 0.5), From(map), Until(map)),
            "outage" => new Outage(
                NewId(map), map.Word("stream", Events.Stream.Social), map.Has("city") ? City(map) : null, From(map), Until(map)),
            "skewed_clock" => new SkewedClock(
                NewId(map), map.Word("platform", Platform.Tiktok), map.Whole("seconds", -SkewSecondsMax, SkewSecondsMax), From(map), Until(map)),
            _ => Swell(map, kind),
        };
        map.RefuseOtherKeys();
        return plant;
    }

    private IEnumerable<string> Cities => scenario.Cities.Select(c => c.Id);

    private Swell Swell(ScenarioMap map, string kind)
    {
        Wave wave = new(map.Time("start", Period), map.Time("peak", Period), map.Time("end", Period));
        if (wave.PeakMs <= wave.StartMs || wave.EndMs <= wave.PeakMs) map.Refuse("peak", "start, peak and end must follow each other");
        if (map.Has("posts") == map.Has("times")) map.Refuse("posts", "a swell has posts (so many more altogether) or times (the usual, at its peak), one of the two");
        SwellSize size = new(map.Number("posts", 0, 10_000_000, 0), map.Number("times", 0, 10_000, 0));
        if (map.Has("times") && size.Times <= 1) map.Refuse("times", "times must be above 1: it is the usual rate and more");
        List<Carried> entities = [];
        foreach (CarriedKind entity in Enum.GetValues<CarriedKind>())
        {
            string key = entity.ToString().ToLowerInvariant();
            if (map.Has(key)) entities.Add(new Carried(entity, Entity(map, entity, key), 1));
        }

        if (entities.Count != 1) map.Refuse("kind", $"a {kind} is about one of sound, hashtag, challenge, term, product, brand; carries takes more");
        foreach (ScenarioMap carried in map.Items("carries", "something carried"))
        {
            foreach (CarriedKind entity in Enum.GetValues<CarriedKind>())
            {
                string key = entity.ToString().ToLowerInvariant();
                if (carried.Has(key)) entities.Add(new Carried(entity, Entity(carried, entity, key), carried.Number("share", 0.01, 1, 1)));
            }

            carried.RefuseOtherKeys();
        }

        return new Swell(
            kind, NewId(map), City(map), wave, size, entities,
            map.Has("segment") ? Name(map, "segment", scenario.Segments.Select(s => s.Id)) : null,
            map.Number("complaints", 0, 1, kind == "bad_buzz" ? 0.85 : 0), Effect(map),
            Names(map, "sensors", scenario.Sensors.Select(s => s.Id)),
            [.. map.Items("later", "a later place").Select(later =>
            {
                (string, int, double) place = (City(later), later.Whole("after_min", 1, 10_000), later.Number("share", 0.01, 100, 0.5));
                later.RefuseOtherKeys();
                return place;
            })]);
    }

    private ShopEffect? Effect(ScenarioMap map)
    {
        if (map.Map("effect") is not { } effect) return null;
        ShopEffect read = new(
            effect.Has("product") ? Name(effect, "product", scenario.Products.Select(p => p.Id)) : null,
            effect.Number("sales", 0, 100, 1), effect.Number("visits", 0, 100, 1), effect.Number("intents", 0, 100, 1),
            effect.Whole("after_min", 0, 10_000, 0));
        effect.RefuseOtherKeys();
        return read;
    }

    private FollowerStep FollowerStep(ScenarioMap map, string kind) => new(
        kind, NewId(map), Name(map, "creator", scenario.Creators.Roster.Select(c => c.Id)), map.Time("at", Period), map.Whole("over_h", 1, 240, 3),
        map.Whole("followers", 1, 100_000_000), map.Number("decay", 0, 1, kind == "bought_followers" ? 0.3 : 0),
        map.Whole("decay_days", 1, 100, 5), map.Whole("comments", 0, 1_000_000, 0), map.Number("reach", 1, 1000, 1));

    private (List<CampaignPost> Posts, List<(string Creator, int Cents)> Fees) Paid(ScenarioMap map)
    {
        List<CampaignPost> posts = [];
        List<(string, int)> fees = [];
        foreach (ScenarioMap creator in map.Items("creators", "a campaign's creator"))
        {
            string id = Name(creator, "creator", scenario.Creators.Roster.Select(c => c.Id));
            fees.Add((id, (int)(creator.Number("cost", 0, 1_000_000, 0) * 100)));
            foreach (ScenarioMap owed in creator.Items("posts", "a post"))
            {
                posts.Add(new CampaignPost(id, owed.Word("format", Format.ShortVideo), owed.Time("due", Period)));
                owed.RefuseOtherKeys();
            }

            creator.RefuseOtherKeys();
        }

        return (posts, fees);
    }

    private string Entity(ScenarioMap map, CarriedKind kind, string key) => kind switch
    {
        CarriedKind.Product => Name(map, key, scenario.Products.Select(p => p.Id)),
        CarriedKind.Brand => Name(map, key, scenario.Brands.Select(b => b.Id)),
        _ => Name(map, key, scenario.Entities[(int)kind].Named.Select(n => n.Id)),
    };

    private Events.Stream Stream(ScenarioMap map)
    {
        Events.Stream stream = map.Word("stream", Events.Stream.Social);
        if (stream is not (Events.Stream.Social or Events.Stream.Sales)) map.Refuse("stream", "late events are of social or sales");
        return stream;
    }

    private string City(ScenarioMap map) => Name(map, "city", Cities);

    private long From(ScenarioMap map) => map.Time("from", Period, Period.StartMs);

    private long Until(ScenarioMap map) => map.Time("until", Period, Period.EndMs);

    private string NewId(ScenarioMap map)
    {
        string id = map.Id("id");
        if (id.Length > 0 && !_ids.Add(id)) map.Refuse("id", $"id '{id}' is taken by another one");
        return id;
    }

    private static string Name(ScenarioMap map, string key, IEnumerable<string> known)
    {
        string name = map.Needed(key);
        Known(map, key, name, known, key);
        return name;
    }

    private IReadOnlyList<string> Names(ScenarioMap map, string key, IEnumerable<string> known)
    {
        foreach ((string text, YamlNode node) in map.Texts(key))
        {
            if (!known.Contains(text)) errors.Add(node, $"{key} holds '{text}'{Suggestion.For(text, known)}");
        }

        return [.. map.Texts(key).Select(t => t.Text)];
    }

    private static void Known(ScenarioMap map, string key, string name, IEnumerable<string> known, string what)
    {
        if (name.Length == 0 || known.Contains(name)) return;
        map.Refuse(key, $"{what} is '{name}'; {(known.Any() ? Suggestion.For(name, known)[2..] : "the scenario has none")}");
    }

    private static void Once(ScenarioMap map, string key, IEnumerable<string> ids)
    {
        foreach (IGrouping<string, string> same in ids.GroupBy(id => id).Where(g => g.Count() > 1))
            map.Refuse(key, $"the id {same.Key} is there {same.Count()} times");
    }
}
