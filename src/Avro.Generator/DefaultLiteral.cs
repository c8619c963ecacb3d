using System.Globalization;
using Houle.Avro.Schemas;
using Houle.Avro.Schemas.Json;
using Microsoft.CodeAnalysis.CSharp;

namespace Houle.Avro.Generator;

/// <summary>A field's default as a C# expression, for the parameterless constructor.</summary>
internal static class DefaultLiteral
{
    /// <returns>Null when zero, empty or null is the default, or when there is none.</returns>
    public static string? Of(PropertyShape property)
    {
        JsonNode? value = property.Field.Default;
        if (value is null or { Kind: JsonKind.Null })
            return property is { IsNullable: false, ValueSchema: RecordSchema inner } ? $"new {Names.OfType(inner)}()" : null;
        return Of(value, property.ValueSchema, property.Field);
    }

    private static string? Of(JsonNode value, Schema schema, RecordField field) => schema switch
    {
        RecordSchema record => OfRecord(value, record),
        EnumSchema symbols => $"{Names.OfType(symbols)}.{Names.Pascal(value.Text)}",
        ArraySchema when value.Items.Count == 0 => null,
        ArraySchema => throw new GeneratorException(
            Diagnostics.NotSupported, field.At, $"the default of \"{field.Name}\" has items; generated types take only an empty array"),
        { Type: SchemaType.Bytes, Logical: { Kind: LogicalKind.Decimal } money } => OfDecimal(value.Text, money),
        FixedSchema or { Type: SchemaType.Bytes } => value.Text.Length == 0 ? null : "[" + string.Join(", ", value.Text.Select(c => $"{(int)c}")) + "]",
        { Type: SchemaType.String } => value.Text.Length == 0 ? null : SymbolDisplay.FormatLiteral(value.Text, quote: true) + "u8",
        { Type: SchemaType.Float } => value.Text + "f",
        { Type: SchemaType.Double } => value.Text + "d",
        { Type: SchemaType.Long } => value.Text == "-9223372036854775808" ? "long.MinValue" : value.Text + "L",
        _ => value.Text,
    };

    private static string OfRecord(JsonNode value, RecordSchema record)
    {
        string owner = Names.OfType(record);
        var parts = new List<string>();
        foreach (RecordField field in record.Fields)
        {
            if (value.Find(field.Name) is not JsonNode given) continue;
            PropertyShape property = PropertyShape.Of(field, owner);
            if (given.Kind != JsonKind.Null && Of(given, property.ValueSchema, field) is string literal)
                parts.Add($"{property.Name} = {literal}");
        }

        return parts.Count == 0 ? $"new {owner}()" : $"new {owner}() {{ {string.Join(", ", parts)} }}";
    }

    private static string OfDecimal(string bytes, LogicalType money)
    {
        long unscaled = 0;
        for (int i = 0; i < bytes.Length; i++) unscaled = i == 0 ? (sbyte)(byte)bytes[i] : (unscaled << 8) | bytes[i];
        return string.Format(CultureInfo.InvariantCulture, "new global::Houle.Avro.Binary.AvroDecimal({0}L, {1})", unscaled, money.Scale);
    }
}
