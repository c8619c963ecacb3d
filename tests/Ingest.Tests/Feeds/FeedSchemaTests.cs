using System.Text.Json.Nodes;
using Houle.Ingest.Feeds;

namespace Houle.Ingest.Tests.Feeds;

/// <summary>The JSON schema allows what the reader takes, key by key.</summary>
public sealed class FeedSchemaTests
{
    [Fact]
    public void Every_key_of_the_schema_is_known_to_the_reader()
    {
        JsonObject schema = FeedSchema.Create();
        Known(schema, key => $"event: sale\n{(key == "event" ? "" : $"{key}: x\n")}");
        Known(schema["properties"]!["time"]!, key => $"event: sale\ntime: {{ {key}: x }}\n");
        Known(schema["properties"]!["place"]!, key => $"event: sale\nplace: {{ {key}: x }}\n");
        foreach (JsonNode? part in schema["allOf"]!.AsArray())
        {
            string name = (string)part!["if"]!["properties"]!["event"]!["const"]!;
            JsonNode fields = part["then"]!["properties"]!["fields"]!;
            Known(fields, key => $"event: {name}\nfields: {{ {key}: x }}\n");
            foreach ((string field, JsonNode? rule) in fields["properties"]!.AsObject())
                Known(rule!["oneOf"]![1]!, key => $"event: {name}\nfields: {{ {field}: {{ {key}: x }} }}\n");
        }
    }

    [Fact]
    public void Schema_names_every_event() =>
        FeedSchema.Create()["properties"]!["event"]!["enum"]!.AsArray().Select(e => (string)e!)
            .ShouldBe(EventShape.All.Select(s => s.Name));

    private static void Known(JsonNode schema, Func<string, string> feed)
    {
        foreach ((string key, _) in schema["properties"]!.AsObject())
        {
            FeedDefinition.Parse("x.yaml", feed(key)).Errors
                .ShouldNotContain(e => e.Contains("unknown key") || e.Contains("has no field") || e.Contains(" is for "), feed(key));
        }
    }
}
