namespace Houle.Avro.Schemas;

/// <summary>The names of the types, and what a name may be: [A-Za-z_][A-Za-z0-9_]*, dots between parts.</summary>
internal static class SchemaNames
{
    private static readonly string[] Names =
    [
        "null", "boolean", "int", "long", "float", "double", "bytes", "string",
        "record", "enum", "fixed", "array", "map", "union",
    ];

    public static string Of(SchemaType type) => Names[(int)type];

    public static bool TryPrimitive(string name, out SchemaType type)
    {
        for (type = SchemaType.Null; type <= SchemaType.String; type++)
        {
            if (Names[(int)type] == name) return true;
        }

        return false;
    }

    /// <summary>Null when the name is good, else what is wrong with it.</summary>
    public static string? Fault(string name)
    {
        if (name.Length == 0) return "a name must not be empty";
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            if (c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_' || (i > 0 && c is >= '0' and <= '9')) continue;
            return $"\"{name}\" is not a name: letters, digits and '_' only, and no digit first";
        }

        return null;
    }

    public static string? FaultWithDots(string name)
    {
        foreach (string part in name.Split('.'))
        {
            if (Fault(part) is string fault) return part.Length == 0 ? $"\"{name}\" has an empty part" : fault;
        }

        return null;
    }

    /// <summary>The full name of <paramref name="name"/> where it stands in <paramref name="space"/>.</summary>
    public static string Full(string name, string space) =>
        name.IndexOf('.') >= 0 || space.Length == 0 ? name : space + "." + name;
}
