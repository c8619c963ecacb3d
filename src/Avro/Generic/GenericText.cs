using System.Globalization;
using Houle.Avro.Schemas;

namespace Houle.Avro.Generic;

/// <summary>A value as text, for messages and debuggers.</summary>
internal static class GenericText
{
    public static string Of(AvroValue value) => value.Type switch
    {
        SchemaType.Null => "null",
        SchemaType.Boolean => value.AsBool() ? "true" : "false",
        SchemaType.String => $"\"{value.AsString()}\"",
        SchemaType.Int or SchemaType.Long => value.AsLong().ToString(CultureInfo.InvariantCulture),
        SchemaType.Float or SchemaType.Double => value.AsDouble().ToString(CultureInfo.InvariantCulture),
        _ => value.Schema.BranchName,
    };
}
