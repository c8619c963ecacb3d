using System.Globalization;
using System.Text.Json.Nodes;
using Houle.Events;
using Houle.Simulation.Scenarios;
using Houle.Streams.Alerts;

namespace Houle.Simulation.Scoring;

/// <summary>Something planted that alerts may be about, in one city: a line of the truth.</summary>
/// <param name="Sigma">Its size: planted count by the standard deviation of the usual one, of its loudest entity; 0 for a campaign,
/// which explains alerts but is none to be caught.</param>
public sealed record PlantedEvent(
    string Id, string Plant, IReadOnlyList<string> Cities, long StartMs, long EndMs, double Sigma, IReadOnlyList<(EntityKind Kind, string Id)> Entities)
{
    /// <summary>How long before a shelf is empty an alert may say that it will be.</summary>
    private const long ForecastMs = 24 * 3_600_000L;

    private bool IsStock => Plant is "stock_out" or "ran_out";

    /// <summary>The store that a stock-out is planted in, or that ran out by itself; null for others.</summary>
    public string? Store { get; init; }

    /// <summary>Products that the posts of a swell of something else name; none without stores in its city.</summary>
    public IReadOnlyList<string> Carries { get; init; } = [];

    /// <summary>Audience segment whose posts a swell's are; null for anybody's.</summary>
    public string? Segment { get; init; }

    /// <summary>Whether the record says that the planted segment carries it.</summary>
    public bool IsSegmentTold(AlertRecord alert) =>
        alert.Cell == Cities[0] && Explains(alert) && alert.Evidence.CarryingSegments().Any(one => one.Segment == Segment);

    /// <summary>Whether the record says of what swells that it carries a product, and what stores should do about it.</summary>
    public bool IsToldBy(AlertRecord alert, string product) =>
        Carries.Contains(product) && alert.Cell == Cities[0] && alert.Kind != EntityKind.Product && Explains(alert)
        && alert.Evidence.Carries.Any(carried => carried.Product == product)
        && alert.Do.Any(advice => advice.Product == product && advice.Action != StoreAction.None);

    /// <summary>Whether an alert is there to be had: a swell, a moment, a bad buzz or a planted stock-out.</summary>
    public bool IsToBeCaught => Sigma > 0 || Plant == "stock_out";

    /// <summary>The events among a truth's lines, brands of planted products included: their posts name them.</summary>
    public static IReadOnlyList<PlantedEvent> Of(Scenario scenario, IEnumerable<string> truth)
    {
        Dictionary<string, string> brands = scenario.Products.ToDictionary(product => product.Id, product => product.Brand, StringComparer.Ordinal);
        List<PlantedEvent> events = [];
        foreach (string text in truth)
        {
            JsonObject line = JsonNode.Parse(text)!.AsObject();
            if (line["entities"] is JsonArray entities) events.Add(OfSwell(scenario, line, entities, brands));
            else if ((string?)line["plant"] is "stock_out" or "ran_out") events.Add(OfStock(line));
            else if ((string?)line["plant"] == "campaign") events.Add(OfCampaign(line, brands));
        }

        return events;
    }

    /// <summary>Whether an alert is about it: its city or one that holds it, one of its entities (for a moment: among its terms), and a time from its start to a
    /// while after its end, as long as its counts stand in the longest window.</summary>
    /// <remarks>A store's stock explains an alert on stock from a day before it is gone.</remarks>
    public bool Explains(AlertRecord alert) =>
        IsStock == (alert.Category == AlertCategory.Signal) && alert.OpenedAtMs >= StartMs - (IsStock ? ForecastMs : 0) && alert.OpenedAtMs <= EndMs + 86_400_000 && IsAbout(alert) &&
        Cities.Any(city => city == alert.Cell || city.StartsWith(alert.Cell + "/", StringComparison.Ordinal));

    /// <summary>Whether the record catches it: it opens an alert about it in its own city; for a stock-out, it has advice for that store
    /// while it is empty.</summary>
    public bool IsCaughtBy(AlertRecord alert) => IsToBeCaught && alert.Cell == Cities[0] && (Plant == "stock_out"
        ? IsAbout(alert) && alert.UpdatedAtMs >= StartMs && alert.UpdatedAtMs <= EndMs
            && alert.Do.Any(advice => advice.Store == Store && advice.StockUnits == 0 && advice.Action != StoreAction.None)
        : alert.State == AlertState.Opened && Explains(alert));

    private bool IsAbout(AlertRecord alert) => alert.Category == AlertCategory.Moment
        ? Entities.Any(entity => alert.Terms.Contains(entity.Id))
        : Entities.Any(entity => entity.Kind == alert.Kind && entity.Id == alert.Entity);

    private static PlantedEvent OfSwell(Scenario scenario, JsonObject line, JsonArray lines, Dictionary<string, string> brands)
    {
        List<(EntityKind, string)> entities = [];
        double sigma = 0;
        foreach (JsonNode? entity in lines)
        {
            string id = (string)entity!["id"]!;
            EntityKind kind = Enum.Parse<EntityKind>((string)entity["kind"]!, ignoreCase: true);
            sigma = Math.Max(sigma, (double)entity["sigma"]!);
            entities.Add((kind, id));
            if ((bool)entity["complaints_only"]!) entities.Add((EntityKind.Complaint, id));
            if (kind == EntityKind.Product) entities.Add((EntityKind.Brand, brands[id]));
        }

        string city = (string)line["city"]!;
        bool isCarrier = entities[0].Item1 is EntityKind.Sound or EntityKind.Hashtag or EntityKind.Challenge && scenario.Stores.Any(store => store.City == city);
        return new PlantedEvent((string)line["id"]!, (string)line["plant"]!, [city], Time(line, "start"), Time(line, "end"), sigma, entities)
        {
            Segment = (string?)line["segment"],
            Carries = isCarrier ? [.. entities.Where(entity => entity.Item1 == EntityKind.Product).Select(entity => entity.Item2)] : [],
        };
    }

    private static PlantedEvent OfStock(JsonObject line) => new(
        (string)line["id"]!, (string)line["plant"]!, [(string)line["city"]!], Time(line, "start"), Time(line, "end"), 0,
        [(EntityKind.Product, (string)line["product"]!)]) { Store = (string)line["stores"]![0]! };

    private static PlantedEvent OfCampaign(JsonObject line, Dictionary<string, string> brands)
    {
        List<(EntityKind, string)> entities = [];
        foreach (string product in line["products"]!.AsArray().Select(product => (string)product!))
        {
            entities.Add((EntityKind.Product, product));
            entities.Add((EntityKind.Brand, brands[product]));
        }

        return new PlantedEvent(
            (string)line["id"]!, "campaign", [.. line["cities"]!.AsArray().Select(city => (string)city!)], Time(line, "start"), Time(line, "end"), 0, entities);
    }

    private static long Time(JsonObject line, string key) =>
        DateTimeOffset.Parse((string)line[key]!, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
