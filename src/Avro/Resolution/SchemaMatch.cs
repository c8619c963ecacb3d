using Houle.Avro.Schemas;

namespace Houle.Avro.Resolution;

/// <summary>Whether a reader's schema matches a writer's: the rules of "Schema Resolution" in Avro 1.12.</summary>
/// <remarks>Follows the specification where Java departs from it: unqualified names must match (or an alias), the first
/// matching branch of a reader's union is taken, decimals must agree in precision and scale.</remarks>
internal static class SchemaMatch
{
    /// <returns>Null when they match; else why not. Fields of records are not looked at.</returns>
    public static string? Conflict(Schema writer, Schema reader) => (writer, reader) switch
    {
        (RecordSchema w, RecordSchema r) => NameConflict(w, r),
        (EnumSchema w, EnumSchema r) => NameConflict(w, r),
        (FixedSchema w, FixedSchema r) => NameConflict(w, r)
            ?? (w.Size == r.Size ? DecimalConflict(w, r) : $"a fixed of {w.Size} bytes was written, {r.Size} are expected"),
        (ArraySchema w, ArraySchema r) => ItemConflict(w.Items, r.Items),
        (MapSchema w, MapSchema r) => ItemConflict(w.Values, r.Values),
        _ when writer.Type == reader.Type && writer.Type <= SchemaType.String => DecimalConflict(writer, reader),
        _ when Promotes(writer.Type, reader.Type) => null,
        _ => $"{Describe(writer)} was written, {Describe(reader)} is expected",
    };

    /// <summary>Index of the first branch that matches, or -1.</summary>
    public static int Branch(Schema writer, UnionSchema reader)
    {
        for (int i = 0; i < reader.Branches.Count; i++)
        {
            if (Conflict(writer, reader.Branches[i]) is null) return i;
        }

        return -1;
    }

    public static bool Promotes(SchemaType writer, SchemaType reader) => (writer, reader) switch
    {
        (SchemaType.Int, SchemaType.Long or SchemaType.Float or SchemaType.Double) => true,
        (SchemaType.Long, SchemaType.Float or SchemaType.Double) => true,
        (SchemaType.Float, SchemaType.Double) => true,
        (SchemaType.String, SchemaType.Bytes) or (SchemaType.Bytes, SchemaType.String) => true,
        _ => false,
    };

    public static string Describe(Schema schema) =>
        schema is NamedSchema named ? $"{SchemaNames.Of(schema.Type)} {named.FullName}" : SchemaNames.Of(schema.Type);

    /// <summary>A union in an item is decided item by item; anything else must match now.</summary>
    private static string? ItemConflict(Schema writer, Schema reader)
    {
        if (writer is UnionSchema union)
            return union.Branches.Count == 0 || union.Branches.Any(branch => ItemConflict(branch, reader) is null)
                ? null : "no branch of the written items is expected";
        if (reader is UnionSchema readers)
            return Branch(writer, readers) >= 0 ? null : $"{Describe(writer)} was written, no branch of the union takes it";
        return Conflict(writer, reader);
    }

    private static string? NameConflict(NamedSchema writer, NamedSchema reader) =>
        writer.Name == reader.Name || reader.Aliases.Contains(writer.FullName, StringComparer.Ordinal)
            ? null : $"{Describe(writer)} was written, {Describe(reader)} is expected";

    private static string? DecimalConflict(Schema writer, Schema reader) =>
        writer.Logical is { Kind: LogicalKind.Decimal } w && reader.Logical is { Kind: LogicalKind.Decimal } r
        && (w.Precision != r.Precision || w.Scale != r.Scale)
            ? $"decimal({w.Precision},{w.Scale}) was written, decimal({r.Precision},{r.Scale}) is expected" : null;
}
