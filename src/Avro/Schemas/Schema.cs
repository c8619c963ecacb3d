using Houle.Avro.Schemas.Json;

namespace Houle.Avro.Schemas;

public enum SchemaType
{
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Bytes,
    String,
    Record,
    Enum,
    Fixed,
    Array,
    Map,
    Union,
}

/// <summary>An Avro schema, parsed and valid. Immutable once <see cref="Parse(string)"/> has returned.</summary>
public abstract class Schema(SchemaType type)
{
    public SchemaType Type { get; } = type;

    /// <summary>Null when there is none, or an unknown or invalid one.</summary>
    public LogicalType? Logical { get; internal set; }

    /// <summary>The name a union's branch goes by: the full name of a named type, else the type's name.</summary>
    public virtual string BranchName => SchemaNames.Of(Type);

    /// <exception cref="SchemaException">With the line and column of what is wrong.</exception>
    public static Schema Parse(string json) => SchemaParser.Parse(json, []);

    /// <summary>Parses a schema that refers by name to types of other schemas.</summary>
    /// <param name="json">One schema.</param>
    /// <param name="references">Schemas parsed before; every named type within them may be referred to.</param>
    /// <exception cref="SchemaException">With the line and column of what is wrong.</exception>
    public static Schema Parse(string json, IEnumerable<Schema> references) => SchemaParser.Parse(json, references);
}

/// <summary>null, boolean, int, long, float, double, bytes or string.</summary>
public sealed class PrimitiveSchema(SchemaType type) : Schema(type);

/// <summary>A record, enum or fixed: what has a name and can be referred to by it.</summary>
public abstract class NamedSchema(SchemaType type, string fullName, IReadOnlyList<string> aliases, string? doc) : Schema(type)
{
    /// <summary>Where the definition starts in the schema's text.</summary>
    public JsonPosition At { get; internal set; }

    /// <summary>Namespace and name, with a dot between; the name alone in the null namespace.</summary>
    public string FullName { get; } = fullName;

    /// <summary>The part after the last dot.</summary>
    public string Name { get; } = fullName.Substring(fullName.LastIndexOf('.') + 1);

    /// <summary>The part before the last dot, or empty.</summary>
    public string Namespace { get; } = fullName.LastIndexOf('.') is int dot and > 0 ? fullName.Substring(0, dot) : "";

    /// <summary>Other full names that it may have been written under.</summary>
    public IReadOnlyList<string> Aliases { get; } = aliases;

    public string? Doc { get; } = doc;

    public override string BranchName => FullName;
}

public sealed class RecordSchema(string fullName, IReadOnlyList<string> aliases, string? doc)
    : NamedSchema(SchemaType.Record, fullName, aliases, doc)
{
    private readonly Dictionary<string, int> _indices = [];

    /// <summary>In the order of the bytes; names are unique.</summary>
    public IReadOnlyList<RecordField> Fields { get; private set; } = [];

    /// <summary>The fields' schemas in an array, for loops that go through them for every value.</summary>
    internal Schema[] FieldSchemas { get; private set; } = [];

    /// <summary>Kept here by src/Avro/Generic: what a new generic record starts from.</summary>
    internal object? NewValues { get; set; }

    /// <summary>Place of a field among <see cref="Fields"/>, or -1.</summary>
    public int IndexOf(string name) => _indices.TryGetValue(name, out int index) ? index : -1;

    internal void Complete(RecordField[] fields)
    {
        Fields = fields;
        FieldSchemas = new Schema[fields.Length];
        for (int i = 0; i < fields.Length; i++)
        {
            FieldSchemas[i] = fields[i].Schema;
            _indices.Add(fields[i].Name, i);
        }
    }
}

public sealed class EnumSchema(
    string fullName, IReadOnlyList<string> aliases, string? doc, IReadOnlyList<string> symbols, string? defaultSymbol)
    : NamedSchema(SchemaType.Enum, fullName, aliases, doc)
{
    private readonly Dictionary<string, int> _indices = Indices(symbols);

    public IReadOnlyList<string> Symbols { get; } = symbols;

    /// <summary>What a reader takes for a symbol it does not know, or null.</summary>
    public string? DefaultSymbol { get; } = defaultSymbol;

    /// <summary>Place of a symbol among <see cref="Symbols"/>, or -1.</summary>
    public int IndexOf(string? symbol) => symbol != null && _indices.TryGetValue(symbol, out int index) ? index : -1;

    private static Dictionary<string, int> Indices(IReadOnlyList<string> symbols)
    {
        var indices = new Dictionary<string, int>(symbols.Count);
        for (int i = 0; i < symbols.Count; i++) indices.Add(symbols[i], i);
        return indices;
    }
}

/// <summary>Bytes of a given number, at least 0.</summary>
public sealed class FixedSchema(string fullName, IReadOnlyList<string> aliases, string? doc, int size)
    : NamedSchema(SchemaType.Fixed, fullName, aliases, doc)
{
    public int Size { get; } = size;
}

public sealed class ArraySchema : Schema
{
    internal ArraySchema(Schema items)
        : base(SchemaType.Array) => Items = items;

    public Schema Items { get; }

    /// <summary>Fewest bytes of an item: bounds what a block's count may claim.</summary>
    internal int ItemBytesMin { get; set; }
}

/// <summary>Values by a string key.</summary>
public sealed class MapSchema : Schema
{
    internal MapSchema(Schema values)
        : base(SchemaType.Map) => Values = values;

    public Schema Values { get; }

    /// <summary>Fewest bytes of a key with its value.</summary>
    internal int ItemBytesMin { get; set; } = 1;
}

/// <summary>One of several schemas; no two of one unnamed type, none a union.</summary>
public sealed class UnionSchema(Schema[] branches) : Schema(SchemaType.Union)
{
    public IReadOnlyList<Schema> Branches { get; } = branches;

    /// <summary>The branches in an array, for loops that choose one for every value.</summary>
    internal Schema[] BranchArray { get; } = branches;

    /// <summary>Place of the branch that goes by a name (<see cref="Schema.BranchName"/>), or -1.</summary>
    public int IndexOf(string branchName)
    {
        for (int i = 0; i < BranchArray.Length; i++)
        {
            if (BranchArray[i].BranchName == branchName) return i;
        }

        return -1;
    }
}
