using System.Globalization;
using Houle.Avro.Schemas.Json;

namespace Houle.Avro.Schemas;

/// <summary>Whether a field's default fits its schema. A union's default may fit any of its branches (since 1.12).</summary>
internal static class DefaultFault
{
    /// <returns>Null when it fits; else the part that does not, and why.</returns>
    public static (JsonNode Node, string What)? Find(JsonNode node, Schema schema)
    {
        switch (schema)
        {
            case UnionSchema union: return MatchingBranch(node, union) >= 0 ? null : (node, $"is {node.Describe()}, which no branch of the union takes");
            case RecordSchema record: return OfRecord(node, record);
            case ArraySchema array:
                if (node.Kind != JsonKind.Array) return Misfit(node, schema);
                foreach (JsonNode item in node.Items)
                {
                    if (Find(item, array.Items) is { } fault) return fault;
                }

                return null;
            case MapSchema map:
                if (node.Kind != JsonKind.Object) return Misfit(node, schema);
                foreach (JsonMember member in node.Members)
                {
                    if (Find(member.Value, map.Values) is { } fault) return fault;
                }

                return null;
            default: return FitsScalar(node, schema) ? null : Misfit(node, schema);
        }
    }

    /// <summary>Index of the first branch that the default fits, or -1.</summary>
    public static int MatchingBranch(JsonNode node, UnionSchema union)
    {
        for (int i = 0; i < union.Branches.Count; i++)
        {
            if (Find(node, union.Branches[i]) == null) return i;
        }

        return -1;
    }

    private static (JsonNode Node, string What)? OfRecord(JsonNode node, RecordSchema record)
    {
        if (node.Kind != JsonKind.Object) return Misfit(node, record);
        foreach (RecordField field in record.Fields)
        {
            if (node.Find(field.Name) is JsonNode value)
            {
                if (Find(value, field.Schema) is { } fault) return fault;
            }
            else if (field.Default == null)
            {
                return (node, $"lacks \"{field.Name}\", which has no default");
            }
        }

        return null;
    }

    private static bool FitsScalar(JsonNode node, Schema schema) => schema switch
    {
        EnumSchema symbols => node.Kind == JsonKind.String && symbols.IndexOf(node.Text) >= 0,
        FixedSchema bytes => node.Kind == JsonKind.String && node.Text.Length == bytes.Size && IsLatin1(node.Text),
        _ => schema.Type switch
        {
            SchemaType.Null => node.Kind == JsonKind.Null,
            SchemaType.Boolean => node.Kind is JsonKind.True or JsonKind.False,
            SchemaType.Int => node.Kind == JsonKind.Number && int.TryParse(
                node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            SchemaType.Long => node.Kind == JsonKind.Number && long.TryParse(
                node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            SchemaType.Float or SchemaType.Double => node.Kind == JsonKind.Number,
            SchemaType.Bytes => node.Kind == JsonKind.String && IsLatin1(node.Text),
            SchemaType.String => node.Kind == JsonKind.String,
            _ => false,
        },
    };

    /// <summary>Defaults of bytes are text whose characters U+0000 to U+00FF are the bytes.</summary>
    private static bool IsLatin1(string text)
    {
        foreach (char c in text)
        {
            if (c > '\u00FF') return false;
        }

        return true;
    }

    private static (JsonNode Node, string What) Misfit(JsonNode node, Schema schema) =>
        (node, $"is {node.Describe()}, which is not {SchemaNames.Of(schema.Type)}"
            + (schema is NamedSchema named ? $" {named.FullName}" : ""));
}
