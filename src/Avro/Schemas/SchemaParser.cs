using System.Globalization;
using Houle.Avro.Schemas.Json;

namespace Houle.Avro.Schemas;

/// <summary>JSON to <see cref="Schema"/>, by the letter of Avro 1.12: what the specification forbids is an error.</summary>
/// <remarks>Stricter than Java's parser: no forward references, no second definition even if equal, no names beyond ASCII,
/// defaults must fit. Also compiled into the source generator, so the build and the service agree on what a schema is.</remarks>
internal sealed class SchemaParser
{
    private readonly Dictionary<string, NamedSchema> _named = [];
    private readonly List<RecordField> _withDefault = [];
    private readonly List<ArraySchema> _arrays = [];
    private readonly List<MapSchema> _maps = [];

    public static Schema Parse(string json, IEnumerable<Schema> references)
    {
        var parser = new SchemaParser();
        foreach (Schema reference in references) NamedTypes.Collect(reference, parser._named);
        JsonNode root = JsonParser.Parse(json);
        Schema schema = parser.Read(root, "");

        // Only now are recursive records whole enough to check a default against them.
        foreach (RecordField field in parser._withDefault)
        {
            if (DefaultFault.Find(field.Default!, field.Schema) is (JsonNode node, string what))
                throw new SchemaException(node.At, $"the default of \"{field.Name}\" {what}");
        }

        try
        {
            parser.Measure();
        }
        catch (InsufficientExecutionStackException)
        {
            throw new SchemaException(root.At, "records nest too deeply by name");
        }

        return schema;
    }

    private void Measure()
    {
        var known = new Dictionary<RecordSchema, long>();
        foreach (ArraySchema array in _arrays) array.ItemBytesMin = SchemaSize.BytesMinOf(array.Items, known);
        foreach (MapSchema map in _maps) map.ItemBytesMin = 1 + SchemaSize.BytesMinOf(map.Values, known);
    }

    private Schema Read(JsonNode node, string space) => node.Kind switch
    {
        JsonKind.String => Reference(node, space),
        JsonKind.Array => Union(node, space),
        JsonKind.Object => Definition(node, space),
        _ => throw new SchemaException(node.At, $"{node.Describe()} is not a schema: a name, an object or an array is"),
    };

    private Schema Reference(JsonNode node, string space)
    {
        if (SchemaNames.TryPrimitive(node.Text, out SchemaType primitive)) return new PrimitiveSchema(primitive);
        if (_named.TryGetValue(SchemaNames.Full(node.Text, space), out NamedSchema? named)) return named;
        throw new SchemaException(node.At, $"\"{node.Text}\" is not defined before this place");
    }

    private UnionSchema Union(JsonNode node, string space)
    {
        var branches = new List<Schema>(node.Items.Count);
        var names = new HashSet<string>();
        foreach (JsonNode item in node.Items)
        {
            Schema branch = Read(item, space);
            if (branch.Type == SchemaType.Union) throw new SchemaException(item.At, "a union must not hold a union");
            if (!names.Add(branch.BranchName))
                throw new SchemaException(item.At, $"the union holds {branch.BranchName} twice");
            branches.Add(branch);
        }

        return new UnionSchema([.. branches]);
    }

    private Schema Definition(JsonNode node, string space)
    {
        JsonNode type = Text(node, "type", "a schema");
        Schema schema;
        switch (type.Text)
        {
            case "record" or "error": schema = Record(node, space); break;
            case "enum": schema = Enum(node, space); break;
            case "fixed": schema = Fixed(node, space); break;
            case "array":
                var array = new ArraySchema(Read(Required(node, "items", "an array"), space));
                _arrays.Add(array);
                schema = array;
                break;
            case "map":
                var map = new MapSchema(Read(Required(node, "values", "a map"), space));
                _maps.Add(map);
                schema = map;
                break;
            default:
                if (!SchemaNames.TryPrimitive(type.Text, out SchemaType primitive))
                    throw new SchemaException(type.At, $"\"{type.Text}\" is not a type; a defined name stands alone, without an object");
                schema = new PrimitiveSchema(primitive);
                break;
        }

        schema.Logical = LogicalTypeParser.Read(node, schema);
        if (schema is NamedSchema named) named.At = node.At;
        return schema;
    }

    private RecordSchema Record(JsonNode node, string space)
    {
        string fullName = NewName(node, space, "a record");
        var record = new RecordSchema(fullName, Aliases(node, fullName), Doc(node));
        _named.Add(fullName, record);
        JsonNode fields = Required(node, "fields", "a record");
        if (fields.Kind != JsonKind.Array) throw new SchemaException(fields.At, "\"fields\" must be an array");
        var list = new List<RecordField>(fields.Items.Count);
        var names = new HashSet<string>();
        foreach (JsonNode item in fields.Items)
        {
            if (item.Kind != JsonKind.Object) throw new SchemaException(item.At, "a field must be an object");
            JsonNode name = Text(item, "name", "a field");
            if (SchemaNames.Fault(name.Text) is string fault) throw new SchemaException(name.At, fault);
            if (!names.Add(name.Text)) throw new SchemaException(name.At, $"the record has two fields \"{name.Text}\"");
            CheckOrder(item);
            Schema schema = Read(Required(item, "type", "a field"), record.Namespace);
            var field = new RecordField(
                name.Text, item.At, schema, FieldAliases(item), Doc(item), item.Find("default"));
            if (field.Default != null) _withDefault.Add(field);
            list.Add(field);
        }

        record.Complete([.. list]);
        return record;
    }

    private EnumSchema Enum(JsonNode node, string space)
    {
        string fullName = NewName(node, space, "an enum");
        JsonNode symbols = Required(node, "symbols", "an enum");
        if (symbols.Kind != JsonKind.Array) throw new SchemaException(symbols.At, "\"symbols\" must be an array");
        var list = new List<string>(symbols.Items.Count);
        var names = new HashSet<string>();
        foreach (JsonNode symbol in symbols.Items)
        {
            if (symbol.Kind != JsonKind.String) throw new SchemaException(symbol.At, "a symbol must be a text");
            if (SchemaNames.Fault(symbol.Text) is string fault) throw new SchemaException(symbol.At, fault);
            if (!names.Add(symbol.Text)) throw new SchemaException(symbol.At, $"the enum has \"{symbol.Text}\" twice");
            list.Add(symbol.Text);
        }

        JsonNode? other = node.Find("default");
        if (other != null && (other.Kind != JsonKind.String || !names.Contains(other.Text)))
            throw new SchemaException(other.At, $"the default {other.Describe()} is not one of the symbols");
        var schema = new EnumSchema(fullName, Aliases(node, fullName), Doc(node), list, other?.Text);
        _named.Add(fullName, schema);
        return schema;
    }

    private FixedSchema Fixed(JsonNode node, string space)
    {
        string fullName = NewName(node, space, "a fixed");
        JsonNode size = Required(node, "size", "a fixed");
        if (size.Kind != JsonKind.Number
            || !int.TryParse(size.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int bytes))
            throw new SchemaException(size.At, $"\"size\" is {size.Describe()}; it must be a whole number of bytes, 0 to {int.MaxValue}");
        var schema = new FixedSchema(fullName, Aliases(node, fullName), Doc(node), bytes);
        _named.Add(fullName, schema);
        return schema;
    }

    private string NewName(JsonNode node, string space, string what)
    {
        JsonNode name = Text(node, "name", what);
        JsonNode? own = node.Find("namespace");
        if (own != null && own.Kind != JsonKind.String) throw new SchemaException(own.At, "\"namespace\" must be a text");
        string text = name.Text.StartsWith(".", System.StringComparison.Ordinal) ? name.Text.Substring(1) : name.Text;
        if (SchemaNames.FaultWithDots(text) is string fault) throw new SchemaException(name.At, fault);
        if (own is { Text.Length: > 0 } && SchemaNames.FaultWithDots(own.Text) is string spaceFault)
            throw new SchemaException(own.At, spaceFault);
        bool dotted = name.Text.IndexOf('.') >= 0;
        string fullName = dotted ? text : SchemaNames.Full(text, own?.Text ?? space);
        if (SchemaNames.TryPrimitive(fullName.Substring(fullName.LastIndexOf('.') + 1), out _))
            throw new SchemaException(name.At, $"\"{name.Text}\" is the name of a primitive type");
        if (_named.ContainsKey(fullName)) throw new SchemaException(name.At, $"\"{fullName}\" is defined twice");
        return fullName;
    }

    private static List<string> Aliases(JsonNode node, string fullName)
    {
        int dot = fullName.LastIndexOf('.');
        string space = dot < 0 ? "" : fullName.Substring(0, dot);
        List<string> aliases = Names(node);
        for (int i = 0; i < aliases.Count; i++) aliases[i] = SchemaNames.Full(aliases[i], space);
        return aliases;
    }

    private static List<string> FieldAliases(JsonNode node)
    {
        List<string> aliases = Names(node);
        foreach (string alias in aliases)
        {
            if (SchemaNames.Fault(alias) is string fault) throw new SchemaException(node.Find("aliases")!.At, fault);
        }

        return aliases;
    }

    private static List<string> Names(JsonNode node)
    {
        var names = new List<string>();
        if (node.Find("aliases") is not JsonNode aliases) return names;
        if (aliases.Kind != JsonKind.Array) throw new SchemaException(aliases.At, "\"aliases\" must be an array");
        foreach (JsonNode alias in aliases.Items)
        {
            if (alias.Kind != JsonKind.String) throw new SchemaException(alias.At, "an alias must be a text");
            if (SchemaNames.FaultWithDots(alias.Text) is string fault) throw new SchemaException(alias.At, fault);
            names.Add(alias.Text);
        }

        return names;
    }

    private static void CheckOrder(JsonNode field)
    {
        if (field.Find("order") is JsonNode order
            && (order.Kind != JsonKind.String || order.Text is not ("ascending" or "descending" or "ignore")))
            throw new SchemaException(order.At, $"\"order\" is {order.Describe()}; it must be ascending, descending or ignore");
    }

    private static string? Doc(JsonNode node) => node.Find("doc") is { Kind: JsonKind.String } doc ? doc.Text : null;

    private static JsonNode Required(JsonNode node, string member, string what) =>
        node.Find(member) ?? throw new SchemaException(node.At, $"{what} needs \"{member}\"");

    private static JsonNode Text(JsonNode node, string member, string what)
    {
        JsonNode value = Required(node, member, what);
        return value.Kind == JsonKind.String
            ? value
            : throw new SchemaException(value.At, $"\"{member}\" is {value.Describe()}; it must be a text");
    }
}
