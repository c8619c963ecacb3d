using System.Text.Json;
using System.Text.Json.Nodes;
using Houle.Events;
using Houle.Ingest.Feeds;

namespace Houle.Ingest.Tests.Feeds;

/// <summary>What feeds can fill is what the schemas have: the same names, the same words in the same order.</summary>
public sealed class EventShapeTests
{
    /// <summary>Filled otherwise: by time, by place, by the feed's name.</summary>
    private static readonly string[] NotInFeeds = ["occurred_at", "city", "source"];

    private static readonly Dictionary<EventKind, string> Schemas = new()
    {
        [EventKind.Mention] = Mention.SchemaJson,
        [EventKind.PostSnapshot] = PostSnapshot.SchemaJson,
        [EventKind.CreatorSnapshot] = CreatorSnapshot.SchemaJson,
        [EventKind.Intent] = Intent.SchemaJson,
        [EventKind.Sale] = Sale.SchemaJson,
        [EventKind.StockLevel] = StockLevel.SchemaJson,
        [EventKind.FootTraffic] = FootTraffic.SchemaJson,
        [EventKind.CommunityEvent] = CommunityEvent.SchemaJson,
    };

    [Fact]
    public void Shapes_have_the_fields_of_their_schemas()
    {
        foreach (EventShape shape in EventShape.All)
        {
            JsonNode schema = JsonNode.Parse(Schemas[shape.Kind])!;
            List<(string Name, JsonNode Type)> fields = [];
            foreach (JsonNode? field in schema["fields"]!.AsArray())
            {
                string name = (string)field!["name"]!;
                if (name == "engagement") fields.AddRange(field["type"]!["fields"]!.AsArray().Select(f => ((string)f!["name"]!, f["type"]!)));
                else if (!NotInFeeds.Contains(name)) fields.Add((name, field["type"]!));
                if (name == "city") shape.HasCity.ShouldBeTrue(shape.Name);
                if (name == "source") shape.HasSource.ShouldBeTrue(shape.Name);
            }

            shape.Fields.Select(f => f.Name).ShouldBe(fields.Select(f => f.Name), shape.Name);
            shape.Fields.Select(f => f.Index).ShouldBe(Enumerable.Range(0, fields.Count));
            foreach (EventField field in shape.Fields)
            {
                string[]? words = Symbols(fields[field.Index].Type);
                (field.Words ?? []).ShouldBe(words ?? [], $"{shape.Name}.{field.Name}");
            }
        }
    }

    private static string[]? Symbols(JsonNode type)
    {
        if (type.GetValueKind() != JsonValueKind.Object) return null;
        if (type["items"] is { } items) return Symbols(items);
        return type["symbols"]?.AsArray().Select(s => (string)s!).ToArray();
    }
}
