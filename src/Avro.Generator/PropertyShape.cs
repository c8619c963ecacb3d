using Houle.Avro.Schemas;

namespace Houle.Avro.Generator;

/// <summary>A field as a property of the generated struct.</summary>
/// <param name="Field">The field.</param>
/// <param name="Name">The property's name, with its unit.</param>
/// <param name="Shape">Of the value, when there is one.</param>
/// <param name="NullBranch">Index of null in the field's union; -1 when the field is never null.</param>
internal sealed record PropertyShape(RecordField Field, string Name, FieldShape Shape, int NullBranch)
{
    public bool IsNullable => NullBranch >= 0;

    /// <summary>Null is told by a property HasX, since a span or ref struct cannot be null.</summary>
    public bool HasFlag => IsNullable && Shape.IsView;

    public string Flag => "Has" + Name;

    /// <summary>The schema of the value, when there is one.</summary>
    public Schema ValueSchema => IsNullable ? ((UnionSchema)Field.Schema).Branches[1 - NullBranch] : Field.Schema;

    public static PropertyShape Of(RecordField field, string owner)
    {
        int nullBranch = -1;
        Schema value = field.Schema;
        if (value is UnionSchema union)
        {
            for (int i = 0; i < union.Branches.Count; i++)
            {
                if (union.Branches[i].Type == SchemaType.Null) nullBranch = i;
            }

            if (union.Branches.Count != 2 || nullBranch < 0)
                throw new GeneratorException(
                    Diagnostics.NotSupported, field.At, $"the union \"{field.Name}\" is not null and one other type, which is all that generated types take");
            value = union.Branches[1 - nullBranch];
        }

        FieldShape shape = FieldShape.Of(value, field);
        return new PropertyShape(field, Names.OfProperty(field.Name, owner) + shape.Suffix, shape, nullBranch);
    }
}
