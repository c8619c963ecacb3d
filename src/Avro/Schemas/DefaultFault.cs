using System.Globalization;
using Houle.Avro.Schemas.Json;

namespace Houle.Avro.Schemas;

/// <summary>Whether a field's default fits its schema. A union's default may fit any of its branches (since 1.12).</summary>
/// <remarks>Each part of a default is tried against each schema once: unions of records that hold such unions would otherwise take
/// 2^n tries. What a record's missing member leaves to the field's own default is looked at too, so none goes on for ever.</remarks>
internal sealed class DefaultFault
{
    private const int DepthMax = 512;

    private readonly Dictionary<(JsonNode Node, Schema Schema), (JsonNode Node, string What)?> _found = [];
    private int _depth;

    /// <returns>Null when it fits; else the part that does not, and why.</returns>
    public static (JsonNode Node, string What)? Find(JsonNode node, Schema schema) => new DefaultFault().Of(node, schema);

    /// <summary>Index of the first branch that the default fits, or -1.</summary>
    public static int MatchingBranch(JsonNode node, UnionSchema union)
    {
        var faults = new DefaultFault();
        for (int i = 0; i < union.Branches.Count; i++)
        {
            if (faults.Of(node, union.Branches[i]) == null) return i;
        }

        return -1;
    }

    private (JsonNode Node, string What)? Of(JsonNode node, Schema schema)
    {
        if (schema.Type is not (SchemaType.Union or SchemaType.Record or SchemaType.Array or SchemaType.Map))
            return FitsScalar(node, schema) ? null : Misfit(node, schema);
        if (_found.TryGetValue((node, schema), out (JsonNode, string)? known)) return known;
        if (_depth == DepthMax) return (node, $"is nested deeper than {DepthMax}");
        _found.Add((node, schema), (node, "holds itself without end")); // whoever asks again before the answer is within itself
        _depth++;
        (JsonNode, string)? fault = schema switch
        {
            UnionSchema union => OfUnion(node, union),
            RecordSchema record => OfRecord(node, record),
            ArraySchema array => OfArray(node, array),
            _ => OfMap(node, (MapSchema)schema),
        };
        _depth--;
        return _found[(node, schema)] = fault;
    }

    private (JsonNode Node, string What)? OfUnion(JsonNode node, UnionSchema union)
    {
        foreach (Schema branch in union.Branches)
        {
            if (Of(node, branch) == null) return null;
        }

        return (node, $"is {node.Describe()}, which no branch of the union takes");
    }

    private (JsonNode Node, string What)? OfArray(JsonNode node, ArraySchema array)
    {
        if (node.Kind != JsonKind.Array) return Misfit(node, array);
        foreach (JsonNode item in node.Items)
        {
            if (Of(item, array.Items) is { } fault) return fault;
        }

        return null;
    }

    private (JsonNode Node, string What)? OfMap(JsonNode node, MapSchema map)
    {
        if (node.Kind != JsonKind.Object) return Misfit(node, map);
        foreach (JsonMember member in node.Members)
        {
            if (Of(member.Value, map.Values) is { } fault) return fault;
        }

        return null;
    }

    private (JsonNode Node, string What)? OfRecord(JsonNode node, RecordSchema record)
    {
        if (node.Kind != JsonKind.Object) return Misfit(node, record);
        foreach (RecordField field in record.Fields)
        {
            JsonNode? value = node.Find(field.Name) ?? field.Default;
            if (value == null) return (node, $"lacks \"{field.Name}\", which has no default");
            if (Of(value, field.Schema) is { } fault) return fault;
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
