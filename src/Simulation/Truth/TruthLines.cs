using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Houle.Ingest.Feeds;
using Houle.Simulation.Processes;
using Houle.Simulation.Scenarios;
using Houle.Simulation.World;

namespace Houle.Simulation.Truth;

/// <summary>Writes what was planted, and what came of it, as JSON lines: docs/guide/generate.md explains the fields.</summary>
internal static class TruthLines
{
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="untilMs">Event time that the simulation reached; what begins later is left out.</param>
    public static IReadOnlyList<string> Of(SimulatedWorld world, TruthBook truth, Surges surges, long untilMs)
    {
        List<JsonObject> lines = [];
        foreach ((Swell swell, IReadOnlyList<Counter> counters) in surges.Planted)
        {
            if (counters[0].Wave.StartMs < untilMs) lines.Add(OfSwell(world, swell, counters, untilMs));
        }

        foreach (Plant plant in world.Scenario.Plants)
        {
            if (plant is not Swell && StartOf(plant) < untilMs) lines.Add(OfPlant(world, truth, plant, untilMs));
        }

        lines.AddRange(world.Scenario.Campaigns.Where(c => c.StartMs < untilMs).Select(OfCampaign));
        lines.AddRange(truth.RanOut.Select((ranOut, i) => OfRanOut(world, ranOut, i, untilMs)));
        lines.Add(Totals(truth));
        return [.. lines.Select(l => l.ToJsonString(OneLine))];
    }

    private static JsonObject OfSwell(SimulatedWorld world, Swell swell, IReadOnlyList<Counter> counters, long untilMs)
    {
        Wave wave = counters[0].Wave;
        string city = world.Scenario.Cities[counters[0].City].Id;
        JsonObject line = Head(swell.Kind, swell.Id, "event", wave.StartMs, wave.EndMs, untilMs);
        line["peak"] = Time(wave.PeakMs);
        line["city"] = city;
        line["entities"] = new JsonArray([.. counters.Select(c => (JsonNode)OfCounter(c))]);
        if (swell.Segment is not null) line["segment"] = swell.Segment;
        if (city != swell.City) line["spread_from"] = swell.City;
        if (swell.Effect is not { } effect || city != swell.City) return line;
        line["stores"] = Texts(world.Scenario.Stores.Where(s => s.City == city).Select(s => s.Id));
        if (swell.Sensors.Count > 0) line["sensors"] = Texts(swell.Sensors);
        line["effect"] = new JsonObject
        {
            ["product"] = effect.Product, ["sales"] = effect.Sales, ["visits"] = effect.Visits, ["intents"] = effect.Intents,
            ["after_min"] = effect.AfterMinutes,
        };
        return line;
    }

    private static JsonObject OfCounter(Counter counter) => new()
    {
        ["kind"] = counter.Kind.ToString().ToLowerInvariant(),
        ["id"] = counter.EntityId,
        ["complaints_only"] = counter.ComplaintsOnly,
        ["expected_usual"] = Round(counter.Usual),
        ["expected_planted"] = Round(counter.Extra),
        ["dispersion"] = Round(counter.Dispersion(counter.CityUsual <= 0 ? 0 : counter.Usual / counter.CityUsual)),
        ["rate_ratio"] = counter.Usual <= 0 ? null : Round((counter.Usual + counter.Extra) / counter.Usual),
        ["peak_ratio"] = Round(counter.PeakRatio),
        ["sigma"] = Round(counter.Sigma),
        ["planted"] = counter.Planted,
        ["observed"] = counter.Observed,
        ["creators"] = counter.Creators.Count,
    };

    /// <summary>Nobody planted it, and an alert on it is right.</summary>
    private static JsonObject OfRanOut(SimulatedWorld world, (int Store, int Product, long StartMs, long EndMs) ranOut, int number, long untilMs)
    {
        Store store = world.Scenario.Stores[ranOut.Store];
        JsonObject line = Head("ran_out", string.Create(CultureInfo.InvariantCulture, $"ran-out-{number + 1}"), "natural", ranOut.StartMs, ranOut.EndMs, untilMs);
        line["city"] = store.City;
        line["stores"] = Texts([store.Id]);
        line["product"] = world.Scenario.Products[ranOut.Product].Id;
        return line;
    }

    private static JsonObject OfPlant(SimulatedWorld world, TruthBook truth, Plant plant, long untilMs)
    {
        JsonObject line = Head(plant.Kind, plant.Id, RoleOf(plant), StartOf(plant), EndOf(plant), untilMs);
        switch (plant)
        {
            case StockOut stock:
                line["city"] = world.Scenario.Stores.First(s => s.Id == stock.Store).City;
                line["stores"] = Texts([stock.Store]);
                line["product"] = stock.Product;
                break;
            case FollowerStep step:
                int creator = world.People.Find(step.Creator);
                line["city"] = world.Scenario.Cities[world.People.CityOf(creator)].Id;
                line["creator"] = step.Creator;
                line["platform"] = world.People.PlatformOf(creator).ToString().ToLowerInvariant();
                line["followers_before"] = world.People.Followers(creator);
                line["followers_added"] = step.Followers;
                line["decay"] = step.Decay;
                line["comments"] = step.Comments;
                break;
            case Pod pod:
                line["city"] = pod.City;
                break;
            case LateEvents late:
                line["stream"] = Word(late.Stream);
                line["late"] = truth.CountOf(late);
                break;
            case Duplicates duplicates:
                line["stream"] = Word(duplicates.Stream);
                line["duplicates"] = truth.CountOf(duplicates);
                break;
            case Outage outage:
                line["stream"] = Word(outage.Stream);
                if (outage.City is not null) line["city"] = outage.City;
                line["missing"] = truth.CountOf(outage);
                break;
            case SkewedClock skew:
                line["platform"] = skew.Platform.ToString().ToLowerInvariant();
                line["seconds"] = skew.Seconds;
                line["stamped"] = truth.CountOf(skew);
                break;
        }

        if (!truth.Notes.TryGetValue(plant.Id, out List<(string Field, object Value)>? notes)) return line;
        foreach ((string field, object value) in notes)
            line[field] = value is string[] texts ? Texts(texts) : value is string text ? text : Convert.ToInt64(value, CultureInfo.InvariantCulture);
        return line;
    }

    private static JsonObject OfCampaign(CampaignPlan campaign)
    {
        JsonObject line = Head("campaign", campaign.Id, "campaign", campaign.StartMs, campaign.EndMs, long.MaxValue);
        line["products"] = Texts(campaign.Products);
        line["cities"] = Texts(campaign.Cities);
        line["control_cities"] = Texts(campaign.ControlCities);
        line["sales_lift"] = campaign.Lift;
        return line;
    }

    private static JsonObject Totals(TruthBook truth)
    {
        JsonObject kinds = [];
        foreach (EventShape shape in EventShape.All)
        {
            Tally tally = truth.Of(shape.Kind);
            kinds[shape.Name] = new JsonObject { ["written"] = tally.Written, ["duplicates"] = tally.Duplicates, ["late"] = tally.Late };
        }

        return new JsonObject { ["plant"] = "totals", ["events"] = kinds };
    }

    private static JsonObject Head(string kind, string id, string role, long startMs, long endMs, long untilMs)
    {
        JsonObject line = new() { ["plant"] = kind, ["id"] = id, ["role"] = role, ["start"] = Time(startMs), ["end"] = Time(endMs) };
        if (endMs > untilMs) line["cut_short"] = true;
        return line;
    }

    /// <summary>Events are to be found, negatives must not be taken for one, faults are to be survived.</summary>
    private static string RoleOf(Plant plant) => plant switch
    {
        FollowerStep { IsReal: true } => "negative",
        FollowerStep or StockOut or Pod => "event",
        _ => "fault",
    };

    private static long StartOf(Plant plant) => plant switch
    {
        StockOut p => p.AtMs,
        FollowerStep p => p.AtMs,
        Pod p => p.FromMs,
        LateEvents p => p.FromMs,
        Duplicates p => p.FromMs,
        Outage p => p.FromMs,
        SkewedClock p => p.FromMs,
        _ => 0,
    };

    private static long EndOf(Plant plant) => plant switch
    {
        StockOut p => p.UntilMs,
        FollowerStep p => p.AtMs + (p.Hours * 3_600_000L),
        Pod p => p.UntilMs,
        LateEvents p => p.UntilMs,
        Duplicates p => p.UntilMs,
        Outage p => p.UntilMs,
        SkewedClock p => p.UntilMs,
        _ => 0,
    };

    private static string Word(Events.Stream stream) => stream == Events.Stream.FootTraffic ? "foot_traffic" : stream.ToString().ToLowerInvariant();

    private static string Time(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static double Round(double number) => Math.Round(number, 4);

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
