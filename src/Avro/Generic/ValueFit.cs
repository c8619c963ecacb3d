using System.Text;
using Houle.Avro.Schemas;

namespace Houle.Avro.Generic;

/// <summary>Puts a value into the place that a schema describes: same type, a promotion, a symbol's text, or the branch of a union
/// that takes it.</summary>
internal static class ValueFit
{
    /// <exception cref="ArgumentException">The schema does not take the value.</exception>
    public static AvroValue Into(Schema schema, in AvroValue value) =>
        TryInto(schema, value, out AvroValue fitted) ? fitted : throw new ArgumentException(Misfit(schema, value), nameof(value));

    /// <summary>The same, with an error that names the place: <paramref name="part"/> of <paramref name="owner"/>.</summary>
    public static AvroValue Into(Schema schema, in AvroValue value, Schema owner, string part) =>
        TryInto(schema, value, out AvroValue fitted)
            ? fitted : throw new ArgumentException($"{owner.BranchName}.{part}: {Misfit(schema, value)}", nameof(value));

    /// <exception cref="ArgumentException">UTF-8 cannot hold the key.</exception>
    public static void CheckKey(string key)
    {
        foreach (Rune rune in key.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar && !key.Contains('\uFFFD', StringComparison.Ordinal))
                throw new ArgumentException("the key has half a surrogate pair, which UTF-8 cannot hold", nameof(key));
        }
    }

    /// <summary>Place of the branch that a value which fits the union stands in.</summary>
    public static int Branch(UnionSchema union, in AvroValue value)
    {
        Schema[] branches = union.BranchArray;
        for (int i = 0; i < branches.Length; i++)
        {
            if (ReferenceEquals(branches[i], value.Schema)) return i;
        }

        return union.IndexOf(value.Schema.BranchName);
    }

    private static bool TryInto(Schema schema, in AvroValue value, out AvroValue fitted)
    {
        if (schema is UnionSchema union) return TryIntoUnion(union, value, out fitted);
        fitted = value;
        if (ReferenceEquals(schema, value.Schema)) return true;
        if (schema.Type == value.Type)
        {
            if (Clashes(schema.Logical, value.Logical)) return false;
            if (schema.Type <= SchemaType.String) fitted = new AvroValue(schema, value.Content, value.Bits);
            return schema.Type <= SchemaType.String || IsSame(schema, value.Schema);
        }

        switch (schema, value.Type)
        {
            case ({ Type: SchemaType.Long }, SchemaType.Int): fitted = new AvroValue(schema, null, value.Bits); return true;
            case ({ Type: SchemaType.Float }, SchemaType.Int or SchemaType.Long):
                fitted = new AvroValue(schema, null, BitConverter.SingleToInt32Bits(value.AsFloat()));
                return true;
            case ({ Type: SchemaType.Double }, SchemaType.Int or SchemaType.Long or SchemaType.Float):
                fitted = new AvroValue(schema, null, BitConverter.DoubleToInt64Bits(value.AsDouble()));
                return true;
            case (FixedSchema size, SchemaType.Bytes) when value.Slice().Length == size.Size:
                fitted = new AvroValue(schema, value.Content, value.Bits);
                return true;
            case (EnumSchema symbols, SchemaType.String) when symbols.IndexOf(value.AsString()) is int index and >= 0:
                fitted = new AvroValue(schema, null, index);
                return true;
            default: return false;
        }
    }

    /// <summary>The branch of just this type (and name) goes before the first that the value can be turned into.</summary>
    private static bool TryIntoUnion(UnionSchema union, in AvroValue value, out AvroValue fitted)
    {
        int exact = Branch(union, value);
        if (exact >= 0 && TryInto(union.BranchArray[exact], value, out fitted)) return true;
        foreach (Schema branch in union.BranchArray)
        {
            if (TryInto(branch, value, out fitted)) return true;
        }

        fitted = default;
        return false;
    }

    /// <summary>A number without a meaning fits any; milliseconds do not fit microseconds.</summary>
    private static bool Clashes(LogicalType? expected, LogicalType? given) =>
        expected is not null && given is not null && (expected.Kind, expected.Scale) != (given.Kind, given.Scale);

    /// <summary>Whether two schemas are read by the same bytes, as when one text was parsed twice.</summary>
    private static bool IsSame(Schema one, Schema other) =>
        string.Equals(CanonicalForm.Of(one), CanonicalForm.Of(other), StringComparison.Ordinal);

    private static string Misfit(Schema schema, in AvroValue value)
    {
        string given = value.Type is SchemaType.Record or SchemaType.Array or SchemaType.Map or SchemaType.Fixed
            ? value.Schema.BranchName : $"{Name(value.Schema)} {Shortened(value)}";
        string wanted = schema is UnionSchema union ? string.Join(" or ", union.Branches.Select(Name)) : Name(schema);
        return $"{given} was given, {wanted} is expected";
    }

    private static string Name(Schema schema) =>
        schema.Logical is { } logical ? $"{schema.BranchName} ({LogicalNames.Of(logical.Kind)})" : schema.BranchName;

    private static string Shortened(in AvroValue value)
    {
        string text = value.ToString();
        return text.Length <= 40 ? text : text[..40] + "...";
    }
}
