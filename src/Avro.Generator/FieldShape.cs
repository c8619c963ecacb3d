using Houle.Avro.Schemas;

namespace Houle.Avro.Generator;

/// <summary>How one schema is held and moved in C#; refuses what has no generated form.</summary>
/// <param name="Type">The C# type.</param>
/// <param name="IsView">A ref struct: cannot be Nullable, so null needs a flag beside it.</param>
/// <param name="Suffix">The unit at the end of the property's name.</param>
/// <param name="Read">Expression that reads a value from <c>reader</c>.</param>
/// <param name="Skip">Statement that checks and passes a value.</param>
/// <param name="Write">Statement that writes <c>{0}</c> to <c>writer</c>.</param>
internal sealed record FieldShape(string Type, bool IsView, string Suffix, string Read, string Skip, string Write)
{
    private const string Span = "global::System.ReadOnlySpan<byte>";
    private const string Lists = "global::Houle.Avro.Lists.";

    public static FieldShape Of(Schema schema, RecordField field) => schema switch
    {
        RecordSchema record => Record(Names.OfType(record)),
        EnumSchema symbols => new(
            Names.OfType(symbols), false, "", $"({Names.OfType(symbols)})reader.ReadIndex({symbols.Symbols.Count}, \"symbol\")",
            $"reader.ReadIndex({symbols.Symbols.Count}, \"symbol\");", "writer.WriteInt((int){0});"),
        FixedSchema bytes => new(
            Span, true, "", $"reader.ReadFixed({bytes.Size})", $"reader.ReadFixed({bytes.Size});",
            $"writer.WriteFixed({{0}}, {bytes.Size});"),
        ArraySchema array => List(array.Items, field),
        { Type: SchemaType.Bytes, Logical: { Kind: LogicalKind.Decimal } money } => Decimal(money, field),
        _ => Primitive(schema, field),
    };

    private static FieldShape Primitive(Schema schema, RecordField field) => schema.Type switch
    {
        SchemaType.Boolean => Value("bool", "Bool"),
        SchemaType.Int => Value("int", "Int"),
        SchemaType.Long => Value("long", "Long") with
        {
            Suffix = schema.Logical?.Kind is LogicalKind.TimestampMillis or LogicalKind.LocalTimestampMillis ? "Ms" : "",
        },
        SchemaType.Float => Value("float", "Float"),
        SchemaType.Double => Value("double", "Double"),
        SchemaType.String => Value(Span, "String") with { IsView = true, Write = "writer.WriteBytes({0});" },
        SchemaType.Bytes => Value(Span, "Bytes") with { IsView = true },
        _ => throw NotSupported(schema, field),
    };

    private static FieldShape Value(string type, string name) =>
        new(type, false, "", $"reader.Read{name}()", $"reader.Read{name}();", $"writer.Write{name}({{0}});");

    private static FieldShape Record(string name) =>
        new(name, true, "", $"{name}.Read(ref reader)", $"{name}.Skip(ref reader);", "{0}.Write(ref writer);");

    private static FieldShape Decimal(LogicalType money, RecordField field)
    {
        if (money.Precision > 18)
            throw new GeneratorException(
                Diagnostics.NotSupported, field.At, $"the decimal \"{field.Name}\" has {money.Precision} digits; a generated one has at most 18");
        string read = $"reader.ReadDecimal({money.Precision}, {money.Scale})";
        return new(
            "global::Houle.Avro.Binary.AvroDecimal", false, "", read, read + ";",
            $"writer.WriteDecimal({{0}}, {money.Precision}, {money.Scale});");
    }

    private static FieldShape List(Schema items, RecordField field)
    {
        string type = items switch
        {
            RecordSchema record => $"{Lists}RecordList<{Names.OfType(record)}>",
            EnumSchema symbols => $"{Lists}ValueList<{Names.OfType(symbols)}, {Names.OfType(symbols)}Item>",
            { Type: SchemaType.String } => $"{Lists}Utf8List",
            { Type: SchemaType.Int } => $"{Lists}ValueList<int, {Lists}IntItem>",
            { Type: SchemaType.Long } => $"{Lists}ValueList<long, {Lists}LongItem>",
            { Type: SchemaType.Float } => $"{Lists}ValueList<float, {Lists}FloatItem>",
            { Type: SchemaType.Double } => $"{Lists}ValueList<double, {Lists}DoubleItem>",
            { Type: SchemaType.Boolean } => $"{Lists}ValueList<bool, {Lists}BoolItem>",
            _ => throw NotSupported(items, field),
        };
        return new(type, true, "", $"{type}.Read(ref reader)", $"{type}.Read(ref reader);", "{0}.Write(ref writer);");
    }

    private static GeneratorException NotSupported(Schema schema, RecordField field) => new(
        Diagnostics.NotSupported, field.At,
        $"the field \"{field.Name}\" has a {SchemaNames.Of(schema.Type)} where generated types have none; they take scalars, enums, records, "
        + "fixed, arrays of strings, numbers, booleans, enums or records, and a union of null with one of these");
}
