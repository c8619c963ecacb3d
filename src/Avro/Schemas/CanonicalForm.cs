using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Houle.Avro.Schemas;

/// <summary>The Parsing Canonical Form: equal for schemas that read the same bytes, and what fingerprints are made of.</summary>
/// <remarks>Specification, "Transforming into Parsing Canonical Form". Docs, aliases, defaults, order and logical types are
/// left out; names are full; a named type is written once and referred to after.</remarks>
public static class CanonicalForm
{
    public static string Of(Schema schema)
    {
        var text = new StringBuilder(256);
        Write(schema, text, []);
        return text.ToString();
    }

    private static void Write(Schema schema, StringBuilder to, HashSet<string> written)
    {
        switch (schema)
        {
            case UnionSchema union:
                to.Append('[');
                for (int i = 0; i < union.Branches.Count; i++)
                {
                    if (i > 0) to.Append(',');
                    Write(union.Branches[i], to, written);
                }

                to.Append(']');
                break;
            case ArraySchema array:
                to.Append("{\"type\":\"array\",\"items\":");
                Write(array.Items, to, written);
                to.Append('}');
                break;
            case MapSchema map:
                to.Append("{\"type\":\"map\",\"values\":");
                Write(map.Values, to, written);
                to.Append('}');
                break;
            case NamedSchema named when !written.Add(named.FullName):
                to.Append('"').Append(named.FullName).Append('"');
                break;
            case NamedSchema named:
                RuntimeHelpers.EnsureSufficientExecutionStack(); // types of other schemas add to the depth of this one
                to.Append("{\"name\":\"").Append(named.FullName).Append("\",\"type\":\"")
                    .Append(SchemaNames.Of(named.Type)).Append('"');
                WriteBody(named, to, written);
                to.Append('}');
                break;
            default:
                to.Append('"').Append(SchemaNames.Of(schema.Type)).Append('"');
                break;
        }
    }

    private static void WriteBody(NamedSchema schema, StringBuilder to, HashSet<string> written)
    {
        switch (schema)
        {
            case RecordSchema record:
                to.Append(",\"fields\":[");
                for (int i = 0; i < record.Fields.Count; i++)
                {
                    if (i > 0) to.Append(',');
                    to.Append("{\"name\":\"").Append(record.Fields[i].Name).Append("\",\"type\":");
                    Write(record.Fields[i].Schema, to, written);
                    to.Append('}');
                }

                to.Append(']');
                break;
            case EnumSchema symbols:
                to.Append(",\"symbols\":[");
                for (int i = 0; i < symbols.Symbols.Count; i++)
                {
                    if (i > 0) to.Append(',');
                    to.Append('"').Append(symbols.Symbols[i]).Append('"');
                }

                to.Append(']');
                break;
            case FixedSchema bytes:
                to.Append(",\"size\":").Append(bytes.Size.ToString(CultureInfo.InvariantCulture));
                break;
        }
    }
}
