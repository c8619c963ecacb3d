using Houle.Avro.Schemas.Json;

namespace Houle.Avro.Schemas;

/// <summary>A text is not an Avro schema: says where (line and column from 1) and what to change.</summary>
public sealed class SchemaException : Exception
{
    public SchemaException(JsonPosition at, string what)
        : base($"{at.Line}:{at.Column}: {what}")
    {
        At = at;
        What = what;
    }

    public JsonPosition At { get; }

    /// <summary>The message without the position.</summary>
    public string What { get; }
}
