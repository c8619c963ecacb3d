using System.Globalization;
using System.Text;
using Houle.Events;
using Houle.Ingest.Feeds;
using Houle.Simulation.Scenarios;
using Houle.Simulation.World;

namespace Houle.Simulation.Output;

/// <summary>What stands beside the containers so that <c>houle ingest</c> reads them: feeds, catalogue, configuration.</summary>
internal static class FeedFiles
{
    private static readonly string[] EngagementFields = ["views", "likes", "comments", "shares", "saves"];

    /// <summary>Of a kind's container and feed: <c>foot-traffic</c>.</summary>
    public static string NameOf(EventKind kind) => EventShape.Of(kind).Name.Replace('_', '-');

    /// <summary>Schema of a container's records: the event, and when it arrived.</summary>
    public static string ArrivedSchema(EventKind kind)
    {
        string schema = kind switch
        {
            EventKind.Mention => Mention.SchemaJson,
            EventKind.PostSnapshot => PostSnapshot.SchemaJson,
            EventKind.CreatorSnapshot => CreatorSnapshot.SchemaJson,
            EventKind.Intent => Intent.SchemaJson,
            EventKind.Sale => Sale.SchemaJson,
            EventKind.StockLevel => StockLevel.SchemaJson,
            EventKind.FootTraffic => FootTraffic.SchemaJson,
            _ => CommunityEvent.SchemaJson,
        };
        const string Time = """{"type":"long","logicalType":"timestamp-millis"}""";
        return """{"type":"record","name":"Arrived","namespace":"houle.simulated","doc":"A simulated event, in the order of arrival.","fields":["""
            + $$"""{"name":"arrived_at","doc":"When it reached the collector, UTC.","type":{{Time}}},"""
            + """{"name":"event","doc":"What happened.","type":""" + schema + "}]}";
    }

    public static string Feed(EventShape shape)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"# Simulated by houle generate: nothing here has happened.\nevent: {shape.Name}\nformat: avro\n");
        if (shape.HasSource) text.Append("source: simulated\n");
        text.Append("time: { column: event.occurred_at, format: unix_ms, arrived: arrived_at }\nfields:\n");
        foreach (EventField field in shape.Fields)
        {
            string path = shape.Kind == EventKind.Mention && EngagementFields.Contains(field.Name) ? "engagement." : "";
            text.Append(CultureInfo.InvariantCulture, $"  {field.Name}: event.{path}{field.Name}\n");
        }

        if (shape.HasCity) text.Append("place: { id: event.city }\n");
        return text.ToString();
    }

    public static string Catalogue(SimulatedWorld world)
    {
        StringBuilder text = new("# What the simulated ids are called. Everything here is invented.\n");
        Scenario scenario = world.Scenario;
        List(text, "brands", scenario.Brands.Select(b => (b.Id, b.Name, "")));
        List(text, "products", scenario.Products.Select(p => (p.Id, p.Name, $", by: {p.Brand}")));
        List(text, "stores", scenario.Stores.Select(s => (s.Id, s.Name, $", city: {s.City}")));
        List(text, "sounds", Named(world, CarriedKind.Sound));
        List(text, "challenges", Named(world, CarriedKind.Challenge));
        return text.ToString();
    }

    public static string Configuration(Scenario scenario) => $"""
        # Reads this folder: houle ingest mention.avro --feed mention --config houle.yaml
        run: {scenario.Name.Replace('.', '-').Replace('/', '-')}
        feeds: feeds
        catalogue: catalogue.yaml

        """;

    /// <summary>Names of a long list may repeat with others' ids: only what a scenario names gets a line.</summary>
    private static IEnumerable<(string, string, string)> Named(SimulatedWorld world, CarriedKind kind) =>
        world.Scenario.Entities[(int)kind].Named.Select(n => (n.Id, n.Name, ""));

    private static void List(StringBuilder text, string kind, IEnumerable<(string Id, string Name, string More)> items)
    {
        bool any = false;
        foreach ((string id, string name, string more) in items)
        {
            if (!any) text.Append(CultureInfo.InvariantCulture, $"{kind}:\n");
            any = true;
            text.Append(CultureInfo.InvariantCulture, $"  - {{ id: {id}, name: \"{name.Replace("\"", "'")}\"{more} }}\n");
        }
    }
}
