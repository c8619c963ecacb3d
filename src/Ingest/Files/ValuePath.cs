using System.Text;

namespace Houle.Ingest.Files;

/// <summary>A place in a JSON document that rows take a column from: <c>a.b[0].c</c>, or <c>a[].b</c> for every item.</summary>
/// <remarks>Nodes of one tree, so that a line is walked once for all its columns.</remarks>
internal sealed class JsonPath
{
    /// <summary>Stands for every item of an array.</summary>
    private const int EveryItem = -1;

    private readonly List<(byte[] Name, JsonPath Child)> _names = [];
    private readonly List<(int Index, JsonPath Child)> _items = [];

    /// <summary>Column whose value stands here, or -1.</summary>
    public int Slot { get; private set; } = -1;

    /// <summary>Below a <c>[]</c>: values add up to a list.</summary>
    public bool IsList { get; private set; }

    public bool IsLeaf => _names.Count == 0 && _items.Count == 0;

    /// <exception cref="FormatException">A path is malformed, or two columns ask for the same one.</exception>
    public static JsonPath Compile(IReadOnlyList<string> paths)
    {
        JsonPath root = new();
        for (int slot = 0; slot < paths.Count; slot++)
        {
            JsonPath leaf = root.Descend(paths[slot]);
            if (leaf.Slot >= 0) throw new FormatException($"the path '{paths[slot]}' is asked for twice");
            leaf.Slot = slot;
        }

        return root;
    }

    /// <summary>Checks one path.</summary>
    /// <exception cref="FormatException">It is malformed.</exception>
    public static void Check(string path) => new JsonPath().Descend(path);

    public JsonPath? Property(ref System.Text.Json.Utf8JsonReader at)
    {
        foreach ((byte[] name, JsonPath child) in _names)
        {
            if (at.ValueTextEquals(name)) return child;
        }

        return null;
    }

    public JsonPath? Item(int index)
    {
        JsonPath? every = null;
        foreach ((int wanted, JsonPath child) in _items)
        {
            if (wanted == index) return child;
            if (wanted == EveryItem) every = child;
        }

        // 'tags' alone, where the value is an array of plain values, is the same as 'tags[]'.
        return every ?? (Slot >= 0 ? this : null);
    }

    private JsonPath Descend(string path)
    {
        JsonPath at = this;
        foreach (string part in path.Split('.'))
        {
            int bracket = part.IndexOf('[');
            string name = bracket < 0 ? part : part[..bracket];
            if (name.Length == 0 && (bracket != 0 || at != this)) throw Malformed(path);
            if (name.Length > 0) at = at.Named(name);
            while (bracket >= 0)
            {
                int close = part.IndexOf(']', bracket);
                if (close < 0) throw Malformed(path);
                string index = part[(bracket + 1)..close];
                int number = EveryItem;
                if (index.Length > 0 && (!int.TryParse(index, out number) || number < 0)) throw Malformed(path);
                at = at.Indexed(number);
                bracket = close + 1 < part.Length ? close + 1 : -1;
                if (bracket >= 0 && part[bracket] != '[') throw Malformed(path);
            }
        }

        return at;
    }

    private JsonPath Named(string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        foreach ((byte[] known, JsonPath child) in _names)
        {
            if (known.AsSpan().SequenceEqual(bytes)) return child;
        }

        JsonPath added = new() { IsList = IsList };
        _names.Add((bytes, added));
        return added;
    }

    private JsonPath Indexed(int index)
    {
        foreach ((int known, JsonPath child) in _items)
        {
            if (known == index) return child;
        }

        JsonPath added = new() { IsList = IsList || index == EveryItem };
        _items.Add((index, added));
        return added;
    }

    private static FormatException Malformed(string path) =>
        new($"'{path}' is not a path; write it like a.b[0].c, or a[].b for every item");
}
