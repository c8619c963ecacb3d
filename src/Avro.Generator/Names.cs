using System.Text;
using Houle.Avro.Schemas;

namespace Houle.Avro.Generator;

/// <summary>Schema names in C#: <c>foot_traffic</c> is FootTraffic.</summary>
internal static class Names
{
    /// <summary>Members that every generated record has; a field of that name gets "Value" behind it.</summary>
    private static readonly HashSet<string> Taken =
        ["Read", "Write", "Skip", "Schema", "SchemaJson", "Fingerprint", "BytesMin", "WriteSingleObject", "Equals", "GetHashCode", "GetType", "ToString"];

    public static string OfType(NamedSchema schema) => Pascal(schema.Name);

    public static string OfProperty(string field, string owner)
    {
        string name = Pascal(field);
        return Taken.Contains(name) || name == owner ? name + "Value" : name;
    }

    public static string Pascal(string name)
    {
        var text = new StringBuilder(name.Length);
        bool upper = true;
        foreach (char c in name)
        {
            if (c == '_')
            {
                upper = true;
            }
            else
            {
                text.Append(upper ? char.ToUpperInvariant(c) : c);
                upper = false;
            }
        }

        if (text.Length == 0 || char.IsDigit(text[0])) text.Insert(0, '_');
        return text.ToString();
    }
}
