using System.Security.Cryptography;
using System.Text;
using Houle.Events;
using Houle.Ingest.Places;
using Houle.Ingest.Yaml;
using NodaTime;
using NodaTime.Text;

namespace Houle.Simulation.Scenarios;

/// <summary>Turns the text of a scenario file into a scenario, or lists everything that is wrong with it.</summary>
internal sealed class ScenarioParser(string path, byte[] bytes, Gazetteer gazetteer)
{
    private const int CreatorsMax = 5_000_000;
    private readonly YamlErrors _errors = new(path);

    public ScenarioLoad Parse()
    {
        if (_errors.Parse(Encoding.UTF8.GetString(bytes)) is { } node && YamlMap.Of(node, _errors, "a scenario") is { } root)
        {
            Scenario scenario = Read(new ScenarioMap(root, _errors, "a scenario"));
            root.RefuseOtherKeys("the scenario");
            if (!_errors.Any) return new ScenarioLoad(scenario, []);
        }

        return new ScenarioLoad(null, _errors.List);
    }

    private Scenario Read(ScenarioMap root)
    {
        Period period = ReadPeriod(root);
        IReadOnlyList<CityPlan> cities = [.. root.Items("places", "a place").SelectMany(Places)];
        if (cities.Count == 0) root.Refuse("places", "places is missing: where does it play? (such as - city: be/liege)");
        foreach (IGrouping<string, CityPlan> same in cities.GroupBy(c => c.Id).Where(g => g.Count() > 1))
            root.Refuse("places", $"the city {same.Key} is in places {same.Count()} times");
        if (cities.Sum(c => (long)c.Creators) > CreatorsMax) root.Refuse("places", $"creators are more than {CreatorsMax} together");
        ScenarioMap? noise = root.Map("noise");
        Scenario scenario = new()
        {
            Name = root.Id("name"),
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            Period = period,
            Cities = cities,
            Social = ReadRhythm(root, "social_rhythm"),
            Shops = ReadRhythm(root, "shop_rhythm"),
            CityDispersion = noise?.Number("city_dispersion", 1, 50, 1.5) ?? 1.5,
            EntityDispersion = noise?.Number("entity_dispersion", 1, 20, 1.3) ?? 1.3,
            Platforms = root.Weights("platforms", Platform.Tiktok),
            Formats = root.Weights("formats", Format.ShortVideo),
            Languages = Languages(root),
            Creators = ReadCreators(root, cities),
            Segments = [.. root.Items("segments", "a segment").Select(ReadSegment)],
            Entities =
            [
                ReadEntities(root, "sounds", CarriedKind.Sound), ReadEntities(root, "hashtags", CarriedKind.Hashtag),
                ReadEntities(root, "challenges", CarriedKind.Challenge), ReadEntities(root, "terms", CarriedKind.Term),
            ],
            Brands = [.. root.Items("brands", "a brand").Select(ReadBrand)],
            Products = [.. root.Items("products", "a product").Select(ReadProduct)],
            Talk = ReadTalk(root),
            Stores = [.. root.Items("stores", "a store").Select(ReadStore)],
            Sensors = [.. root.Items("sensors", "a sensor").Select(ReadSensor)],
            Campaigns = [],
            Plants = [],
        };
        noise?.RefuseOtherKeys();
        if (scenario.Segments.Sum(s => s.Share) > 1) root.Refuse("segments", "the shares of segments are more than 1 together");
        PlantParser plants = new(scenario, _errors);
        plants.CheckNames(root);
        return scenario with
        {
            Campaigns = [.. root.Items("campaigns", "a campaign").Select(plants.Campaign)],
            Plants = [.. root.Items("planted", "something planted").Select(plants.Plant).OfType<Plant>()],
        };
    }

    private Period ReadPeriod(ScenarioMap root)
    {
        ScenarioMap? map = root.Map("period");
        if (map is null)
        {
            if (!root.Has("period")) root.Refuse("period", "period is missing: which days? (first_day, days)");
            return new Period(new LocalDate(2026, 3, 2), 1, 0, DateTimeZone.Utc);
        }

        string day = map.Needed("first_day");
        ParseResult<LocalDate> first = LocalDatePattern.Iso.Parse(day);
        if (day.Length > 0 && (!first.Success || first.Value.Year is < 2001 or > 2999))
            map.Refuse("first_day", $"first_day is '{day}'; it must be a date such as 2026-03-02");
        string zoneName = map.Text("zone") ?? "UTC";
        DateTimeZone? zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(zoneName);
        if (zone is null) map.Refuse("zone", $"zone is '{zoneName}'; it must be a name of the time zone database, such as Europe/Brussels");
        Period period = new(
            first.Success ? first.Value : new LocalDate(2026, 3, 2), map.Whole("days", 1, 400), map.Whole("history_days", 0, 400, 0),
            zone ?? DateTimeZone.Utc);
        map.RefuseOtherKeys();
        return period;
    }

    private IEnumerable<CityPlan> Places(ScenarioMap map)
    {
        string? city = map.Text("city");
        string? country = map.Text("country");
        int cities = map.Whole("cities", 1, 2000, 1);
        CityPlan plan = new(
            city ?? "", map.Number("posts_per_day", 0.1, 100_000_000), map.Number("comments_per_day", 0, 100_000_000, 0),
            map.Number("intents_per_day", 0, 100_000_000, 0), map.Whole("creators", 1, CreatorsMax));
        map.RefuseOtherKeys();
        if (city is null == country is null)
        {
            _errors.Add(map.Node, "a place is a city (be/liege) or a country (be), one of the two");
            return [];
        }

        if (city is not null)
        {
            if (gazetteer.Find(city) is null) map.Refuse("city", $"city is '{city}'; the gazetteer has no such id{Near(city)}");
            if (map.Has("cities")) map.Refuse("cities", "cities goes with a country");
            return [plan];
        }

        return Largest(map, plan, country!, cities);
    }

    /// <summary>The largest cities of a country, with shares by the people who live there.</summary>
    private IReadOnlyList<CityPlan> Largest(ScenarioMap map, CityPlan whole, string country, int count)
    {
        List<Place> places = [];
        byte[] prefix = Encoding.UTF8.GetBytes($"{country}/");
        for (int i = 0; i < gazetteer.Count; i++)
        {
            if (gazetteer.Id(i).StartsWith(prefix)) places.Add(gazetteer[i]);
        }

        if (places.Count == 0) map.Refuse("country", $"country is '{country}'; the gazetteer has no city there");
        places = [.. places.OrderByDescending(p => p.Population).ThenBy(p => p.Id, StringComparer.Ordinal).Take(count)];
        double people = places.Sum(p => (double)Math.Max(1, p.Population));
        return
        [
            .. places.Select(p => (p.Id, Share: Math.Max(1, p.Population) / people)).Select(p => new CityPlan(
                p.Id, whole.PostsPerDay * p.Share, whole.CommentsPerDay * p.Share, whole.IntentsPerDay * p.Share,
                Math.Max(1, (int)(whole.Creators * p.Share)))),
        ];
    }

    private string Near(string city)
    {
        string[] parts = city.Split('/', 2);
        Place? place = parts.Length == 2 ? gazetteer.Resolve(parts[1].Replace('-', ' '), parts[0]) : null;
        return place is null ? "; an id is country/place, such as be/liege" : $"; did you mean '{place.Id}'?";
    }

    private static Rhythm ReadRhythm(ScenarioMap root, string key)
    {
        ScenarioMap? map = root.Map(key);
        Rhythm rhythm = map is null
            ? new Rhythm([.. Enumerable.Repeat(1.0, 24)], [.. Enumerable.Repeat(1.0, 7)])
            : new Rhythm(map.Series("hours", 24, 1), map.Series("days", 7, 1));
        map?.RefuseOtherKeys();
        return rhythm;
    }

    private static IReadOnlyList<(string Tag, double Weight)> Languages(ScenarioMap root)
    {
        List<(string, double)> languages = [.. root.Numbers("languages").Select(l => (l.Name, l.Number))];
        return languages.Count > 0 ? languages : [("fr", 1)];
    }

    private CreatorPlan ReadCreators(ScenarioMap root, IReadOnlyList<CityPlan> cities)
    {
        ScenarioMap? map = root.Map("creators");
        if (map is null) return new CreatorPlan(100_000, 30, 0.8, 20, 6, []);
        CreatorPlan plan = new(
            map.Whole("followers_top", 1, 500_000_000, 100_000), map.Whole("followers_least", 0, 1_000_000, 30),
            map.Number("zipf", 0.1, 3, 0.8), map.Whole("tracked_per_city", 0, 10_000, 20),
            map.Whole("snapshot_every_h", 1, 168, 6),
            [.. map.Items("roster", "a creator").Select(c =>
            {
                RosterCreator creator = new(c.Id("id"), c.Needed("city"), c.Word("platform", Platform.Tiktok), c.Whole("followers", 0, 500_000_000));
                if (cities.All(p => p.Id != creator.City)) c.Refuse("city", $"city is '{creator.City}'; it is not among the places");
                c.RefuseOtherKeys();
                return creator;
            })]);
        map.RefuseOtherKeys();
        foreach (CityPlan city in cities)
        {
            if (plan.Roster.Count(c => c.City == city.Id) > city.Creators)
                map.Refuse("roster", $"{city.Id} has more creators on the roster than creators ({city.Creators})");
        }

        return plan;
    }

    private static Segment ReadSegment(ScenarioMap map)
    {
        Segment segment = new(map.Id("id"), map.Number("share", 0.001, 1));
        map.RefuseOtherKeys();
        return segment;
    }

    private static EntityPlan ReadEntities(ScenarioMap root, string key, CarriedKind kind)
    {
        ScenarioMap? map = root.Map(key);
        if (map is null) return new EntityPlan(kind, 0, 1, 0, 0, 0, []);
        int count = map.Whole("count", 1, 1_000_000);
        EntityPlan plan = new(
            kind, count, map.Number("zipf", 0, 3, 1), map.Number("per_post", 0, 1, 0.5), map.Whole("draws", 1, 8, 1),
            map.Number("local", 0, 1, 0),
            [.. map.Items("named", $"one of the {key}").Select((n, index) =>
            {
                string id = n.Id("id");
                NamedEntity named = new(id, n.Text("name") ?? id, n.Whole("rank", 1, count, Math.Min(count, index + 1)));
                n.RefuseOtherKeys();
                return named;
            })]);
        foreach (IGrouping<int, NamedEntity> same in plan.Named.GroupBy(n => n.Rank).Where(g => g.Count() > 1))
            map.Refuse("named", $"rank {same.Key} is taken by {string.Join(" and ", same.Select(n => n.Id))}");
        map.RefuseOtherKeys();
        return plan;
    }

    private static Brand ReadBrand(ScenarioMap map)
    {
        string id = map.Id("id");
        Brand brand = new(id, map.Text("name") ?? id, map.Number("community_per_day", 0, 10_000_000, 0));
        map.RefuseOtherKeys();
        return brand;
    }

    private static Product ReadProduct(ScenarioMap map)
    {
        string id = map.Id("id");
        Product product = new(
            id, map.Text("name") ?? id, map.Needed("brand"), (int)Math.Round(map.Number("price", 0.01, 100_000) * 100),
            map.Number("weight", 0.001, 1_000_000, 1));
        map.RefuseOtherKeys();
        return product;
    }

    private static ProductTalk ReadTalk(ScenarioMap root)
    {
        ScenarioMap? map = root.Map("product_talk");
        if (map is null) return new ProductTalk(0, 0, []);
        ProductTalk talk = new(
            map.Number("per_post", 0, 1, 0), map.Number("per_comment", 0, 1, 0),
            map.Has("intents") ? map.Weights("intents", MentionIntent.Other) : []);
        if (talk.Intents.Sum(i => i.Share) > 1) map.Refuse("intents", "intents are probabilities; they must be at most 1 together");
        map.RefuseOtherKeys();
        return talk;
    }

    private static Store ReadStore(ScenarioMap map)
    {
        string id = map.Id("id");
        Store store = new(
            id, map.Text("name") ?? id, map.Needed("city"), map.Number("orders_per_day", 0, 1_000_000),
            map.Number("visitors_per_day", 0, 10_000_000, 0), map.Number("stock_days", 1, 365, 10));
        map.RefuseOtherKeys();
        return store;
    }

    private static Sensor ReadSensor(ScenarioMap map)
    {
        Sensor sensor = new(map.Id("id"), map.Needed("city"), map.Number("people_per_day", 1, 10_000_000));
        map.RefuseOtherKeys();
        return sensor;
    }
}
