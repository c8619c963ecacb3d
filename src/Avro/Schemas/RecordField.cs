using Houle.Avro.Schemas.Json;

namespace Houle.Avro.Schemas;

/// <summary>A field of a record.</summary>
public sealed class RecordField(
    string name, JsonPosition at, Schema schema, IReadOnlyList<string> aliases, string? doc, JsonNode? defaultValue)
{
    public string Name { get; } = name;

    /// <summary>Where the field stands in the schema's text.</summary>
    public JsonPosition At { get; } = at;

    public Schema Schema { get; } = schema;

    public IReadOnlyList<string> Aliases { get; } = aliases;

    public string? Doc { get; } = doc;

    /// <summary>What a reader takes when the writer had no such field; null when there is none. Fits the schema.</summary>
    public JsonNode? Default { get; } = defaultValue;
}
