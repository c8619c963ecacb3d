using System.Text;

namespace Houle.Ingest.Files;

/// <summary>A place in a JSON or Avro value that rows take a column from: <c>a.b[0].c</c>, or <c>a[].b</c> for every item.</summary>
/// <remarks>Nodes of one tree, so that a row is walked once for all its columns.</remarks>
internal sealed class ValuePath
{
    /// <summary>Stands for every item of an array.</summary>
    private const int EveryItem = -1;

    private readonly List<(string Name, byte[] Utf8, ValuePath Child)> _names = [];
    private readonly List<(int Index, ValuePath Child)> _items = [];

    /// <summary>Column whose value stands here, or -1.</summary>
    public int Slot { get; private set; } = -1;

    /// <summary>Below a <c>[]</c>: values add up to a list.</summary>
    public bool IsList { get; private set; }

    /// <exception cref="FormatException">A path is malformed, or two columns ask for the same one.</exception>
    public static ValuePath Compile(IReadOnlyList<string> paths)
    {
        ValuePath root = new();
        for (int slot = 0; slot < paths.Count; slot++)
        {
            ValuePath leaf = root.Descend(paths[slot]);
            if (leaf.Slot >= 0) throw new FormatException($"the path '{paths[slot]}' is asked for twice");
            leaf.Slot = slot;
        }

        root.RefuseMixedArrays();
        return root;
    }

    /// <summary>An array is walked once: for all its items, or for some of them by number.</summary>
    private void RefuseMixedArrays()
    {
        bool all = _items.Exists(i => i.Index == EveryItem) || Slot >= 0;
        if (all && _items.Exists(i => i.Index != EveryItem))
            throw new FormatException("one array cannot be asked for as a whole and for an item by number");
        foreach ((_, _, ValuePath child) in _names) child.RefuseMixedArrays();
        foreach ((_, ValuePath child) in _items) child.RefuseMixedArrays();
    }

    /// <summary>Checks one path.</summary>
    /// <exception cref="FormatException">It is malformed.</exception>
    public static void Check(string path) => new ValuePath().Descend(path);

    public ValuePath? Property(ref System.Text.Json.Utf8JsonReader at)
    {
        foreach ((_, byte[] utf8, ValuePath child) in _names)
        {
            if (at.ValueTextEquals(utf8)) return child;
        }

        return null;
    }

    public ValuePath? Property(ReadOnlySpan<byte> name)
    {
        foreach ((_, byte[] utf8, ValuePath child) in _names)
        {
            if (name.SequenceEqual(utf8)) return child;
        }

        return null;
    }

    public ValuePath? Property(string name)
    {
        foreach ((string known, _, ValuePath child) in _names)
        {
            if (string.Equals(name, known, StringComparison.Ordinal)) return child;
        }

        return null;
    }

    public ValuePath? Item(int index)
    {
        ValuePath? every = null;
        foreach ((int wanted, ValuePath child) in _items)
        {
            if (wanted == index) return child;
            if (wanted == EveryItem) every = child;
        }

        // 'tags' alone, where the value is an array of plain values, is the same as 'tags[]'.
        return every ?? (Slot >= 0 ? this : null);
    }

    private ValuePath Descend(string path)
    {
        ValuePath at = this;
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

    private ValuePath Named(string name)
    {
        if (Property(name) is { } known) return known;
        ValuePath added = new() { IsList = IsList };
        _names.Add((name, Encoding.UTF8.GetBytes(name), added));
        return added;
    }

    private ValuePath Indexed(int index)
    {
        foreach ((int known, ValuePath child) in _items)
        {
            if (known == index) return child;
        }

        ValuePath added = new() { IsList = IsList || index == EveryItem };
        _items.Add((index, added));
        return added;
    }

    private static FormatException Malformed(string path) =>
        new($"'{path}' is not a path; write it like a.b[0].c, or a[].b for every item");
}
